"""Who is logged in, with what every page says about them."""

from __future__ import annotations

from django.contrib.auth.backends import ModelBackend
from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from consortium.models import Notification, User


class HouseBackend(ModelBackend):
    """Django's own, but the person of a session comes with the number of unread notices.

    Every page's header shows it; so it costs no query of its own.
    """

    def get_user(self, user_id: int) -> User | None:
        """The person with `unread_notices`, if they may log in."""
        unread = (
            Notification.objects.filter(recipient=OuterRef("pk"), read_at__isnull=True)
            .order_by()
            .values("recipient")
            .annotate(number=Count("pk"))
            .values("number")
        )
        person = (
            User.objects.filter(pk=user_id)
            .annotate(unread_notices=Coalesce(Subquery(unread, IntegerField()), 0))
            .first()
        )
        return person if person is not None and self.user_can_authenticate(person) else None
