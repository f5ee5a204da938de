from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Right
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from crm.shared.sentences import told
from customers.models.customers import Customer, Source
from customers.models.owned import OwnedQuerySet
from customers.rules.lead_states import CLOSED, State, stages_from
from outlets.access import access_of
from outlets.models import Outlet

TAIL = 4


class LeadEventQuerySet(OwnedQuerySet):
    def offered_to(self, user: object) -> Self:
        """Events that a lead of this person's may come from: the own ones and headquarters'."""
        access = access_of(user)
        return self if access.network else self.filter(Q(outlet=None) | Q(outlet_id__in=access.outlet_ids))


class LeadQuerySet(OwnedQuerySet):
    def open(self) -> Self:
        return self.exclude(state__in=CLOSED)

    def reached(self, stage: str) -> Self:
        """Leads that came as far as this stage, whatever became of them."""
        if stage == State.NEW:
            return self
        passed = LeadStep.objects.filter(lead=OuterRef("pk"), state__in=stages_from(stage))
        return self.filter(Exists(passed))


class LeadEvent(models.Model):
    """A fair, an opening, a visit to a market: where leads were collected."""

    name = models.CharField(_("name"), max_length=120)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    held_on = models.DateField(_("held on"))
    place = models.CharField(_("place"), max_length=120, blank=True)

    objects = LeadEventQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customers:lead_event", args=[self.pk])


class Lead(models.Model):
    """Somebody who may become a customer. Without an outlet it waits for headquarters to give it to one.

    Moves: new → contacted → quoted → won | lost, any of them skipped forwards; lost may be taken up again
    (`customers.rules.lead_states`).
    """

    class State(models.TextChoices):
        NEW = "new", pgettext_lazy("lead", "New")
        CONTACTED = "contacted", _("Contacted")
        QUOTED = "quoted", _("Quoted")
        WON = "won", _("Won")
        LOST = "lost", _("Lost")

    class LostReason(models.TextChoices):
        PRICE = "price", _("Price")
        COVERAGE = "coverage", _("Not covered")
        SPEED = "speed", _("Too slow")
        COMPETITOR = "competitor", _("Stays with a competitor")
        UNREACHABLE = "unreachable", _("Not to be reached")
        NO_NEED = "no_need", _("No need")
        DUPLICATE = "duplicate", _("Is there already")

    outlet = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="leads", verbose_name=_("outlet")
    )
    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    event = models.ForeignKey(LeadEvent, on_delete=models.PROTECT, null=True, blank=True, related_name="leads")
    referrer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="referrals")
    company = models.CharField(_("company"), max_length=120, blank=True)
    name = models.CharField(_("name"), max_length=60)
    phone = models.CharField(_("phone"), max_length=30)
    address = models.CharField(_("address"), max_length=200, blank=True)
    need = models.CharField(_("need"), max_length=500, blank=True)
    parcels_a_month = models.PositiveIntegerField(_("parcels a month"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW)
    lost_reason = models.CharField(_("lost because of"), max_length=12, choices=LostReason.choices, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    next_step_at = models.DateTimeField(_("next step at"), null=True, blank=True)
    customer = models.ForeignKey(Customer, on_delete=models.SET_NULL, null=True, blank=True, related_name="leads")
    won_by = models.CharField(_("won by"), max_length=40, blank=True, help_text="Number of the first waybill.")
    consent_at = models.DateTimeField(null=True, blank=True, help_text="When they agreed to be called back.")
    created_at = models.DateTimeField(_("created at"))
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = LeadQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["outlet", "-id"], name="lead_newest_of_outlet"),
            models.Index(Right("phone", TAIL), name="lead_open_by_tail", condition=~Q(state__in=["won", "lost"])),
            models.Index(
                fields=["outlet", "next_step_at", "id"],
                name="lead_open_by_next_step",
                condition=~Q(state__in=["won", "lost"]),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "phone"],
                condition=~Q(state__in=["won", "lost"]),
                name="lead_one_open_per_phone",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(state__in=["won", "lost"], next_step_at=None)
                | (~Q(state__in=["won", "lost"]) & Q(next_step_at__isnull=False)),
                name="lead_open_has_its_next_step",
            ),
            models.CheckConstraint(condition=Q(state="lost") ^ Q(lost_reason=""), name="lead_lost_for_a_reason"),
            models.CheckConstraint(
                condition=Q(state__in=["won", "lost"], closed_at__isnull=False)
                | (~Q(state__in=["won", "lost"]) & Q(closed_at=None)),
                name="lead_closed_at_its_end",
            ),
        ]

    def __str__(self) -> str:
        return self.company or self.name

    def get_absolute_url(self) -> str:
        return reverse("customers:lead", args=[self.pk])


class LeadStep(models.Model):
    """What was done with a lead, and what it became; never edited."""

    lead = models.ForeignKey(Lead, on_delete=models.CASCADE, related_name="steps")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    state = models.CharField(max_length=10, choices=Lead.State.choices)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]

    @property
    def words(self) -> str:
        """The note, in the reader's language."""
        return told(self.note)


class SourceCost(models.Model):
    """What a way in has cost in a month: the source report divides it by what it brought."""

    source = models.CharField(_("source"), max_length=10, choices=Source.choices)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    month = models.DateField(_("month"), help_text="Its first day.")
    yuan = models.DecimalField(_("yuan"), max_digits=10, decimal_places=2)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "source"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "outlet", "month"], name="source_cost_once_a_month", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="source_cost_of_a_month"),
        ]
