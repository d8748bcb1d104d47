"""Addresses of the quarterly status and the evaluations of a municipal agreement."""

from django.urls import path

from reporting.views import evaluations, municipal_links, status

STATUS = "grants/<slug:ref>/status/"
YEARS = "grants/<slug:ref>/evaluations/"
LINKS = "grants/<slug:ref>/municipal/links/"

urlpatterns = [
    path(STATUS, status.status_list, name="status-list"),
    path(f"{STATUS}money/new/", status.area_cost_new, name="area-cost-new"),
    path(f"{STATUS}results/new/", status.target_result_new, name="target-result-new"),
    path(f"{STATUS}actions/<int:pk>/done/", status.action_done, name="meeting-action-done"),
    path(f"{STATUS}<int:number>/", status.status_detail, name="status-detail"),
    path(f"{STATUS}<int:number>/begin/", status.status_new, name="status-new"),
    path(f"{STATUS}<int:number>/minutes/", status.status_minutes, name="status-minutes"),
    path(f"{STATUS}<int:number>/lines/<int:pk>/", status.status_line, name="status-line"),
    path(f"{STATUS}<int:number>/actions/new/", status.action_new, name="meeting-action-new"),
    path(f"{STATUS}<int:number>/close/", status.status_close, name="status-close"),
    path(YEARS, evaluations.evaluation_list, name="evaluation-list"),
    path(f"{YEARS}new/", evaluations.evaluation_new, name="evaluation-new"),
    path(f"{YEARS}completion/new/", evaluations.completion_new, name="completion-new"),
    path(f"{YEARS}<int:year>/", evaluations.evaluation_detail, name="evaluation-detail"),
    path(f"{YEARS}<int:year>/summary/", evaluations.evaluation_summary, name="evaluation-summary"),
    path(f"{YEARS}<int:year>/areas/<int:pk>/", evaluations.evaluation_area, name="evaluation-area"),
    path(f"{YEARS}<int:year>/submit/", evaluations.evaluation_submit, name="evaluation-submit"),
    path(f"{YEARS}<int:year>/decide/", evaluations.evaluation_decide, name="evaluation-decide"),
    path(LINKS, municipal_links.link_list, name="municipal-link-list"),
    path(f"{LINKS}new/", municipal_links.link_to_sign, name="municipal-link-sign"),
    path(
        f"{LINKS}addenda/<int:number>/new/",
        municipal_links.link_to_addendum,
        name="municipal-link-addendum",
    ),
    path(
        f"{LINKS}<int:pk>/withdraw/",
        municipal_links.link_withdraw,
        name="municipal-link-withdraw",
    ),
    path(f"{YEARS}<int:year>/ask/", municipal_links.link_to_body, name="municipal-link-body"),
    path("municipality/<str:token>/", municipal_links.municipal_link, name="municipal-link"),
]
