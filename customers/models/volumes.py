"""What customers ship, in narrow tables beside their files: `customers.services.volumes` alone writes here."""

from django.db import models
from django.db.models import Q

from customers.models.customers import Customer
from customers.models.owned import OwnedQuerySet
from outlets.models import Outlet


class CustomerDay(models.Model):
    """Waybills that a customer sent on a day of the network's calendar, and their freight."""

    pk = models.CompositePrimaryKey("customer_id", "day")
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    day = models.DateField()
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    parcels = models.IntegerField()
    yuan = models.DecimalField(max_digits=12, decimal_places=2)

    objects = OwnedQuerySet.as_manager()


class CustomerWeek(models.Model):
    """The same by ISO weeks, which tiers are computed from; `week` is the Monday."""

    pk = models.CompositePrimaryKey("week", "customer_id")
    week = models.DateField()
    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="weeks", db_index=False, db_constraint=False
    )
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    parcels = models.IntegerField()
    yuan = models.DecimalField(max_digits=12, decimal_places=2)

    objects = OwnedQuerySet.as_manager()


class Activity(models.Model):
    """First and last shipment and the totals of a customer; no row: never shipped."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="activity")
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False)
    first_on = models.DateField()
    last_on = models.DateField()
    parcels = models.IntegerField()
    yuan = models.DecimalField(max_digits=14, decimal_places=2)
    gap_days = models.DecimalField(
        max_digits=6, decimal_places=1, null=True, help_text="Nine of ten pauses between shipping days are no longer."
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["outlet", "-last_on"], name="activity_last_of_outlet"),
            models.Index(fields=["last_on"], name="activity_last"),
        ]
        constraints = [models.CheckConstraint(condition=Q(last_on__gte=models.F("first_on")), name="activity_in_order")]


class VolumeNote(models.Model):
    """A change of what a customer shipped, left beside the waybill in its transaction; the fold takes it away."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    day = models.DateField()
    parcels = models.IntegerField()
    yuan = models.DecimalField(max_digits=12, decimal_places=2)
