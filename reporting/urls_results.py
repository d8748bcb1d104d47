"""Addresses of results: indicators against targets, the project's evaluation, jobs for spouses."""

from django.urls import path

from reporting.views import indicators, project_evaluations, spouses

GRANT = "grants/<slug:ref>/"
EVALUATION = f"{GRANT}evaluation/"
SURVEY = f"{EVALUATION}surveys/<int:number>/"
REPORT = "reports/<int:pk>/"
PAIR = f"{REPORT}spouses/pairs/<int:number>/"

urlpatterns = [
    path(f"{GRANT}indicators/results/", indicators.indicator_results, name="indicator-results"),
    path(
        f"{GRANT}indicators/<int:number>/results/",
        indicators.indicator_detail,
        name="indicator-detail",
    ),
    path(EVALUATION, project_evaluations.project_evaluation, name="project-evaluation"),
    path(f"{EVALUATION}plan/", project_evaluations.evaluation_plan, name="evaluation-plan"),
    path(
        f"{EVALUATION}questions/<int:number>/",
        project_evaluations.evaluation_question,
        name="evaluation-question",
    ),
    path(f"{EVALUATION}surveys/new/", project_evaluations.survey_new, name="survey-new"),
    path(SURVEY, project_evaluations.survey_detail, name="survey-detail"),
    path(f"{SURVEY}publish/", project_evaluations.survey_publish, name="survey-publish"),
    path(f"{SURVEY}withdraw/", project_evaluations.survey_withdraw, name="survey-withdraw"),
    path("surveys/<slug:ref>/", project_evaluations.survey_public, name="survey-public"),
    path(f"{GRANT}spouses/", spouses.spouse_overview, name="spouse-overview"),
    path(f"{REPORT}self-evaluation/", spouses.self_evaluation, name="self-evaluation"),
    path(f"{REPORT}spouses/", spouses.report_spouses, name="report-spouses"),
    path(f"{REPORT}spouses/counts/", spouses.spouse_counts, name="spouse-counts"),
    path(f"{REPORT}spouses/pairs/new/", spouses.pair_new, name="pair-new"),
    path(f"{PAIR}end/", spouses.pair_end, name="pair-end"),
    path(f"{PAIR}follow-up/", spouses.pair_follow_up, name="pair-follow-up"),
]
