"""The partner's desk, its reports step by step, and its people's hours."""

from django.urls import path

from reporting.views import check, copying, costs, desk, evidence, hours, questions, steps, team

REPORT = "reports/<int:pk>/"
COST = f"{REPORT}costs/<int:item_pk>/"

urlpatterns = [
    path("desk/", desk.desk, name="desk"),
    path("desk/open/<int:partner_pk>/<int:period_pk>/", desk.report_open, name="report-open"),
    path(REPORT, desk.report_detail, name="report-detail"),
    path(f"{REPORT}answer/<slug:step>/", steps.answer_step, name="report-answer"),
    path(f"{REPORT}activities/", steps.activities, name="report-activities"),
    path(f"{REPORT}activities/<int:activity_pk>/", steps.activity, name="activity"),
    path(
        f"{REPORT}activities/<int:activity_pk>/remove/", steps.activity_drop, name="activity-drop"
    ),
    path(f"{REPORT}indicators/", steps.indicators, name="report-indicators"),
    path(f"{REPORT}costs/", costs.costs, name="report-costs"),
    path(f"{REPORT}costs/new/", costs.expenditure_new, name="expenditure-new"),
    path(COST, costs.expenditure, name="expenditure"),
    path(f"{COST}remove/", costs.expenditure_drop, name="expenditure-drop"),
    path(f"{COST}papers/", costs.evidence_add, name="evidence-add"),
    path(f"{COST}papers/<int:proof_pk>/detach/", costs.evidence_drop, name="evidence-drop"),
    path(f"{REPORT}hours/", hours.report_hours, name="report-hours"),
    path(f"{REPORT}hours/late/", hours.late_month, name="late-month"),
    path(f"{REPORT}hours/<int:employee_pk>/<str:month>/", hours.month, name="month"),
    path(f"{REPORT}cofinancing/", steps.cofinancing, name="report-cofinancing"),
    path(
        f"{REPORT}cofinancing/<int:row_pk>/remove/",
        steps.contribution_drop,
        name="contribution-drop",
    ),
    path(f"{REPORT}revenue/", steps.revenue, name="report-revenue"),
    path(f"{REPORT}revenue/<int:row_pk>/remove/", steps.revenue_drop, name="revenue-drop"),
    path(f"{REPORT}texts/", steps.texts, name="report-texts"),
    path(f"{REPORT}copy/", copying.copy, name="report-copy"),
    path(f"{REPORT}check/", check.check, name="report-check"),
    path(f"{REPORT}approve/", check.approve, name="report-approve"),
    path(f"{REPORT}send-back/", check.send_back, name="report-send-back"),
    path(f"{REPORT}submit/", check.submit, name="report-submit"),
    path(f"{REPORT}questions/", questions.queries, name="report-queries"),
    path(f"{REPORT}questions/<int:query_pk>/", questions.query_answer, name="query-answer"),
    path("hours/", hours.own_hours, name="hours"),
    path("hours/team/", team.team, name="team"),
    path("hours/<int:sheet_pk>/sign/", hours.sign, name="sheet-sign"),
    path("hours/<int:sheet_pk>/return/", team.sheet_return, name="sheet-return"),
    path("rates/", team.rates, name="rates"),
    path("rates/new/", team.rate_new, name="rate-new"),
    path("evidence/<int:pk>/", evidence.evidence_file, name="evidence-file"),
]
