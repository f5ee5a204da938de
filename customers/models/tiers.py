from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.customers import Customer
from outlets.access import access_of


class CustomerTierQuerySet(models.QuerySet["CustomerTier"]):
    def visible_to(self, user: object) -> Self:
        access = access_of(user)
        return self if access.network else self.filter(customer__outlet_id__in=access.outlet_ids)


class CustomerTier(models.Model):
    """How much a customer counts: A sends most and steadily, B much but unsteadily, C is everybody else."""

    class Tier(models.TextChoices):
        A = "A", _("A customer")
        B = "B", _("B customer")
        C = "C", _("C customer")

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="standing")
    tier = models.CharField(_("tier"), max_length=1, choices=Tier.choices)
    since = models.DateField(_("since"))

    objects = CustomerTierQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(tier__in=["A", "B", "C"]), name="customer_tier_is_known"),
        ]

    def __str__(self) -> str:
        return self.tier
