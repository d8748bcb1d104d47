"""Written sections, the recipients of papers, decisions on papers, and contracts."""

from django.urls import path

from reporting.views import paper_steps, procurement, recipient_logos, recipients, texts

GRANT = "grants/<slug:ref>"
TEXTS = f"{GRANT}/documents/period-<int:number>/<slug:kind>/texts"
SECTION = f"{TEXTS}/<slug:section>"
RECIPIENTS = f"{GRANT}/recipients"
OF_RECIPIENT = f"{RECIPIENTS}/<slug:code>/sections"
SENT = f"{GRANT}/documents/<int:pk>"
CONTRACTS = f"{GRANT}/contracts"

urlpatterns = [
    path(f"{TEXTS}/", texts.text_list, name="text-list"),
    path(f"{SECTION}/", texts.text_section, name="text-section"),
    path(f"{SECTION}/take-back/", texts.text_take_back, name="text-take-back"),
    path(f"{SECTION}/<slug:step>/", texts.text_step, name="text-step"),
    path(f"{RECIPIENTS}/", recipients.recipient_list, name="recipient-list"),
    path(f"{RECIPIENTS}/new/", recipients.recipient_new, name="recipient-new"),
    path(f"{RECIPIENTS}/take-over/", recipients.recipients_take_over, name="recipients-take-over"),
    path(f"{RECIPIENTS}/<slug:code>/edit/", recipients.recipient_edit, name="recipient-edit"),
    path(f"{RECIPIENTS}/<slug:code>/logo/", recipient_logos.recipient_logo, name="recipient-logo"),
    path(
        f"{RECIPIENTS}/<slug:code>/logo/drop/",
        recipient_logos.recipient_logo_drop,
        name="recipient-logo-drop",
    ),
    path(f"{OF_RECIPIENT}/new/", recipients.section_new, name="section-new"),
    path(
        f"{RECIPIENTS}/<slug:code>/sections/<slug:section>/edit/",
        recipients.section_edit,
        name="section-edit",
    ),
    path(f"{SENT}/decision/", paper_steps.paper_decision, name="paper-decision"),
    path(f"{CONTRACTS}/", procurement.contract_list, name="contract-list"),
    path(f"{CONTRACTS}/new/", procurement.contract_new, name="contract-new"),
    path(f"{CONTRACTS}/<int:number>/", procurement.contract_edit, name="contract-edit"),
    path(f"{CONTRACTS}/<int:number>/costs/", procurement.contract_costs, name="contract-costs"),
]
