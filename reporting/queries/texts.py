"""Written sections, read: whom a paper goes to, what is written in it, by whom (rules.md 5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery
from django.utils.functional import cached_property

from consortium.rules.markup import word_count
from consortium.rules.refusals import Breach
from grants.models import Grant, ReportingPeriod, RuleProfileVersion
from reporting.models import PaperRecipient, PaperSection, RecipientLogo, SectionText
from reporting.rules.passages import ANNEX
from reporting.rules.section_texts import SectionState, check_sections, length_hint

# Where the kind of a recipient's own paper begins.
OWN = "to-"
WITH_SECTIONS = tuple(code for code, _label in PaperRecipient.BASES)


@dataclass(frozen=True)
class Written:
    """A section with what is written in it for one period; *text* is None while nothing is.

    *annexed* are the passages of partners that stand below it: each partner's name and its words.
    """

    section: PaperSection
    text: SectionText | None
    annexed: tuple[tuple[str, str], ...] = ()

    @cached_property
    def words(self) -> int:
        """How many words the text has."""
        return word_count(self.text.body) if self.text else 0

    @property
    def hint(self) -> str:
        """Whether it is shorter or longer than asked for."""
        section = self.section
        return length_hint(self.words, section.min_words, section.max_words) if self.text else ""

    @property
    def state(self) -> SectionState:
        """What the rules ask of it."""
        section, text = self.section, self.text
        return SectionState(
            section.code,
            section.title,
            section.required,
            text.state if text else "",
            text is not None,
        )


@dataclass(frozen=True)
class Addressee:
    """A recipient with its sections and what is written in them for one period."""

    recipient: PaperRecipient
    written: tuple[Written, ...]


SECTION = ("number", "code", "title_da", "title_en", "required", "gathers", "tables")
TEXT = ("body", "state")


def addressee_of(grant: Grant, kind: str, period: ReportingPeriod) -> Addressee | None:
    """Whom the paper of *kind* goes to, with its sections and texts, in one question.

    None where the grant has written down nobody; raises PaperRecipient.DoesNotExist for a paper of
    its own whose recipient is unknown.
    """
    if not kind.startswith(OWN) and kind not in WITH_SECTIONS:
        return None
    text = SectionText.objects.filter(section=OuterRef("sections__pk"), period=period)
    # Each section once for every passage below it, and once where there is none.
    below = {"period": period, "state": "taken_in", "place": ANNEX}
    condition = Q(**{f"sections__passages__{name}": value for name, value in below.items()})
    rows: list[Any] = list(
        PaperRecipient.objects.filter(grant=grant, code=kind.removeprefix(OWN))
        .annotate(
            passage=FilteredRelation("sections__passages", condition=condition),
            **{f"section_{name}": F(f"sections__{name}") for name in SECTION},
            **{f"text_{name}": Subquery(text.values(name)[:1]) for name in TEXT},
            passage_body=F("passage__body"),
            passage_of=F("passage__grant_partner__organisation__name"),
        )
        .order_by("sections__number", "sections__pk", "passage__grant_partner__number")
    )
    if not rows or rows[0].kind != kind:
        if kind.startswith(OWN):
            raise PaperRecipient.DoesNotExist(kind)
        return None
    by_section = groupby(
        (row for row in rows if row.section_code is not None), key=lambda row: row.section_code
    )
    return Addressee(rows[0], tuple(_of_rows(list(found)) for _code, found in by_section))


def _of_rows(rows: list[Any]) -> Written:
    first = rows[0]
    section = PaperSection(**{name: getattr(first, f"section_{name}") for name in SECTION})
    annexed = tuple((row.passage_of, row.passage_body) for row in rows if row.passage_body)
    if first.text_body is None:
        return Written(section, None, annexed)
    return Written(section, SectionText(body=first.text_body, state=first.text_state), annexed)


def recipient_of(grant: Grant, kind: str) -> PaperRecipient | None:
    """Whom the paper of *kind* goes to; None where the grant has written down nobody.

    Raises PaperRecipient.DoesNotExist for a paper of its own whose recipient is unknown.
    """
    rows = PaperRecipient.objects.filter(grant=grant)
    if kind.startswith(OWN):
        return rows.get(code=kind.removeprefix(OWN))
    return rows.filter(code=kind).first() if kind in WITH_SECTIONS else None


def language_of(grant_id: int, kind: str) -> str | None:
    """The language that the recipient of a paper of *kind* reads; None where nobody is named."""
    recipients = PaperRecipient.objects.filter(grant=grant_id, code=kind.removeprefix(OWN))
    return recipients.values_list("language", flat=True).first()


def logo_of(recipient: PaperRecipient) -> RecipientLogo | None:
    """The logo on the papers to *recipient*, with its file."""
    return RecipientLogo.objects.filter(recipient=recipient).select_related("file").first()


def written_in(recipient: PaperRecipient, period: ReportingPeriod) -> list[Written]:
    """Every section of *recipient* in its order, with the text of *period*."""
    texts = {
        one.section_id: one
        for one in SectionText.objects.filter(
            section__recipient=recipient, period=period
        ).select_related("written_by", "reviewed_by", "approved_by")
    }
    return [
        Written(section, texts.get(section.pk))
        for section in recipient.sections.order_by("number", "pk")
    ]


def text_of(section: PaperSection, period: ReportingPeriod) -> SectionText | None:
    """What is written in *section* for *period*."""
    return SectionText.objects.filter(section=section, period=period).first()


def last_text(section: PaperSection, period: ReportingPeriod) -> SectionText | None:
    """What the section said in the newest period before *period* that has a text."""
    earlier = SectionText.objects.filter(section=section, period__number__lt=period.number)
    return earlier.select_related("period").order_by("period__number").last()


def writers_of(text: SectionText) -> frozenset[int]:
    """Everybody who has changed the words since the text was last empty (A-07)."""
    versions: Iterable[Any] = text.history.order_by("history_id").values("body", "written_by_id")
    people: set[int] = set()
    before = ""
    for version in versions:
        if version["body"] != before:
            people.add(version["written_by_id"])
        before = version["body"]
    return frozenset({*people, text.written_by_id})


def section_breaches(recipient: PaperRecipient | None, period: ReportingPeriod) -> list[Breach]:
    """What is not written or not approved of the paper that goes to *recipient*."""
    if recipient is None:
        return []
    return check_sections([one.state for one in written_in(recipient, period)])


def unapproved(grant: Grant, periods: Iterable[int], kinds: Iterable[str]) -> list[Any]:
    """Sections of *kinds* of papers whose text must be approved and is not, by period key."""
    found = []
    for period in periods:
        text = SectionText.objects.filter(section=OuterRef("pk"), period=period)
        sections: Iterable[Any] = (
            PaperSection.objects.filter(recipient__grant=grant, recipient__code__in=list(kinds))
            .select_related("recipient")
            .annotate(text_state=Subquery(text.values("state")[:1]))
            .order_by("recipient__code", "number")
        )
        found += [
            one
            for one in sections
            if one.text_state != "approved" and (one.required or one.text_state)
        ]
    return found


def standard_papers(grant: Grant) -> list[Mapping[str, Any]]:
    """Who the papers of the grant's programme go to, with their sections, as its profile says."""
    version = RuleProfileVersion.objects.filter(code=grant.profile_code).order_by("version").last()
    return list(version.papers) if version else []
