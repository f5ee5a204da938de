from collections.abc import Iterable
from datetime import datetime
from typing import Self

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Replace, Right
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from outlets.access import access_of
from outlets.models import Outlet
from shipments.models.price_tables import PriceTable

TAIL = 4


class WaybillQuerySet(models.QuerySet["Waybill"]):
    def visible_to(self, user: object) -> Self:
        """Origin, destination, and any outlet that has had the shipment on its floor."""
        access = access_of(user)
        if access.network:
            return self
        mine = access.outlet_ids
        on_floor = Piece.objects.filter(waybill=OuterRef("pk"), arrivals__outlet_id__in=mine)
        return self.filter(Q(origin_id__in=mine) | Q(destination_id__in=mine) | Exists(on_floor))

    def of_phone(self, digits: str) -> Self:
        """By the sender's or receiver's telephone: its last four digits, or all of them, however it is written.

        Uses waybill_by_sender_tail and waybill_by_receiver_tail.
        """
        found = Q()
        for side in ("sender", "receiver"):
            match = Q(**{f"{side}_tail": digits[-TAIL:]})
            found |= match if len(digits) == TAIL else match & Q(**{f"{side}_digits": digits})
        return self.alias(
            **{f"{side}_tail": Right(f"{side}_phone", TAIL) for side in ("sender", "receiver")},
            **{
                f"{side}_digits": Replace(Replace(f"{side}_phone", Value("-")), Value(" "))
                for side in ("sender", "receiver")
            },
        ).filter(found)

    def waiting_for_labels(self, outlet_ids: Iterable[int], *, since: datetime, looked_at: int = 300) -> Self:
        """Of the newest that these outlets sent, those entered since then that no label was printed for."""
        newest = self.filter(origin_id__in=list(outlet_ids)).order_by("-id").values("pk")[:looked_at]
        return self.filter(pk__in=newest, entered_at__gte=since, prints=None).order_by("id")


class Waybill(models.Model):
    """One ticket (票): who sends what to whom, and by when it was promised."""

    class Product(models.TextChoices):
        SAME_DAY = "same_day", _("Same day")
        NEXT_MORNING = "next_morning", _("Next morning")
        NEXT_DAY = "next_day", _("Next day")
        STANDARD = "standard", _("Standard")

    number = models.CharField(_("waybill number"), max_length=32, unique=True)
    product = models.CharField(_("product"), max_length=12, choices=Product.choices)
    # The outlets' indexes stand below, with the newest first.
    origin = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, related_name="sent", db_index=False, verbose_name=_("origin outlet")
    )
    destination = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, related_name="received", db_index=False, verbose_name=_("destination outlet")
    )
    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="waybills",
        db_index=False,
        verbose_name=_("customer"),
    )
    sender_name = models.CharField(_("sender"), max_length=120)
    sender_phone = models.CharField(_("sender's phone"), max_length=30)
    sender_address = models.CharField(_("sender's address"), max_length=200)
    receiver_name = models.CharField(_("receiver"), max_length=120)
    receiver_phone = models.CharField(_("receiver's phone"), max_length=30)
    receiver_address = models.CharField(_("receiver's address"), max_length=200)
    weight_kg = models.DecimalField(_("weight in kg"), max_digits=8, decimal_places=3)
    volume_cm3 = models.PositiveIntegerField(_("volume in cm³"), null=True, blank=True)
    cod_yuan = models.DecimalField(_("cash on delivery"), max_digits=10, decimal_places=2, null=True, blank=True)
    return_receipt = models.BooleanField(_("return receipt"), default=False)
    entered_at = models.DateTimeField(_("entered at"))
    freight_yuan = models.DecimalField(_("freight"), max_digits=10, decimal_places=2, null=True, blank=True)
    chargeable_kg = models.DecimalField(
        _("chargeable weight in kg"), max_digits=8, decimal_places=3, null=True, blank=True
    )
    price_table = models.ForeignKey(
        PriceTable, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = WaybillQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["origin", "-id"], name="waybill_by_origin"),
            models.Index(fields=["destination", "-id"], name="waybill_by_destination"),
            models.Index(
                fields=["customer", "-entered_at", "-id"],
                name="waybill_newest_of_customer",
                condition=Q(customer__isnull=False),
            ),
            # A telephone is sought by its end, the whole one as well: an index on what stands there, not a column more.
            models.Index(Right("sender_phone", TAIL), name="waybill_by_sender_tail"),
            models.Index(Right("receiver_phone", TAIL), name="waybill_by_receiver_tail"),
            # The waybills of the last days: they lie together, so a few pages of index tell where.
            BrinIndex(fields=["entered_at"], name="waybill_by_entry", autosummarize=True),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("shipments:shipment", args=[self.number])


class Piece(models.Model):
    """One thing with a barcode: a master, a sub-waybill (子单) or a return receipt (回单).

    The `state…` columns are derived from its scan events, `seen_from` and `seen_until` bound them in time,
    so that reading them touches few partitions.
    """

    class Kind(models.TextChoices):
        MASTER = "master", _("Master")
        SUB = "sub", _("Sub-waybill")
        RECEIPT = "receipt", _("Return receipt")

    number = models.CharField(_("number"), max_length=32, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    waybill = models.ForeignKey(Waybill, on_delete=models.CASCADE, related_name="pieces")
    destination = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=16, blank=True, help_text="Kind of the last telling event; empty: registered.")
    state_at = models.DateTimeField(null=True, blank=True)
    state_event = models.UUIDField(null=True, blank=True)
    state_outlet = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False, db_constraint=False
    )
    seen_from = models.DateTimeField(null=True, blank=True)
    seen_until = models.DateTimeField(null=True, blank=True)
    irregular = models.BooleanField(
        default=False, help_text="True: the waybill's history is folded afresh from its events on every upload."
    )

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["waybill"], condition=Q(kind="master"), name="piece_one_master_per_waybill")
        ]

    def __str__(self) -> str:
        return self.number
