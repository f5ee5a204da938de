from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from outlets.access import access_of
from outlets.models import Outlet


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, user: object) -> Self:
        access = access_of(user)
        return self if access.network else self.filter(outlet_id__in=access.outlet_ids)


class Customer(models.Model):
    """A sender the network knows by name; the file itself grows in `customers`."""

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="customers", verbose_name=_("outlet"))
    code = models.CharField(_("code"), max_length=40)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    created_at = models.DateTimeField()

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["outlet", "code"], name="customer_code_once_per_outlet")]

    def __str__(self) -> str:
        return self.name
