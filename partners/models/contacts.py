"""Lists of people who help, and what they have said yes to (G-02, G-03, G-08, G-10)."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.memory import history
from consortium.rules.roles import Capability
from partners.models.organisations import Organisation
from partners.rules import contacts as rules


class ContactListQuerySet(models.QuerySet["ContactList"]):
    """Lists by who may see them."""

    def visible_to(self, user: object) -> ContactListQuerySet:
        """Those of the own organisation: each partner is controller of its lists (G-08)."""
        return self.filter(organisation__in=actor_of(user).ids(Capability.VIEW_DESK, Organisation))


class ContactList(models.Model):
    """A list of contacts of one kind, that one partner keeps in one project as its controller."""

    KINDS: ClassVar = [
        (rules.AMBASSADORS, _("Ambassadors")),
        (rules.AGENTS, _("Contact agents")),
        (rules.VOLUNTEERS, _("Volunteers")),
        (rules.HOSTS, _("Host families")),
        (rules.MENTORS, _("Mentors")),
        (rules.COMPANIES, _("Company network")),
        (rules.PRACTITIONERS, _("Practitioner network")),
    ]
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="contact_lists"
    )
    grant_ref = models.CharField(_("grant"), max_length=40)
    kind = models.CharField(_("kind"), max_length=14, choices=KINDS)
    name = models.CharField(_("name"), max_length=120)

    objects = ContactListQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["grant_ref", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisation", "grant_ref", "name"], name="contact_list_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class ContactQuerySet(models.QuerySet["Contact"]):
    """Contacts by who may see them, and by what they have said yes to."""

    def visible_to(self, user: object) -> ContactQuerySet:
        """Those of the own organisation's lists."""
        own = actor_of(user).ids(Capability.VIEW_DESK, Organisation)
        return self.filter(contact_list__organisation__in=own)

    def readers_of(self, grant_ref: str) -> ContactQuerySet:
        """Those of a project who want its newsletter and have an address."""
        wanted = Consent.objects.in_force().filter(for_newsletter=True)
        return self.filter(
            contact_list__grant_ref=grant_ref,
            state=rules.ACTIVE,
            pk__in=wanted.values("contact"),
        ).exclude(details__email="")

    def shared_in(self, grant_ref: str) -> ContactQuerySet:
        """Those of a project who said yes to being shared across partners, and still do."""
        open_consent = Consent.objects.in_force().filter(for_sharing=True)
        return self.filter(
            contact_list__grant_ref=grant_ref,
            state=rules.ACTIVE,
            pk__in=open_consent.values("contact"),
        )


class Contact(models.Model):
    """Somebody in a list. Who it is stands in `ContactDetails` alone, which can be forgotten.

    Its versions tell that there was somebody, since when, and on what basis; never who.
    """

    # Follows from the consents (`state_for`): no workflow of rules.md 3.0.
    STANDINGS: ClassVar = [
        (rules.WAITING, _("Waiting for consent")),
        (rules.ACTIVE, _("Active")),
        (rules.WITHDRAWN, _("Withdrawn")),
        (rules.ENDED, _("Deleted after the project's end")),
        (rules.RESTING, _("No answer; shown to nobody else")),
        (rules.LAPSED, _("Deleted, since there was no answer")),
    ]
    BASES: ClassVar = [
        (rules.CONSENT, _("Consent")),
        (rules.INTEREST, _("Legitimate interest")),
    ]
    contact_list = models.ForeignKey(ContactList, on_delete=models.PROTECT, related_name="contacts")
    state = models.CharField(_("state"), max_length=9, choices=STANDINGS, default=rules.WAITING)
    basis = models.CharField(_("basis"), max_length=8, choices=BASES, blank=True)
    # By what a person who withdrew is known again in a sheet: a key that nobody can turn back.
    mark = models.CharField(max_length=64)
    details_changed_at = models.DateTimeField(_("last changed"))
    withdrawn_on = models.DateField(_("withdrawn"), null=True)
    # When the contact has last said that the data hold, or has given consent.
    confirmed_at = models.DateTimeField(_("last confirmed"), null=True)

    objects = ContactQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["contact_list_id", "id"]
        constraints: ClassVar = [
            # Nobody is active without consent or another lawful basis (G-02).
            models.CheckConstraint(
                condition=~Q(state=rules.ACTIVE) | ~Q(basis=""), name="contact_active_has_basis"
            ),
            models.CheckConstraint(
                condition=Q(state=rules.WITHDRAWN, withdrawn_on__isnull=False)
                | (~Q(state=rules.WITHDRAWN) & Q(withdrawn_on__isnull=True)),
                name="contact_withdrawn_has_day",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk}"

    @staticmethod
    def held_now() -> models.Prefetch[str, ConsentQuerySet, str]:
        """The consents in force of many contacts, read at once as ``held``."""
        return models.Prefetch("consents", Consent.objects.in_force(), to_attr="held")


class ContactDetails(models.Model):
    """Who a contact is: the minimum fields of G-03, and nothing else.

    It has no history, on purpose: when consent is taken back the row is deleted, and no copy of it
    may be left (G-10). Events say which fields were changed, never what stood in them.
    """

    contact = models.OneToOneField(Contact, on_delete=models.PROTECT, related_name="details")
    name = models.CharField(_("name or alias"), max_length=120)
    email = models.CharField(_("e-mail"), max_length=200, blank=True)
    phone = models.CharField(_("telephone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=80, blank=True)
    area = models.CharField(_("area"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=120, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(name="") & (~Q(email="") | ~Q(phone="")),
                name="contact_details_name_and_channel",
            )
        ]

    def __str__(self) -> str:
        return f"#{self.contact_id}"


class ConsentQuerySet(models.QuerySet["Consent"]):
    """Consents by whether they hold."""

    def in_force(self) -> ConsentQuerySet:
        """Those that were neither taken back nor given anew."""
        return self.filter(withdrawn_at__isnull=True, replaced_at__isnull=True)


class Consent(models.Model):
    """A yes: to which text, when, how, and to what. It stays as proof when it is taken back."""

    HOWS: ClassVar = [
        (rules.SIGNED, _("Signed on paper")),
        (rules.ONLINE, _("On a web page")),
        (rules.MAIL, _("By e-mail")),
        (rules.ORALLY, _("Orally, noted at once")),
    ]
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="consents")
    text_version = models.CharField(_("version of the text"), max_length=60)
    given_on = models.DateField(_("given on"))
    how = models.CharField(_("how"), max_length=7, choices=HOWS)
    for_publication = models.BooleanField(_("may be published"), default=False)
    for_sharing = models.BooleanField(_("may be shared with the other partners"), default=False)
    is_adult = models.BooleanField(_("has said to be of age"), default=False)
    for_newsletter = models.BooleanField(_("wants the newsletter"), default=False)
    # Nobody, where the contact has said it on its own page.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField(_("recorded"))
    replaced_at = models.DateTimeField(_("replaced by a newer one"), null=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    objects = ConsentQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["contact_id", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contact"],
                condition=Q(withdrawn_at__isnull=True, replaced_at__isnull=True),
                name="consent_one_in_force",
            ),
            models.CheckConstraint(condition=~Q(text_version=""), name="consent_names_its_text"),
        ]

    def __str__(self) -> str:
        return f"#{self.contact_id} {self.given_on:%d.%m.%Y}"
