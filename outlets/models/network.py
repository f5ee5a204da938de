from datetime import time
from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outlets.access import access_of
from outlets.rules.outlet_kind import OutletKind

KIND_LABELS = {OutletKind.SAME_DAY: _("Same-day"), OutletKind.NON_SAME_DAY: _("Not same-day")}


class PlaceQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> Self:
        """Regions and hubs are headquarters' business; an outlet sees the names of its own on its page."""
        return self if access_of(user).network else self.none()


class Region(models.Model):
    """A sales and control area of the network, some dozens of outlets."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('outlets:outlets')}?region={self.code}"


class Hub(models.Model):
    """A distribution centre (分拨中心): trucks leave it for the outlets."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="hubs", verbose_name=_("region"))
    address = models.CharField(_("address"), max_length=200, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('outlets:outlets')}?hub={self.code}"


class OutletQuerySet(models.QuerySet["Outlet"]):
    def visible_to(self, user: object) -> Self:
        """Headquarters see every outlet, staff and partner keys their own."""
        access = access_of(user)
        return self if access.network else self.filter(id__in=access.outlet_ids)


class Outlet(models.Model):
    """A franchise or direct outlet (网点): it receives, delivers and signs for pieces, and answers for them."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="outlets", verbose_name=_("region"))
    hub = models.ForeignKey(Hub, on_delete=models.PROTECT, related_name="outlets", verbose_name=_("hub"))
    kind = models.CharField(_("kind"), max_length=12, choices=list(KIND_LABELS.items()))
    franchise = models.BooleanField(_("franchise"), default=True)
    self_run_vehicle = models.BooleanField(_("runs its own line vehicle"), default=False)
    opens_at = models.TimeField(_("opens at"), default=time(8))
    closes_at = models.TimeField(_("closes at"), default=time(21))
    contact = models.CharField(_("contact person"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    active = models.BooleanField(_("active"), default=True)

    objects = OutletQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=list(OutletKind)), name="outlet_kind_is_known")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("outlets:outlet", args=[self.pk])
