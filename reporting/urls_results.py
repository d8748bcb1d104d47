"""Addresses of results: indicators against targets, the project's evaluation, jobs for spouses."""

from django.urls import path

from reporting.views import indicators

GRANT = "grants/<slug:ref>/"

urlpatterns = [
    path(f"{GRANT}indicators/results/", indicators.indicator_results, name="indicator-results"),
    path(
        f"{GRANT}indicators/<int:number>/results/",
        indicators.indicator_detail,
        name="indicator-detail",
    ),
]
