"""R9: who takes part in the consortia without a vote, beside the partners (003, rules.md 5.2)."""

from __future__ import annotations

from consortium.rules.refusals import gettext_noop as _
from partners.models import ConsortiumMember
from reporting.documents.material import Material, choice
from reporting.documents.tables import DATE, Column, Row, Table, both

TITLE = _("Members of the consortia without a vote")


def members_table(material: Material) -> Table:
    """The bodies of the period by consortium, in the order of the partners."""
    columns = (
        Column("consortium", both(_("Consortium"))),
        Column("name", both(_("Body"))),
        Column("body", both(_("Kind of body"))),
        Column("standing", both(_("Takes part as"))),
        Column("representative", both(_("Represented by"))),
        Column("starts_on", both(_("From")), DATE),
        Column("ends_on", both(_("To")), DATE),
    )
    order = {one.organisation_id: one for one in material.partners}
    known = [one for one in material.sums.beside if one.organisation in order]
    rows = tuple(
        Row(
            (
                order[one.organisation].organisation.name,
                one.name,
                choice(ConsortiumMember.BODIES, one.body),
                choice(ConsortiumMember.STANDINGS, one.standing),
                one.representative,
                one.starts_on,
                one.ends_on,
            )
        )
        for one in sorted(known, key=lambda one: order[one.organisation].number)
    )
    notes = () if rows else (both(_("Nobody takes part without a vote.")),)
    return Table("R9", both(TITLE), columns, rows, notes)
