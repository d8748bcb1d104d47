"""The lead's side: verification, claims, payments, corrections."""

from django.urls import path

from reporting.views import (
    board,
    claim_decisions,
    claim_questions,
    claim_steps,
    claims,
    controls,
    corrections,
    final_reports,
    parking,
    payments,
)
from reporting.views import verification as verify
from reporting.views import verification_lines as lines

GRANT = "grants/<slug:ref>/"
REPORT = "verification/<int:pk>/"
ITEM = f"{REPORT}lines/<int:item_pk>/"
CLAIM = "claims/<int:pk>/"
PAYMENT = "payments/<int:pk>/"
CORRECTION = "corrections/<int:pk>/"

urlpatterns = [
    path(f"{GRANT}verification/", verify.verification_list, name="verification-list"),
    path(f"{GRANT}verification/board/", board.verification_board, name="verification-board"),
    path(f"{GRANT}verification/lines/", board.period_lines, name="period-lines"),
    path(f"{GRANT}verification/release/", verify.awaiting_release, name="awaiting-release"),
    path(f"{GRANT}verification/parked/", parking.parked_list, name="parked-list"),
    path(REPORT, verify.verification_detail, name="verification-detail"),
    path(f"{REPORT}accept/", verify.verification_accept, name="verification-accept"),
    path(f"{REPORT}return/", verify.verification_return, name="verification-return"),
    path(f"{REPORT}conclude/", verify.verification_conclude, name="verification-conclude"),
    path(f"{REPORT}questions/new/", lines.report_question, name="verification-question"),
    path(f"{REPORT}questions/<int:query_pk>/close/", lines.query_close, name="query-close"),
    path(f"{REPORT}cofinancing/", verify.contributions_accept, name="contributions-accept"),
    path(
        f"{REPORT}cofinancing/<int:row_pk>/disallow/",
        lines.contribution_disallow,
        name="contribution-disallow",
    ),
    path(f"{REPORT}checklist/", controls.report_checklist, name="report-checklist"),
    path(f"{REPORT}sample/", controls.report_sample, name="report-sample"),
    path(f"{REPORT}visits/new/", controls.visit_new, name="visit-new"),
    path(f"{REPORT}record/", controls.verification_record, name="verification-record"),
    path(f"{ITEM}checked/", controls.item_checked, name="item-checked"),
    path(ITEM, lines.verification_item, name="verification-item"),
    path(f"{ITEM}accept/", lines.item_accept, name="item-accept"),
    path(f"{ITEM}disallow/", lines.item_disallow, name="item-disallow"),
    path(f"{ITEM}undecide/", lines.item_undecide, name="item-undecide"),
    path(f"{ITEM}park/", parking.item_park, name="item-park"),
    path(f"{ITEM}take-up/", parking.item_take_up, name="item-take-up"),
    path(f"{ITEM}fall/", parking.item_fall, name="item-fall"),
    path(f"{ITEM}question/", lines.item_question, name="item-question"),
    path(f"{GRANT}claims/", claims.claim_list, name="claim-list"),
    path(f"{GRANT}claims/new/", claims.claim_new, name="claim-new"),
    path(CLAIM, claims.claim_detail, name="claim-detail"),
    path(f"{CLAIM}statement/", claim_steps.claim_statement, name="claim-statement"),
    path(f"{CLAIM}statement/withdraw/", claim_steps.statement_withdraw, name="statement-withdraw"),
    path(f"{CLAIM}take-back/", claim_steps.claim_take_back, name="claim-take-back"),
    path(f"{CLAIM}checks/", claim_steps.claim_checks, name="claim-checks"),
    path(f"{CLAIM}items/", claim_decisions.claim_items, name="claim-items"),
    path(f"{CLAIM}items/<int:item_pk>/", claim_decisions.claim_item, name="claim-item"),
    path(
        f"{CLAIM}items/<int:item_pk>/restore/",
        claim_decisions.claim_item_restore,
        name="claim-item-restore",
    ),
    path(f"{CLAIM}decision/", claim_decisions.claim_decision, name="claim-decision"),
    path(f"{CLAIM}questions/new/", claim_questions.question_new, name="claim-question"),
    path(
        f"{CLAIM}questions/<int:query_pk>/answer/",
        claim_questions.question_answer,
        name="claim-question-answer",
    ),
    path(f"{CLAIM}payment/", claim_steps.claim_payment, name="claim-payment"),
    path(f"{CLAIM}<slug:step>/", claim_steps.claim_step, name="claim-step"),
    path(f"{GRANT}final-report/", final_reports.final_report, name="final-report"),
    path(f"{GRANT}final-report/edit/", final_reports.final_report_edit, name="final-report-edit"),
    path(
        f"{GRANT}final-report/take-back/",
        final_reports.final_report_take_back,
        name="final-report-take-back",
    ),
    path(
        f"{GRANT}final-report/accept/",
        final_reports.final_report_accept,
        name="final-report-accept",
    ),
    path(
        f"{GRANT}final-report/<slug:step>/",
        final_reports.final_report_step,
        name="final-report-step",
    ),
    path(f"{GRANT}payments/", payments.payment_list, name="payment-list"),
    path(PAYMENT, payments.payment_detail, name="payment-detail"),
    path(f"{PAYMENT}approve/", payments.payment_approve, name="payment-approve"),
    path(f"{PAYMENT}send/", payments.payment_send, name="payment-send"),
    path("disbursements/", payments.disbursement_list, name="disbursement-list"),
    path(
        "disbursements/<int:pk>/confirm/",
        payments.disbursement_confirm,
        name="disbursement-confirm",
    ),
    path(f"{GRANT}corrections/", corrections.correction_list, name="correction-list"),
    path("corrections/new/<int:item_pk>/", corrections.correction_new, name="correction-new"),
    path(CORRECTION, corrections.correction_detail, name="correction-detail"),
    path(f"{CORRECTION}hearing/", corrections.correction_hearing, name="correction-hearing"),
    path(f"{CORRECTION}decision/", corrections.correction_decision, name="correction-decision"),
    path(f"{CORRECTION}book/", corrections.correction_book, name="correction-book"),
]
