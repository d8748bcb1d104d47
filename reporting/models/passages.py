"""Passages that the lead asks its partners for, for a section of a paper (rules.md 5.1)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.memory import history
from consortium.rules.refusals import gettext_noop
from consortium.rules.roles import Capability
from grants.models import Grant, GrantPartner, ReportingPeriod
from partners.models import Organisation
from reporting.models.texts import PaperSection
from reporting.rules.final_report import SECTIONS
from reporting.rules.passages import ANNEX, TEXT

FINAL_REPORT = gettext_noop("Final report")


class PassageQuerySet(models.QuerySet["Passage"]):
    """Passages by who may see them."""

    def visible_to(self, user: object) -> PassageQuerySet:
        """A partner sees its own, whoever reads the rows of the grant all of it."""
        actor = actor_of(user)
        return self.filter(
            Q(grant_partner__organisation__in=actor.ids(Capability.VIEW_DESK, Organisation))
            | Q(grant_partner__grant__in=actor.ids(Capability.VIEW_ROWS, Grant))
        )

    def at_place(
        self, grant: Grant, section: PaperSection | None, period: ReportingPeriod | None, part: str
    ) -> PassageQuerySet:
        """Those for one section of one period's paper, or for one text of the final report."""
        return self.filter(
            grant_partner__grant=grant, section=section, period=period, part=part
        ).exclude(state="withdrawn")


class Passage(models.Model):
    """What one partner is asked to write for one section: the asking, the words, the taking in.

    It goes to a section of a period's paper, or to one of the texts of the final report (*part*).
    """

    STATES: ClassVar = [
        ("asked", _("Asked for")),
        ("sent", _("Sent")),
        ("returned", _("Returned")),
        ("taken_in", _("Taken in")),
        ("withdrawn", _("Withdrawn")),
    ]
    PLACES: ClassVar = [
        (TEXT, _("In the text, under the partner's name")),
        (ANNEX, _("Below the text, in the list of passages")),
    ]
    # Where the partner holds the pen.
    WITH_PARTNER: ClassVar = ("asked", "returned")
    # What others than the partner may read.
    READ: ClassVar = ("sent", "returned", "taken_in")

    grant_partner = models.ForeignKey(GrantPartner, on_delete=models.PROTECT, related_name="+")
    section = models.ForeignKey(
        PaperSection, on_delete=models.PROTECT, null=True, blank=True, related_name="passages"
    )
    period = models.ForeignKey(
        ReportingPeriod, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    part = models.CharField(
        _("text of the final report"), max_length=20, blank=True, choices=list(SECTIONS.items())
    )
    note = models.TextField(_("what it should say"), blank=True)
    due_on = models.DateField(_("due on"))
    min_words = models.PositiveIntegerField(_("words at least"), null=True, blank=True)
    max_words = models.PositiveIntegerField(_("words at most"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=STATES, default="asked")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked for"))
    body = models.TextField(_("text"), blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    question = models.TextField(_("question"), blank=True)
    place = models.CharField(_("place"), max_length=8, choices=PLACES, blank=True)
    taken_in_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    taken_in_at = models.DateTimeField(_("taken in"), null=True, blank=True)

    objects = PassageQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["section_id", "period_id", "part", "grant_partner_id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(section__isnull=False, period__isnull=False, part="")
                | Q(section__isnull=True, period__isnull=True) & ~Q(part=""),
                name="passage_has_one_place",
            ),
            models.UniqueConstraint(
                fields=["section", "period", "grant_partner"],
                condition=~Q(state="withdrawn"),
                name="passage_asked_once",
            ),
            models.UniqueConstraint(
                fields=["grant_partner", "part"],
                condition=~Q(state="withdrawn") & ~Q(part=""),
                name="passage_of_final_asked_once",
            ),
            models.CheckConstraint(
                condition=Q(min_words__isnull=True)
                | Q(max_words__isnull=True)
                | Q(min_words__lte=F("max_words")),
                name="passage_length_is_a_span",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "withdrawn"])
                | ~Q(body="") & Q(sent_by__isnull=False, sent_at__isnull=False)
                | Q(state="returned", sent_by__isnull=False, sent_at__isnull=False),
                name="passage_sent_has_words",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(question=""),
                name="passage_returned_with_question",
            ),
            models.CheckConstraint(
                condition=~Q(state="taken_in")
                | ~Q(place="") & Q(taken_in_by__isnull=False, taken_in_at__isnull=False),
                name="passage_taken_in_has_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section.code if self.section else self.part} {self.grant_partner}"

    @property
    def grant(self) -> Grant:
        """Whose paper it goes into."""
        return self.grant_partner.grant

    @property
    def title(self) -> str:
        """The title of its section, in the reader's language."""
        return self.section.title if self.section else gettext(SECTIONS[self.part])

    @property
    def paper(self) -> str:
        """Whom the paper goes to, or that it is the final report, in the reader's language."""
        return self.section.recipient.name if self.section else gettext(FINAL_REPORT)

    @property
    def is_with_partner(self) -> bool:
        """Whether the partner holds the pen."""
        return self.state in self.WITH_PARTNER
