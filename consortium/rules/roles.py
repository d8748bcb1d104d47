"""Who may do what: the one table between roles and capabilities (rules.md 3.0).

A capability is also the codename of a django-guardian object permission, on the application, the
grant or the organisation that a seat belongs to. AD runs the house and has no money rights.
"""

from __future__ import annotations

from enum import StrEnum

from consortium.rules.refusals import gettext_noop as _


class Role(StrEnum):
    """The seats of rules.md 3.0, and EM: an employee who enters and signs own hours."""

    EM = "EM"
    PU = "PU"
    PA = "PA"
    PM = "PM"
    LC = "LC"
    LS = "LS"
    AU = "AU"
    MA = "MA"
    RG = "RG"
    MU = "MU"
    AD = "AD"
    RO = "RO"


class Scope(StrEnum):
    """What a capability is held on."""

    ORGANISATION = "organisation"
    GRANT = "grant"


class Capability(StrEnum):
    """Everything that somebody may or may not do."""

    # held on an organisation
    VIEW_DESK = "view_desk"
    WRITE_REPORT = "write_report"
    APPROVE_REPORT = "approve_report"
    SIGN_HOURS = "sign_hours"
    APPROVE_HOURS = "approve_hours"
    SIGN_AS_PARTNER = "sign_as_partner"
    CONFIRM_RECEIPT = "confirm_receipt"
    ANSWER_HEARING = "answer_hearing"
    # held on an application and its grant
    VIEW_PROJECT = "view_project"
    VIEW_ROWS = "view_rows"
    VIEW_FROZEN = "view_frozen"
    VIEW_HISTORY = "view_history"
    PLAN_PROJECT = "plan_project"
    SIGN_AS_LEAD = "sign_as_lead"
    RECOMMEND = "recommend"
    DECIDE_GRANT = "decide_grant"
    CHECK_BUDGET = "check_budget"
    DECIDE_BUDGET = "decide_budget"
    VERIFY_REPORT = "verify_report"
    BUILD_CLAIM = "build_claim"
    CHECK_CLAIM = "check_claim"
    AUDIT_CLAIM = "audit_claim"
    SIGN_CLAIM = "sign_claim"
    DECIDE_CLAIM = "decide_claim"
    BOOK_PAYMENT = "book_payment"
    APPROVE_DISBURSEMENT = "approve_disbursement"
    PROPOSE_CORRECTION = "propose_correction"
    DECIDE_CORRECTION = "decide_correction"
    MANAGE_PEOPLE = "manage_people"
    SUBMIT_REPORTS = "submit_reports"
    DECIDE_AS_MUNICIPALITY = "decide_as_municipality"


# To look, and nothing else.
READING = frozenset(
    {
        Capability.VIEW_DESK,
        Capability.VIEW_PROJECT,
        Capability.VIEW_ROWS,
        Capability.VIEW_FROZEN,
        Capability.VIEW_HISTORY,
    }
)
ORGANISATION_CAPABILITIES = frozenset(
    {
        Capability.VIEW_DESK,
        Capability.WRITE_REPORT,
        Capability.APPROVE_REPORT,
        Capability.SIGN_HOURS,
        Capability.APPROVE_HOURS,
        Capability.SIGN_AS_PARTNER,
        Capability.CONFIRM_RECEIPT,
        Capability.ANSWER_HEARING,
    }
)
GRANT_CAPABILITIES = frozenset(Capability) - ORGANISATION_CAPABILITIES

_C = Capability
ROLE_CAPABILITIES: dict[Role, frozenset[Capability]] = {
    Role.EM: frozenset({_C.SIGN_HOURS}),
    Role.PU: frozenset({_C.VIEW_DESK, _C.WRITE_REPORT, _C.SIGN_HOURS, _C.CONFIRM_RECEIPT}),
    Role.PA: frozenset(
        {
            _C.VIEW_DESK,
            _C.APPROVE_REPORT,
            _C.SIGN_HOURS,
            _C.APPROVE_HOURS,
            _C.SIGN_AS_PARTNER,
            _C.ANSWER_HEARING,
        }
    ),
    Role.PM: frozenset(
        {
            _C.VIEW_PROJECT,
            _C.VIEW_ROWS,
            _C.VIEW_FROZEN,
            _C.VIEW_HISTORY,
            _C.PLAN_PROJECT,
            _C.BUILD_CLAIM,
        }
    ),
    Role.LC: frozenset(
        {
            _C.VIEW_PROJECT,
            _C.VIEW_ROWS,
            _C.VIEW_FROZEN,
            _C.VIEW_HISTORY,
            _C.CHECK_BUDGET,
            _C.VERIFY_REPORT,
            _C.CHECK_CLAIM,
            _C.BOOK_PAYMENT,
            _C.PROPOSE_CORRECTION,
        }
    ),
    Role.LS: frozenset(
        {
            _C.VIEW_PROJECT,
            _C.VIEW_ROWS,
            _C.VIEW_FROZEN,
            _C.VIEW_HISTORY,
            _C.SIGN_AS_LEAD,
            _C.SIGN_CLAIM,
            _C.APPROVE_DISBURSEMENT,
            _C.DECIDE_CORRECTION,
            _C.SUBMIT_REPORTS,
        }
    ),
    Role.AU: frozenset(
        {
            _C.VIEW_PROJECT,
            _C.VIEW_ROWS,
            _C.VIEW_FROZEN,
            _C.VIEW_HISTORY,
            _C.AUDIT_CLAIM,
            _C.PROPOSE_CORRECTION,
        }
    ),
    Role.MA: frozenset(
        {
            _C.VIEW_PROJECT,
            _C.VIEW_FROZEN,
            _C.DECIDE_GRANT,
            _C.DECIDE_BUDGET,
            _C.DECIDE_CLAIM,
            _C.PROPOSE_CORRECTION,
            _C.DECIDE_CORRECTION,
        }
    ),
    Role.RG: frozenset({_C.VIEW_PROJECT, _C.VIEW_FROZEN, _C.RECOMMEND}),
    Role.MU: frozenset({_C.VIEW_PROJECT, _C.VIEW_FROZEN, _C.DECIDE_AS_MUNICIPALITY}),
    Role.AD: frozenset({_C.VIEW_PROJECT, _C.MANAGE_PEOPLE}),
    Role.RO: frozenset({_C.VIEW_PROJECT, _C.VIEW_ROWS, _C.VIEW_FROZEN, _C.VIEW_HISTORY}),
}

ORGANISATION_ROLES = frozenset({Role.EM, Role.PU, Role.PA})
GRANT_ROLES = frozenset(Role) - ORGANISATION_ROLES

ROLE_LABELS: dict[Role, str] = {
    Role.EM: _("Employee"),
    Role.PU: _("Partner user"),
    Role.PA: _("Partner approver"),
    Role.PM: _("Lead project manager"),
    Role.LC: _("Lead controller"),
    Role.LS: _("Lead signatory"),
    Role.AU: _("Auditor"),
    Role.MA: _("Funder case officer"),
    Role.RG: _("Region officer"),
    Role.MU: _("Municipality officer"),
    Role.AD: _("Administrator"),
    Role.RO: _("Read-only auditor"),
}


def capabilities_on(role: Role, scope: Scope) -> frozenset[Capability]:
    """What *role* may do on an object of *scope*."""
    held = ORGANISATION_CAPABILITIES if scope is Scope.ORGANISATION else GRANT_CAPABILITIES
    return ROLE_CAPABILITIES[role] & held
