"""Explanations of figures, what-if and forecast."""

from django.urls import path

from reporting.views import explain, forecast, whatif

urlpatterns = [
    path("grants/<slug:ref>/what-if/", whatif.what_if, name="what-if"),
    path("grants/<slug:ref>/forecast/", forecast.forecast_page, name="forecast"),
    path("grants/<slug:ref>/explain/<slug:key>/", explain.explain, name="explain"),
    path("claims/<int:pk>/explain/<slug:key>/", explain.explain_claim, name="explain-claim"),
    path("reports/<int:pk>/explain/<slug:key>/", explain.explain_report, name="explain-report"),
]
