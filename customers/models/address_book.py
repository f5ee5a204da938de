from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from customers.models.customers import Customer
from outlets.access import access_of
from outlets.models import Outlet

#: Beginnings of a text are found by the index whatever the database's collation.
PREFIX = ["int8_ops", "varchar_pattern_ops"]


class AddressBookQuerySet(models.QuerySet["AddressBookEntry"]):
    def visible_to(self, user: object) -> Self:
        """An outlet's own book: nobody looks into a neighbour's."""
        access = access_of(user)
        return self if access.network else self.filter(outlet_id__in=access.outlet_ids)


class AddressBookEntry(models.Model):
    """Somebody an outlet has sent from or to: found again by phone tail, pinyin initials or name.

    Fed by customer files and entered waybills (`customers.services.address_book`); phones as `crm.shared.phones`
    writes them. What a search compares is derived when the row is written.
    """

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="+", verbose_name=_("outlet"))
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=30)
    address = models.CharField(_("address"), max_length=200)
    phone_tail = models.CharField(max_length=4)
    pinyin = models.CharField(max_length=400, blank=True)
    initials = models.CharField(max_length=120, blank=True)
    uses = models.PositiveIntegerField(default=0, help_text="Waybills that named this party.")
    used_at = models.DateTimeField()

    objects = AddressBookQuerySet.as_manager()

    class Meta:
        ordering = ["-used_at", "-id"]
        indexes = [
            models.Index(fields=["outlet", "phone_tail"], name="address_book_by_tail"),
            models.Index(
                fields=["outlet", "initials"],
                name="address_book_by_initials",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            ),
            models.Index(
                fields=["outlet", "name"], name="address_book_by_name", opclasses=["int8_ops", "varchar_pattern_ops"]
            ),
        ]
        constraints = [models.UniqueConstraint(fields=["outlet", "phone", "name"], name="address_book_once_per_party")]

    def __str__(self) -> str:
        return self.name
