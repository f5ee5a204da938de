from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import Role
from outlets.access import access_of
from outlets.models import Outlet


class DayNoteQuerySet(models.QuerySet["DayNote"]):
    def visible_to(self, user: object) -> Self:
        """Headquarters see all, managers their own outlets', everybody their own."""
        access = access_of(user)
        if access.network:
            return self
        managed = [outlet for role, outlet in access.posts if role == Role.MANAGER]
        return self.filter(Q(person=getattr(user, "pk", None)) | Q(outlet__in=managed))

    def unseen_by(self, manager: object) -> Self:
        """Closed days of the manager's staff that nobody has looked at. Uses day_note_unseen."""
        managed = [outlet for role, outlet in access_of(manager).posts if role == Role.MANAGER]
        closed = self.filter(outlet__in=managed, seen_at=None, closed_at__isnull=False)
        return closed.exclude(person=getattr(manager, "pk", None))


class DayNote(models.Model):
    """What a person adds by hand to the log of a day (员工当日服务记录); what was done stands in the facts."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="day_notes")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", verbose_name=_("outlet"))
    day = models.DateField(_("day"))
    text = models.TextField(_("remarks"), max_length=2000, blank=True)
    handover = models.TextField(_("handover"), max_length=2000, blank=True)
    incidents = models.TextField(_("incidents"), max_length=2000, blank=True)
    changed_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = DayNoteQuerySet.as_manager()

    class Meta:
        ordering = ["day", "outlet", "person"]
        indexes = [
            models.Index(
                fields=["outlet", "day"], name="day_note_unseen", condition=Q(seen_at=None, closed_at__isnull=False)
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["outlet", "day", "person"], name="day_note_once"),
            models.CheckConstraint(condition=Q(seen_at=None) | ~Q(closed_at=None), name="day_note_closed_before_seen"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("shipments:day_log", args=[self.outlet_id, self.person_id, self.day])
