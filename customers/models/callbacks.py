from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.contacts import Contact
from customers.models.customers import Customer
from customers.models.owned import OwnedQuerySet
from outlets.models import CallScript, Outlet


class Callback(models.Model):
    """A call (回访) that the outlet owes a customer by the rhythm of its tier."""

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        DONE = "done", _("Done")
        MISSED = "missed", _("Missed")
        DROPPED = "dropped", _("Dropped")

    class Outcome(models.TextChoices):
        SATISFIED = "satisfied", _("Satisfied")
        NEUTRAL = "neutral", _("Neither nor")
        DISSATISFIED = "dissatisfied", _("Dissatisfied")
        UNREACHED = "unreached", _("Not reached")
        REFUSED = "refused", _("Does not want calls")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="callbacks", db_index=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    tier = models.CharField(_("tier"), max_length=1)
    due_on = models.DateField(_("due on"))
    planned_at = models.DateTimeField()
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PLANNED)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    snoozed_until = models.DateField(_("snoozed until"), null=True, blank=True)
    snooze_reason = models.CharField(_("reason"), max_length=200, blank=True)
    outcome = models.CharField(_("outcome"), max_length=12, choices=Outcome.choices, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(
                fields=["outlet", "due_on", "id"], name="callback_planned_of_outlet", condition=Q(state="planned")
            ),
            models.Index(fields=["customer", "-id"], name="callback_newest_of_customer"),
            models.Index(fields=["outlet", "-closed_at"], name="callback_closed_of_outlet"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state="planned"), name="callback_one_planned_per_customer"
            )
        ]


class CallbackAttempt(models.Model):
    """One time somebody called: what was said, and by which script."""

    callback = models.ForeignKey(Callback, on_delete=models.CASCADE, related_name="tries")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    script = models.ForeignKey(CallScript, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=12, choices=Callback.Outcome.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
