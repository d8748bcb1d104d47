"""Addresses of what happens to money around the claim: recoveries, aid, regional tasks."""

from django.urls import path

from reporting.views import (
    corrections,
    deminimis,
    flat_corrections,
    recoveries,
    regional,
    repayments,
)

GRANT = "grants/<slug:ref>/"
AID = "aid/<int:pk>/"
COMPANY = f"{GRANT}companies/<slug:cvr>/"
RECOVERY = "recoveries/<int:pk>/"
REPAYMENT = "repayments/<int:pk>/"
PART = f"{REPAYMENT}parts/<int:part_pk>/"

urlpatterns = [
    path(f"{GRANT}corrections/flat/", flat_corrections.correction_flat, name="correction-flat"),
    path(
        "corrections/<int:pk>/reverse/", corrections.correction_reverse, name="correction-reverse"
    ),
    path(f"{GRANT}recoveries/", recoveries.recovery_list, name="recovery-list"),
    path(
        f"{GRANT}recoveries/overdue/",
        recoveries.recovery_mark_overdue,
        name="recovery-mark-overdue",
    ),
    path(RECOVERY, recoveries.recovery_detail, name="recovery-detail"),
    path(f"{RECOVERY}settle/", recoveries.recovery_settle, name="recovery-settle"),
    path(f"{RECOVERY}interest/", recoveries.recovery_interest, name="recovery-interest"),
    path(f"{RECOVERY}write-off/", recoveries.recovery_write_off, name="recovery-write-off"),
    path(f"{RECOVERY}close/", recoveries.recovery_close, name="recovery-close"),
    path(f"{GRANT}aid/", deminimis.aid_list, name="aid-list"),
    path(f"{GRANT}aid/new/", deminimis.aid_new, name="aid-new"),
    path(AID, deminimis.aid_detail, name="aid-detail"),
    path(f"{AID}register/", deminimis.aid_register, name="aid-register"),
    path(f"{AID}withdraw/", deminimis.aid_withdraw, name="aid-withdraw"),
    path(f"{GRANT}companies/", deminimis.company_list, name="company-list"),
    path(f"{GRANT}companies/new/", deminimis.company_new, name="company-new"),
    path(COMPANY, deminimis.company_detail, name="company-detail"),
    path(f"{COMPANY}edit/", deminimis.company_edit, name="company-edit"),
    path(f"{GRANT}regional-tasks/", regional.regional_tasks, name="regional-tasks"),
    path(f"{GRANT}regional-tasks/costs/", regional.regional_costs, name="regional-costs"),
    path(f"{GRANT}regional-tasks/key/", regional.regional_key, name="regional-key"),
    path(f"{GRANT}repayments/new/", repayments.repayment_new, name="repayment-new"),
    path(REPAYMENT, repayments.repayment_detail, name="repayment-detail"),
    path(f"{REPAYMENT}approve/", repayments.repayment_approve, name="repayment-approve"),
    path(f"{REPAYMENT}send/", repayments.repayment_send, name="repayment-send"),
    path(f"{REPAYMENT}withdraw/", repayments.repayment_withdraw, name="repayment-withdraw"),
    path(f"{PART}paid/", repayments.repayment_part_paid, name="repayment-part-paid"),
    path(f"{PART}write-off/", repayments.repayment_part_write_off, name="repayment-part-write-off"),
    path(f"{RECOVERY}refund/", recoveries.recovery_refund, name="recovery-refund"),
]
