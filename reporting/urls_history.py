"""The auditor's pages."""

from django.urls import path

from reporting.views import comparison, history, ledger_checks, recomputed, screens, vouchers

urlpatterns = [
    path("grants/<slug:ref>/events/", history.event_log, name="event-log"),
    path("grants/<slug:ref>/compare/", comparison.comparison_page, name="comparison"),
    path(
        "grants/<slug:ref>/compare/<str:format_>",
        comparison.comparison_file,
        name="comparison-file",
    ),
    path("grants/<slug:ref>/vouchers/", vouchers.find_vouchers, name="find-vouchers"),
    path("vouchers/<int:pk>/", vouchers.voucher_trail, name="voucher-trail"),
    path(
        "grants/<slug:ref>/documents/<int:pk>/recomputed/",
        recomputed.recomputed_paper,
        name="recomputed-paper",
    ),
    path(
        "claims/<int:pk>/recomputed/figures/",
        recomputed.recomputed_claim_page,
        name="recomputed-claim",
    ),
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
