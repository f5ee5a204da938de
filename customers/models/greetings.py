from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from crm.outbox.models import Batch, Message, Template
from customers.models.contacts import Contact
from customers.models.customers import Customer
from customers.models.owned import OwnedQuerySet
from customers.models.touches import Task
from outlets.access import access_of
from outlets.models import Outlet


class GreetingPlanQuerySet(models.QuerySet["GreetingPlan"]):
    def visible_to(self, user: object) -> Self:
        """A plan belongs to the whole network; its list shows everybody their own customers."""
        access = access_of(user)
        return self if access.network or access.roles else self.none()


class GreetingPlan(models.Model):
    """How one feast of one year is greeted: written by one person, approved by another, sent once."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PROPOSED = "proposed", _("Waits for approval")
        APPROVED = "approved", _("Approved")
        SENDING = "sending", _("Being sent")
        STOPPED = "stopped", _("Stopped")
        ENDED = "ended", _("Ended")

    feast = models.CharField(_("feast"), max_length=30, help_text="Code of customers.rules.feasts.")
    year = models.PositiveSmallIntegerField(_("year"))
    on = models.DateField(_("day of the feast"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    tiers = ArrayField(models.CharField(max_length=1), default=list, blank=True, verbose_name=_("tiers"))
    shipped_since = models.DateField(_("has shipped since"), null=True, blank=True)
    sms = models.ForeignKey(
        Template, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("text of the SMS")
    )
    email = models.ForeignKey(
        Template, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("e-mail")
    )
    script = models.CharField(
        _("what is said in a call"), max_length=500, blank=True, help_text=_("For the tiers that are called.")
    )
    send_from = models.DateTimeField(_("sent from"))
    send_until = models.DateTimeField(_("sent until"))
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    batch = models.OneToOneField(Batch, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = GreetingPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["feast", "year"], name="greeting_plan_once"),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("proposed_by")),
                name="greeting_plan_approved_by_another",
            ),
            models.CheckConstraint(condition=Q(send_until__gt=F("send_from")), name="greeting_plan_has_time"),
        ]

    def __str__(self) -> str:
        return f"{self.feast} {self.year}"


class Greeting(models.Model):
    """Who is greeted for a feast, how, and who is not and why: one row a customer, one greeting a person."""

    class Way(models.TextChoices):
        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")
        CALL = "call", _("Call")
        NONE = "none", _("Not greeted")

    class Reason(models.TextChoices):
        NO_CONSENT = "no_consent", _("No consent")
        REFUSED = "refused", _("Has refused")
        DO_NOT_GREET = "dont_greet", _("Not to be greeted")
        TROUBLE = "trouble", _("Trouble is open")
        SAME_PERSON = "same", _("Greeted under another file")
        NO_ADDRESS = "no_address", _("No usable number or address")
        NOT_WANTED = "tier", _("The tier is not greeted")

    plan = models.ForeignKey(GreetingPlan, on_delete=models.CASCADE, related_name="greetings", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+", db_index=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    tier = models.CharField(_("tier"), max_length=1)
    way = models.CharField(_("way"), max_length=5, choices=Way.choices)
    reason = models.CharField(_("why not"), max_length=10, choices=Reason.choices, blank=True)
    address = models.CharField(max_length=254, blank=True)
    message = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["plan", "way", "reason", "id"], name="greeting_of_plan"),
            models.Index(fields=["customer", "-id"], name="greeting_of_customer"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan", "customer"], name="greeting_once_per_customer"),
            models.UniqueConstraint(
                fields=["plan", "address"], condition=~Q(way="none"), name="greeting_once_per_person"
            ),
            models.CheckConstraint(
                condition=(Q(way="none") & ~Q(reason="")) | (~Q(way="none") & Q(reason="")),
                name="greeting_left_out_for_a_reason",
            ),
        ]


class DoNotGreet(models.Model):
    """A time in which nobody sends cheerful words: mourning, an open dispute, the customer's own wish."""

    class Reason(models.TextChoices):
        MOURNING = "mourning", _("Mourning")
        DISPUTE = "dispute", _("Dispute")
        WISH = "wish", _("The customer's wish")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="silences")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    reason = models.CharField(_("reason"), max_length=8, choices=Reason.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)
    until = models.DateField(_("until"), null=True, blank=True, help_text=_("Empty: until it is ended."))
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-noted_at", "-id"]


class DateGreeting(models.Model):
    """A birthday or anniversary that was greeted, or not and why: once a year and day."""

    date = models.ForeignKey("customers.ImportantDate", on_delete=models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    on = models.DateField(_("day"))
    way = models.CharField(_("way"), max_length=5, choices=Greeting.Way.choices)
    reason = models.CharField(_("why not"), max_length=10, choices=Greeting.Reason.choices, blank=True)
    message = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]
        indexes = [models.Index(fields=["outlet", "-on"], name="date_greeting_of_outlet")]
        constraints = [models.UniqueConstraint(fields=["date", "on"], name="date_greeting_once")]
