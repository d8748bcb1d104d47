"""Explanations of figures, what-if and forecast."""

from django.urls import path

from reporting.views import explain

urlpatterns = [
    path("grants/<slug:ref>/explain/<slug:key>/", explain.explain, name="explain"),
    path("claims/<int:pk>/explain/<slug:key>/", explain.explain_claim, name="explain-claim"),
    path("reports/<int:pk>/explain/<slug:key>/", explain.explain_report, name="explain-report"),
]
