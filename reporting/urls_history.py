"""The auditor's pages."""

from django.urls import path

from reporting.views import history, ledger_checks

urlpatterns = [
    path("grants/<slug:ref>/events/", history.event_log, name="event-log"),
    path("grants/<slug:ref>/checks/", ledger_checks.ledger_checks, name="ledger-checks"),
    path("history/<str:label>/<int:pk>/", history.object_history, name="object-history"),
]
