"""Addresses of change requests and of the funder's decisions about a grant."""

from django.urls import path

from grants.views import change_decisions as decisions
from grants.views import changes as v

CHANGES = "grants/<slug:ref>/changes/"
CHANGE = f"{CHANGES}<int:number>/"

urlpatterns = [
    path(CHANGES, v.change_list, name="change-list"),
    path(f"{CHANGES}new/", v.change_new, name="change-new"),
    path(CHANGE, v.change_detail, name="change-detail"),
    path(f"{CHANGE}edit/", v.change_edit, name="change-edit"),
    path(f"{CHANGE}propose/", v.change_propose, name="change-propose"),
    path(f"{CHANGE}check/", v.change_check, name="change-check"),
    path(f"{CHANGE}send-back/", v.change_send_back, name="change-send-back"),
    path(f"{CHANGE}withdraw/", v.change_withdraw, name="change-withdraw"),
    path(f"{CHANGE}approve/", decisions.change_approve, name="change-approve"),
    path(f"{CHANGE}reject/", decisions.change_reject, name="change-reject"),
    path(f"{CHANGE}sign/", decisions.change_sign, name="change-sign"),
    path(
        "grants/<slug:ref>/decision/<slug:step>/", decisions.grant_decision, name="grant-decision"
    ),
]
