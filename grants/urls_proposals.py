"""Addresses of political proposals."""

from django.urls import path

from grants.views import proposal_parts, proposal_steps, proposals

ONE = "proposals/<slug:ref>/"
urlpatterns = [
    path("proposals/", proposals.proposal_list, name="proposal-list"),
    path("proposals/new/", proposals.proposal_new, name="proposal-new"),
    path(ONE, proposals.proposal_detail, name="proposal-detail"),
    path(f"{ONE}edit/", proposals.proposal_edit, name="proposal-edit"),
    path(f"{ONE}rows/<slug:kind>/new/", proposal_parts.row_new, name="proposal-row-new"),
    path(f"{ONE}rows/<slug:kind>/<int:pk>/", proposal_parts.row_edit, name="proposal-row-edit"),
    path(
        f"{ONE}rows/<slug:kind>/<int:pk>/drop/", proposal_parts.row_drop, name="proposal-row-drop"
    ),
    path(f"{ONE}targets/<int:number>/", proposal_parts.reached, name="proposal-reached"),
    path(f"{ONE}forward/", proposal_steps.forward, name="proposal-forward"),
    path(f"{ONE}decision/<slug:step>/", proposal_steps.decide, name="proposal-decide"),
    path(f"{ONE}apply/", proposal_steps.apply, name="proposal-apply"),
    path(f"{ONE}agree/", proposal_steps.agree, name="proposal-agree"),
]
