"""The parameters of a rule profile as a reader sees them: which, in which order, in which words."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from grants.rules import profiles as p

PARAMETERS = (
    ("rate_cap", _("Highest rate of the fund")),
    ("rate_basis", _("The fund pays")),
    ("fund_ceiling", _("Ceiling of the programme, DKK")),
    ("authority_rounding", _("Rounding of the authority, DKK")),
    ("match_test", _("One-to-one matching of the co-financing")),
    ("inkind_test", _("In kind is tested against")),
    ("inkind_allowed", _("Contributions in kind are allowed")),
    ("inkind_strict", _("The in-kind test subtracts public contributions once more")),
    ("public_expenditure_test", _("The fund stays within public expenditure")),
    ("contract_staff", _("A full-time project employee's contract stands instead of time sheets")),
    ("revenue_deducted", _("Revenue is deducted")),
    ("eligible_from", _("Expenditure is eligible from")),
    ("preparation_from", _("Preparation cost counts from")),
    ("expenditure_paid_by", _("Expenditure is paid by")),
    ("indirect_of_direct", _("Indirect costs of direct costs")),
    ("indirect_of_staff", _("Indirect costs of staff costs")),
    ("other_of_staff", _("Other costs of staff costs")),
    ("hours_per_year", _("Working hours a year")),
    ("hours_per_month", _("Working hours a month")),
    ("standard_hour_rate", _("Standard rate an hour, DKK")),
    ("vat_rule", _("VAT")),
    ("dkk_per_eur", _("EUR lines without a table rate, DKK for one EUR")),
    ("market_check_from", _("Procurement file or market check above, DKK")),
    ("land_max", _("Land at most, of the budget")),
    ("budget_flex", _("Flexibility of a budget line")),
    ("budget_flex_amount", _("Flexibility of a budget line at most, DKK")),
    ("advance", _("Advance")),
    ("interim_limit", _("Interim payments at most")),
    ("calendar", _("Reporting calendar")),
    ("partner_deadline_days", _("Partners report within days of the period's end")),
    ("funder_deadline_days", _("The lead reports within days of the period's end")),
    ("disbursement_days", _("The lead pays on within days")),
    ("hearing_working_days", _("Hearing, working days")),
    ("payment_clock_days", _("The authority pays within days")),
    ("recovery_interest_pct", _("Interest on an overdue recovery, per cent a year")),
    ("recovery_year_days", _("Days of a year when interest is worked out")),
    ("retain_years", _("Documents are kept, years")),
    ("retain_from", _("Documents are kept from")),
)

# What a parameter's code means.
VALUES = {
    p.GRANT_RATIO: _("the grant's share of the budget"),
    p.CAP_RATE: _("the highest rate until the grant is used"),
    p.FUND_ONLY: _("the fund's share"),
    p.PUBLIC_SUPPORT: _("all public support"),
    p.FEB_AUG: _("half-yearly, end of February and August"),
    p.QUARTERLY: _("quarterly"),
    p.NO_CALENDAR: _("one period"),
    p.VAT_NON_RECOVERABLE: _("only what is not recovered"),
    p.VAT_BELOW_LIMIT: _("eligible below the limit"),
    p.VAT_OUTSIDE: _("outside the project"),
    p.RETAIN_FROM_CLOSURE: _("the programme's closure"),
    p.RETAIN_FROM_ACCOUNTS: _("the accounts"),
    p.RETAIN_FROM_LAST_PAYMENT_YEAR: _("the end of the year of the last payment"),
}
