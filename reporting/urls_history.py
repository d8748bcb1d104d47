"""The auditor's pages."""

from django.urls import path

from reporting.views import history, ledger_checks, screens

urlpatterns = [
    path("grants/<slug:ref>/events/", history.event_log, name="event-log"),
    path("grants/<slug:ref>/checks/", ledger_checks.ledger_checks, name="ledger-checks"),
    path("grants/<slug:ref>/screens/", screens.screen_list, name="screen-list"),
    path("grants/<slug:ref>/screens/<slug:code>/", screens.screen_page, name="screen"),
    path(
        "grants/<slug:ref>/screens/<slug:code>/<slug:format_>",
        screens.screen_file,
        name="screen-file",
    ),
    path("history/<str:label>/<int:pk>/", history.object_history, name="object-history"),
]
