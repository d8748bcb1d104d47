"""The partner's desk, its reports step by step, and its people's hours."""

from django.urls import path

from reporting.views import (
    absences,
    check,
    contact_lists,
    copying,
    cost_papers,
    costs,
    desk,
    evidence,
    hours,
    imports,
    measure_lists,
    operation_lists,
    papers,
    passing,
    questions,
    rows,
    steps,
    team,
)

REPORT = "reports/<int:pk>/"
BUDGET = "grants/<slug:ref>/budgets/<int:number>/"
SHEET = "imports/<int:pk>/"
LIST = "contact-lists/<int:pk>/"
OPERATIONS = "grants/<slug:ref>/operations/"
MEASURES = "grants/<slug:ref>/measures/"
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
    path(f"{COST}papers/", cost_papers.evidence_add, name="evidence-add"),
    path(f"{COST}papers/choose/", cost_papers.evidence_choose, name="evidence-choose"),
    path(f"{COST}papers/<int:proof_pk>/detach/", cost_papers.evidence_drop, name="evidence-drop"),
    path(f"{REPORT}papers/", papers.papers, name="report-papers"),
    path(f"{REPORT}papers/missing/", papers.papers_missing, name="papers-missing"),
    path(f"{REPORT}papers/match/", papers.papers_match, name="papers-match"),
    path(f"{REPORT}papers/<int:file_pk>/place/", papers.paper_place, name="paper-place"),
    path(f"{REPORT}papers/<int:file_pk>/remove/", papers.paper_drop, name="paper-drop"),
    path(f"{REPORT}import/<slug:kind>/", imports.import_new, name="import-new"),
    path(
        f"{REPORT}import/<slug:kind>/workbook/<str:language>/",
        imports.import_workbook,
        name="import-workbook",
    ),
    path(f"{REPORT}rows/<slug:kind>.<str:extension>/", rows.rows_file, name="rows-file"),
    path(f"{REPORT}participants/", passing.participants, name="participants"),
    path(f"{REPORT}participants/list/", passing.participant_rows, name="participant-rows"),
    path(f"{BUDGET}import/", passing.budget_import, name="budget-import"),
    path(f"{BUDGET}rows.<str:extension>/", passing.budget_rows, name="budget-rows"),
    path(f"{MEASURES}import/", measure_lists.measure_import, name="measure-import"),
    path(f"{MEASURES}workbook/<str:language>/", measure_lists.measure_book, name="measure-book"),
    path(f"{MEASURES}rows.<str:extension>/", measure_lists.measure_rows, name="measure-rows"),
    path(f"{OPERATIONS}import/", operation_lists.operation_import, name="operation-import"),
    path(
        f"{OPERATIONS}rows.<str:extension>/", operation_lists.operation_rows, name="operation-rows"
    ),
    path(f"{LIST}import/", contact_lists.contact_import, name="contact-import"),
    path(f"{LIST}workbook/<str:language>/", contact_lists.contact_book, name="contact-book"),
    path(f"{LIST}rows.<str:extension>/", contact_lists.contact_rows, name="contact-rows"),
    path(
        "organisations/<int:pk>/contact-lists/new/",
        contact_lists.contact_list_new,
        name="contact-list-new",
    ),
    path(SHEET, imports.sheet_import, name="sheet-import"),
    path(f"{SHEET}columns/", imports.sheet_columns, name="sheet-columns"),
    path(f"{SHEET}write/", imports.sheet_write, name="sheet-write"),
    path(f"{SHEET}drop/", imports.sheet_drop, name="sheet-drop"),
    path(f"{SHEET}stop/", imports.sheet_stop, name="sheet-stop"),
    path(f"{SHEET}marked/", imports.sheet_marked, name="sheet-marked"),
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
    path("hours/lacking/", team.who_lacks_what, name="hours-lacking"),
    path("hours/absence/", absences.absences, name="absences"),
    path("hours/absence/<int:absence_pk>/remove/", absences.absence_drop, name="absence-drop"),
    path("hours/<int:sheet_pk>/sign/", hours.sign, name="sheet-sign"),
    path("hours/<int:sheet_pk>/return/", team.sheet_return, name="sheet-return"),
    path("rates/", team.rates, name="rates"),
    path("rates/new/", team.rate_new, name="rate-new"),
    path("evidence/<int:pk>/", evidence.evidence_file, name="evidence-file"),
    path("evidence/<int:pk>/view/", evidence.evidence_view, name="evidence-view"),
    path(
        "evidence/<int:pk>/picture/<int:page>/",
        evidence.evidence_picture,
        name="evidence-picture-file",
    ),
]
