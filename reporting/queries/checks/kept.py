"""H-14, H-15: nobody is named who should be forgotten; what is approved is what was read."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q

from consortium.rules.refusals import gettext_noop as _
from partners.models import ContactDetails
from partners.rules.contacts import GONE
from reporting.models import ContactDisposal, SectionText
from reporting.queries.checks.base import Fault, Scope, fault, faults


def the_forgotten_are_forgotten(scope: Scope) -> list[Fault]:
    """H-14: no name is left of who withdrew, or of a project whose lists were emptied (G-10)."""
    emptied = ContactDisposal.objects.filter(scope.of(), certificate__isnull=False)
    here = Q() if scope.grant is None else Q(contact__contact_list__grant_ref=scope.grant.ref)
    kept = ContactDetails.objects.filter(here).select_related("contact")
    gone = kept.filter(contact__state__in=GONE)
    after = kept.exclude(contact__state__in=GONE).filter(
        contact__contact_list__grant_ref__in=emptied.values("grant__ref")
    )
    withdrawn = _("Contact %(contact)s is gone, and who it was is still kept.")
    certified = _(
        "Contact %(contact)s is still named; the lists of its project were emptied with a "
        "certificate."
    )
    return [
        *faults("H-14", gone, withdrawn, contact="contact_id"),
        *faults("H-14", after, certified, contact="contact_id"),
    ]


def approved_texts_stand(scope: Scope) -> list[Fault]:
    """H-15: an approved text reads as it did when its approver saw it (W-04)."""
    return list(_reworded(scope))


def _reworded(scope: Scope) -> Iterator[Fault]:
    texts = SectionText.objects.filter(scope.of("section__recipient__grant"), state="approved")
    for text in texts.select_related("section", "period"):
        kept = text.history.filter(state="approved", approved_at=text.approved_at)
        seen = kept.order_by("history_id").first()
        if seen is None or (seen.body, seen.approved_by_id) != (text.body, text.approved_by_id):
            sentence = _(
                "The approved text “%(section)s” of period %(period)s is not the one that was "
                "approved."
            )
            params = {"section": text.section.title_da, "period": text.period.number}
            yield fault("H-15", text, sentence, **params)
