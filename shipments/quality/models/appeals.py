from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outlets.models import Notice, Outlet
from shipments.models.duties import DutyQuerySet
from shipments.quality.models.fines import Fine


class Appeal(models.Model):
    """An outlet's objection to a fine (申诉), decided once; a second instance is a row of its own.

    Who decides is neither the fine's issuer nor the appellant, has no post at the outlet, and has not decided the
    first instance: `appeal_is_decided_by_another` (a trigger) refuses it even to us, as it does any later change.
    """

    class State(models.TextChoices):
        ASKING = "asking", _("Late: waits for leave")
        OPEN = "open", _("Open")
        REFUSED = "refused", _("Leave refused")
        SUSTAINED = "sustained", _("Sustained")
        REDUCED = "reduced", _("Reduced")
        OVERTURNED = "overturned", _("Overturned")
        MOOT = "moot", _("Without object: the fine is gone")

    #: Still waiting for somebody at headquarters.
    WAITING = (State.ASKING, State.OPEN)
    DECIDED = (State.SUSTAINED, State.REDUCED, State.OVERTURNED)

    fine = models.ForeignKey(Fine, on_delete=models.PROTECT, related_name="appeals", db_index=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    instance = models.PositiveSmallIntegerField(_("instance"), default=1)
    text = models.TextField(_("grounds"), max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Nobody: a partner's key.",
    )
    at = models.DateTimeField(_("lodged at"))
    late = models.BooleanField(_("late"), default=False)
    leave_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    leave_at = models.DateTimeField(null=True, blank=True)
    leave_reason = models.CharField(max_length=300, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    reason = models.TextField(_("reason of the decision"), max_length=2000, blank=True)
    yuan_before = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    yuan_after = models.DecimalField(max_digits=10, decimal_places=2, null=True, blank=True)
    notice = models.OneToOneField(
        Notice,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="appeal",
        help_text="What tells the outlet the decision, or that leave is refused.",
    )

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["outlet", "-id"], name="appeal_by_outlet"),
            models.Index(fields=["at", "id"], name="appeal_waiting", condition=Q(state__in=["asking", "open"])),
        ]
        constraints = [
            models.UniqueConstraint(fields=["fine", "instance"], name="appeal_once_per_instance"),
            models.UniqueConstraint(
                fields=["fine"], condition=Q(state__in=["asking", "open"]), name="appeal_one_open_per_fine"
            ),
            models.CheckConstraint(condition=Q(instance__in=[1, 2]), name="appeal_two_instances"),
            models.CheckConstraint(condition=~Q(decided_by=F("by")), name="appeal_decided_by_another"),
            models.CheckConstraint(
                condition=~Q(state__in=["sustained", "reduced", "overturned"])
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason="")),
                name="appeal_decision_has_its_decider",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fine} / {self.instance}"

    def get_absolute_url(self) -> str:
        return reverse("quality:appeal", args=[self.pk])


class AppealEvidence(models.Model):
    """A picture or document that goes with an appeal, written anew or checked before it is kept. Never changed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    appeal = models.ForeignKey(Appeal, on_delete=models.CASCADE, related_name="evidence")
    file = models.FileField(upload_to="appeals/", max_length=120)
    file_name = models.CharField(max_length=120, help_text="As it was called where it came from.")
    file_type = models.CharField(max_length=100)
    bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
