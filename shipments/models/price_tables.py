from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outlets.access import access_of
from outlets.models import Outlet
from outlets.models.editions import DatedEdition


class PriceTable(DatedEdition):
    """One dated edition of the prices, as data for `shipments.rules.freight.PriceTable`; freights cite it."""

    class Meta(DatedEdition.Meta):
        pass


class QuotationQuerySet(models.QuerySet["Quotation"]):
    def visible_to(self, user: object) -> Self:
        access = access_of(user)
        return self if access.network else self.filter(origin_id__in=access.outlet_ids)


class Quotation(models.Model):
    """A price that was given before there was a waybill: what for, by which table, until when it holds.

    The address that was asked about is not kept, only the area it fell under.
    """

    origin = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", verbose_name=_("origin outlet"))
    destination = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, related_name="+", verbose_name=_("destination outlet")
    )
    area = models.CharField(_("area"), max_length=120, blank=True)
    price_table = models.ForeignKey(PriceTable, on_delete=models.PROTECT, related_name="+")
    product = models.CharField(_("product"), max_length=12)
    weight_kg = models.DecimalField(_("weight in kg"), max_digits=8, decimal_places=3)
    volume_cm3 = models.PositiveIntegerField(_("volume in cm³"), null=True, blank=True)
    cod_yuan = models.DecimalField(_("cash on delivery"), max_digits=10, decimal_places=2, null=True, blank=True)
    subs = models.PositiveSmallIntegerField(_("sub-waybills"), default=0)
    return_receipt = models.BooleanField(_("return receipt"), default=False)
    chargeable_kg = models.DecimalField(_("chargeable weight in kg"), max_digits=8, decimal_places=3)
    freight_yuan = models.DecimalField(_("freight"), max_digits=10, decimal_places=2)
    lines = models.JSONField(help_text="kind, yuan, count and rate of each charge, as `shipments.rules.freight.Line`.")
    distance = models.CharField(max_length=20)
    made_at = models.DateTimeField(_("made at"))
    valid_until = models.DateTimeField(_("valid until"))
    source = models.CharField(max_length=40, help_text="user:… or partner:…, who asked.")

    objects = QuotationQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["origin", "-id"], name="quotation_by_origin")]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"Q{self.pk:08d}"

    def get_absolute_url(self) -> str:
        return reverse("shipments:quotation", args=[self.pk])


class NumberBlockQuerySet(models.QuerySet["NumberBlock"]):
    def visible_to(self, user: object) -> Self:
        access = access_of(user)
        return self if access.network else self.filter(outlet_id__in=access.outlet_ids)


class NumberBlock(models.Model):
    """Waybill numbers that headquarters gave an outlet; drawn one after the other, never twice."""

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", verbose_name=_("outlet"))
    first = models.BigIntegerField(_("first number"), help_text=_("12 digits."))
    last = models.BigIntegerField(_("last number"))
    next = models.BigIntegerField(_("next number"))
    given_at = models.DateTimeField(_("given at"))

    objects = NumberBlockQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first__gte=10**11, last__lt=10**12, last__gte=F("first")),
                name="number_block_has_twelve_digits",
            ),
            models.CheckConstraint(
                condition=Q(next__gte=F("first"), next__lte=F("last") + 1),
                name="number_block_next_inside",
            ),
            ExclusionConstraint(
                name="number_blocks_do_not_overlap",
                expressions=[(Func("first", F("last") + 1, function="int8range"), "&&")],
            ),
        ]

    @property
    def left(self) -> int:
        return self.last - self.next + 1
