from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outlets.access import access_of
from outlets.models.network import Outlet


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def visible_to(self, user: object) -> Self:
        """One's own, those of one's outlets, and the network's."""
        mine, access = Q(owner=user), access_of(user)
        return self.filter(mine | Q(audience="outlet", outlet__in=access.outlet_ids) | Q(audience="network"))

    def droppable_by(self, user: object) -> Self:
        """One's own; of an outlet's its manager's too."""
        managed = [outlet for outlet in access_of(user).outlet_ids if access_of(user).manages(outlet)]
        return self.filter(Q(owner=user) | Q(audience="outlet", outlet__in=managed))


class SavedView(models.Model):
    """A list with its filters under a name: for oneself, for an outlet or for the whole network."""

    class Audience(models.TextChoices):
        ME = "me", _("Only me")
        OUTLET = "outlet", _("My outlet")
        NETWORK = "network", _("The whole network")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    audience = models.CharField(_("for whom"), max_length=8, choices=Audience.choices, default=Audience.ME)
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    page = models.CharField(max_length=60, help_text="Name of the list's address: customers:customers.")
    name = models.CharField(_("name"), max_length=30)
    query = models.CharField(max_length=1000, help_text="Filters and order, as the address has them.")
    saved_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["page", "name", "id"]
        indexes = [models.Index(fields=["page", "audience"], name="saved_view_of_page")]
        constraints = [
            models.UniqueConstraint(fields=["owner", "page", "name"], name="saved_view_once_per_name"),
            models.CheckConstraint(
                condition=Q(audience="outlet", outlet__isnull=False) | (~Q(audience="outlet") & Q(outlet=None)),
                name="saved_view_of_an_outlet",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse(self.page)}?{self.query}"
