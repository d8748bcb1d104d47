"""Audit packages that were made, and who may fetch one until when (A-36)."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from consortium.models.access import actor_of
from consortium.models.memory import history
from consortium.rules.roles import Capability
from grants.models import Grant


class AuditPackageQuerySet(models.QuerySet["AuditPackage"]):
    """Packages by who may know of them."""

    def visible_to(self, user: object) -> AuditPackageQuerySet:
        """Those of the grants whose history one may read."""
        return self.filter(grant__in=actor_of(user).ids(Capability.VIEW_HISTORY, Grant))


class AuditPackage(models.Model):
    """One package as it was made: where it lies, and the hashes that it is recognised by."""

    # It has no versions: its one state is hashed into the event that made it.
    is_frozen = True
    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="+")
    file = models.FileField(upload_to="packages/")
    size = models.PositiveBigIntegerField(_("size in bytes"))
    files = models.PositiveIntegerField(_("number of files"))
    lost = models.PositiveIntegerField(_("vouchers that are lost"), default=0)
    head = models.CharField(_("head of the chain"), max_length=140)
    manifest_sha256 = models.CharField(_("SHA-256 of the manifest"), max_length=64)
    verify_sha256 = models.CharField(_("SHA-256 of verify.py"), max_length=64)
    made_at = models.DateTimeField(_("made"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = AuditPackageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("audit package")

    def __str__(self) -> str:
        return f"{self.grant_id}: {self.head}"


class PackageLinkQuerySet(models.QuerySet["PackageLink"]):
    """Links by who may use them."""

    def visible_to(self, user: object) -> PackageLinkQuerySet:
        """One's own, while one sits on the grant."""
        actor = actor_of(user)
        return self.filter(
            person=actor.user_id, package__grant__in=actor.ids(Capability.VIEW_HISTORY, Grant)
        )


class PackageLink(models.Model):
    """That one auditor may fetch one package until a moment, with a second factor."""

    package = models.ForeignKey(AuditPackage, on_delete=models.PROTECT, related_name="links")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField(_("open until"))
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    given_at = models.DateTimeField(_("given"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = PackageLinkQuerySet.as_manager()
    history = history()

    class Meta:
        ordering: ClassVar = ["-id"]
        verbose_name = _("link to an audit package")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("given_at")),
                name="package_link_ends_after_it_begins",
            )
        ]

    def __str__(self) -> str:
        return f"{self.package_id}: {self.person}"

    def is_open(self, at: dt.datetime) -> bool:
        """Whether the package can be fetched at *at*."""
        return self.withdrawn_at is None and at < self.expires_at
