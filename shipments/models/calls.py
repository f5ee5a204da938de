from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outlets.access import access_of
from outlets.models import CallScript, Outlet
from outlets.models.call_scripts import RESULT_LABELS
from outlets.rules.call_script import Result
from shipments.models.scans import ScanKind
from shipments.models.waybills import Piece, Waybill

#: A shipment that has come to its end needs no further call about what was open before.
ENDED = (ScanKind.DELIVERED, ScanKind.SIGNED, ScanKind.RETURNED)


class CallQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> Self:
        access = access_of(user)
        return self if access.network else self.filter(outlet_id__in=access.outlet_ids)


class Call(models.Model):
    """One telephone call about a shipment, as it ended. Never changed."""

    class Party(models.TextChoices):
        RECEIVER = "receiver", _("Receiver")
        SENDER = "sender", _("Sender")

    class Direction(models.TextChoices):
        OUT = "out", _("Outgoing")
        IN = "in", _("Incoming")

    event_id = models.UUIDField(unique=True)
    waybill = models.ForeignKey(Waybill, on_delete=models.CASCADE, related_name="calls")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", verbose_name=_("outlet"))
    party = models.CharField(_("party"), max_length=8, choices=Party.choices)
    direction = models.CharField(_("direction"), max_length=3, choices=Direction.choices)
    result = models.CharField(_("result"), max_length=12, choices=list(RESULT_LABELS.items()))
    note = models.CharField(_("note"), max_length=300, blank=True)
    script = models.ForeignKey(CallScript, on_delete=models.PROTECT, null=True, blank=True, related_name="calls")
    steps = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        help_text="The script's steps that were gone through.",
    )
    checks = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Quality control asks the receiver what happened: no notice, and nobody's retry.",
    )
    called_at = models.DateTimeField(_("called at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = CallQuerySet.as_manager()

    class Meta:
        ordering = ["-called_at", "-id"]
        indexes = [
            models.Index(fields=["-called_at", "-id"], name="call_newest"),
            models.Index(fields=["outlet", "-called_at", "-id"], name="call_by_outlet"),
            models.Index(fields=["by", "-called_at", "-id"], name="call_by_person"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(result__in=list(Result)), name="call_result_is_known"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("shipments:shipment", args=[self.waybill.number])


class CallRetryQuerySet(CallQuerySet):
    def waiting(self) -> Self:
        """Calls still to be made: not done, not dropped, and the shipment has not come to its end meanwhile."""
        ended = Piece.objects.filter(
            waybill=OuterRef("waybill"),
            kind=Piece.Kind.MASTER,
            state__in=ENDED,
            state_at__gte=OuterRef("call__called_at"),
        )
        return self.filter(done_at=None).exclude(Exists(ended))


class CallRetry(models.Model):
    """A call to be made again, since nobody answered: done by the next call to the same party, or dropped."""

    call = models.OneToOneField(Call, on_delete=models.CASCADE, related_name="retry")
    waybill = models.ForeignKey(Waybill, on_delete=models.CASCADE, related_name="call_retries")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+")
    party = models.CharField(max_length=8, choices=Call.Party.choices)
    tries = models.PositiveSmallIntegerField(default=1, help_text="Calls in a row that nobody answered.")
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    dropped = models.BooleanField(default=False, help_text="True: put aside without another call.")

    objects = CallRetryQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["outlet", "due_at", "id"], name="call_retry_waiting", condition=Q(done_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["waybill", "outlet", "party"],
                condition=Q(done_at=None),
                name="call_retry_one_open_per_party",
            ),
            models.CheckConstraint(
                condition=Q(dropped=False) | Q(done_at__isnull=False), name="call_retry_dropped_is_done"
            ),
        ]

    def get_absolute_url(self) -> str:
        return f"{reverse('shipments:call', args=[self.waybill.number])}?party={self.party}"
