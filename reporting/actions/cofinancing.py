"""Money from others than the fund, and what the project earned (A-18, A-19, R-51)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from consortium.actions.base import action, record
from consortium.actions.editing import must_be_unchanged
from consortium.rules.editing import EditedFrom
from consortium.rules.refusals import Breach, Refused, refuse_if
from consortium.rules.refusals import gettext_noop as _
from grants.models import FORMS, FUND_SOURCE, IN_KIND, SOURCES, STAFF_TIME
from reporting.actions.drafts import open_for_writing
from reporting.models import CoFinancingContribution, PartnerReport, Revenue
from reporting.rules.vouchers import check_personal

CONTRIBUTION_FIELDS = ("source", "form", "contributor", "received_on", "document_ref", "amount")


class ContributionRefused(Refused):
    """The co-financing cannot stand in the report as it is."""

    code = "CONTRIBUTION_REFUSED"


class RevenueRefused(Refused):
    """The revenue cannot stand in the report as it is."""

    code = "REVENUE_REFUSED"


@action
def receive_cofinancing(
    report: PartnerReport,
    *,
    source: str,
    form: str,
    contributor: str,
    received_on: dt.date,
    document_ref: str,
    amount: Decimal,
    by: Any,
    at: dt.datetime,
) -> CoFinancingContribution:
    """Note money received from somebody else than the fund."""
    report = open_for_writing(report, by)
    texts = {"contributor": contributor, "document_ref": document_ref}
    found = check_personal(texts) + _check_form(source, form) + _check_named(texts)
    refuse_if(found + _check_received(report, received_on, amount, at), ContributionRefused)
    contribution = CoFinancingContribution.objects.create(
        report=report,
        grant=report.grant_partner.grant,
        grant_partner=report.grant_partner,
        source=source,
        form=form,
        contributor=contributor.strip(),
        received_on=received_on,
        document_ref=document_ref.strip(),
        amount=amount,
    )
    record(
        "cofinancing.received",
        contribution,
        chain=report.grant_partner.grant.ref,
        after={"source": source, "form": form, "amount": amount, "received_on": received_on},
    )
    return contribution


@action
def change_contribution(
    contribution: CoFinancingContribution,
    *,
    edited_from: EditedFrom | None = None,
    by: Any,
    at: dt.datetime,
    **fields: Any,
) -> CoFinancingContribution:
    """Correct co-financing that the lead has never seen; what is not named stays as it is."""
    report = open_for_writing(contribution.report, by)
    contribution = CoFinancingContribution.objects.select_for_update().get(pk=contribution.pk)
    _must_be_unseen(contribution)
    if unknown := set(fields) - {*CONTRIBUTION_FIELDS}:
        raise TypeError(f"a contribution has no {', '.join(sorted(unknown))}")
    chain = report.grant_partner.grant.ref
    must_be_unchanged(contribution, edited_from, chain=chain, fields=CONTRIBUTION_FIELDS)
    before = {name: getattr(contribution, name) for name in fields}
    for name, value in fields.items():
        setattr(contribution, name, value.strip() if isinstance(value, str) else value)
    texts = {name: getattr(contribution, name) for name in ("contributor", "document_ref")}
    found = check_personal(texts) + _check_form(contribution.source, contribution.form)
    found += _check_named(texts)
    received = (contribution.received_on, contribution.amount)
    refuse_if(found + _check_received(report, *received, at), ContributionRefused)
    contribution.save()
    record(
        "cofinancing.changed",
        contribution,
        chain=chain,
        before=before,
        after=fields,
    )
    return contribution


@action
def drop_contribution(
    contribution: CoFinancingContribution, *, by: Any, at: dt.datetime
) -> CoFinancingContribution:
    """Take co-financing out that the lead has never seen."""
    report = open_for_writing(contribution.report, by)
    contribution = CoFinancingContribution.objects.select_for_update().get(pk=contribution.pk)
    _must_be_unseen(contribution)
    record(
        "cofinancing.dropped",
        contribution,
        chain=report.grant_partner.grant.ref,
        before={"contributor": contribution.contributor, "amount": contribution.amount},
    )
    contribution.delete()
    return contribution


@action
def record_revenue(
    report: PartnerReport,
    *,
    text: str,
    received_on: dt.date,
    amount: Decimal,
    by: Any,
    at: dt.datetime,
) -> Revenue:
    """Note what the project earned: fees, sales, refunds (R-51)."""
    report = open_for_writing(report, by)
    found = check_personal({"text": text}) + _check_received(report, received_on, amount, at)
    if not text.strip():
        found.append(
            Breach("FIELD_MISSING", _("Say what the revenue is for."), "text", rule="A-18")
        )
    refuse_if(found, RevenueRefused)
    revenue = Revenue.objects.create(
        report=report, text=text.strip(), received_on=received_on, amount=amount
    )
    record(
        "revenue.recorded",
        revenue,
        chain=report.grant_partner.grant.ref,
        after={"text": text, "amount": amount},
    )
    return revenue


@action
def drop_revenue(revenue: Revenue, *, by: Any, at: dt.datetime) -> Revenue:
    """Take revenue out that the lead has never seen."""
    report = open_for_writing(revenue.report, by)
    revenue = Revenue.objects.select_for_update().get(pk=revenue.pk)
    # Revenue has no state of its own: what the last submission held, the lead has seen.
    entered = revenue.history.filter(history_type="+").values_list("history_date", flat=True).get()
    if report.submitted_at is not None and entered <= report.submitted_at:
        raise RevenueRefused.because(
            _(
                "The %(amount)s kr. were submitted on %(day)s: the lead has seen them, "
                "so they stay."
            ),
            rule="W-04",
            amount=revenue.amount,
            day=report.submitted_at,
        )
    record(
        "revenue.dropped",
        revenue,
        chain=report.grant_partner.grant.ref,
        before={"text": revenue.text, "amount": revenue.amount},
    )
    revenue.delete()
    return revenue


def _must_be_unseen(contribution: CoFinancingContribution) -> None:
    if contribution.state != "draft":
        raise ContributionRefused.because(
            _("The %(amount)s kr. are “%(state)s”: the lead has seen them, so they stay."),
            rule="W-04",
            amount=contribution.amount,
            state=contribution.state,
        )


def _check_form(source: str, form: str) -> list[Breach]:
    found = []
    if source == FUND_SOURCE or source not in dict(SOURCES):
        message = _("Co-financing comes from others than the fund: choose who paid.")
        found.append(Breach("SOURCE_IS_FUND", message, "source", rule="A-19"))
    if form == STAFF_TIME:
        message = _("Staff time comes from approved time sheets. Enter the hours instead.")
        found.append(Breach("STAFF_TIME_AS_MONEY", message, "form", rule="R-21"))
    elif form == IN_KIND:
        message = _(
            "A contribution in kind is cost and co-financing at once. Enter it under costs, as in "
            "kind, so that it counts once in each."
        )
        found.append(Breach("IN_KIND_AS_MONEY", message, "form", rule="R-20"))
    elif form not in dict(FORMS):
        message = _("Choose the form of the co-financing.")
        found.append(Breach("FORM_UNKNOWN", message, "form", rule="A-19"))
    return found


def _check_named(texts: dict[str, str]) -> list[Breach]:
    message = _("Co-financing names who paid, and the letter or bank line that shows it.")
    return [
        Breach("FIELD_MISSING", message, name, rule="A-19")
        for name, text in texts.items()
        if not text.strip()
    ]


def _check_received(
    report: PartnerReport, received_on: dt.date, amount: Decimal, at: dt.datetime
) -> list[Breach]:
    grant, found = report.grant_partner.grant, []
    if amount <= 0:
        message = _("%(amount)s kr. is not an amount received. Enter an amount above 0.")
        found.append(Breach("AMOUNT_NOT_POSITIVE", message, "amount", {"amount": amount}, "A-19"))
    if received_on > at.date():
        message = _("%(day)s is still to come; only money that has been received is reported.")
        found.append(
            Breach("NOT_RECEIVED_YET", message, "received_on", {"day": received_on}, "A-19")
        )
    elif received_on < grant.starts_on:
        message = _(
            "Received on %(day)s, before the project's first day %(limit)s."
            " Correct the date, or leave it out."
        )
        params = {"day": received_on, "limit": grant.starts_on}
        found.append(Breach("BEFORE_PROJECT", message, "received_on", params, "R-52"))
    return found
