from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.contacts import Contact
from customers.models.customers import Customer
from customers.models.owned import OwnedQuerySet
from outlets.models import Outlet


class KeyAccount(models.Model):
    """A customer that the outlet shares with headquarters' customer-relations group, and the plan for it."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="key_account")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("cared for by")
    )
    objective = models.CharField(_("objective"), max_length=500, blank=True)
    review_months = models.PositiveSmallIntegerField(_("a joint review every … months"), default=3)
    shared_at = models.DateTimeField()
    shared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.customer.name

    def get_absolute_url(self) -> str:
        return reverse("customers:key_account", args=[self.pk])


class AccountNeed(models.Model):
    """Something a key account needs, by importance, and how we serve it: tailored services and packaging too."""

    account = models.ForeignKey(KeyAccount, on_delete=models.CASCADE, related_name="needs")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    place = models.PositiveSmallIntegerField(_("rank"), help_text="1 matters most.")
    need = models.CharField(_("need"), max_length=200)
    service = models.CharField(_("our service for it"), max_length=500, blank=True)
    since = models.DateField(_("since"), null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["place", "id"]


class ServicePromise(models.Model):
    """A written promise (承诺), by a figure that can be measured or by a word that somebody confirms."""

    class Measure(models.TextChoices):
        DELIVERED_IN_TIME = "delivered_in_time", _("Delivered in time, percent")
        SIGNED_IN_TIME = "signed_in_time", _("Signed in time, percent")
        UNDAMAGED = "undamaged", _("Without damage or loss, percent")
        WORD = "word", _("Confirmed by a person")

    account = models.ForeignKey(KeyAccount, on_delete=models.CASCADE, related_name="promises")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.CharField(_("promise"), max_length=200)
    measure = models.CharField(_("measured by"), max_length=20, choices=Measure.choices)
    target = models.DecimalField(_("at least"), max_digits=5, decimal_places=2, null=True, blank=True)
    from_day = models.DateField(_("from"))
    until = models.DateField(_("until"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kept = models.BooleanField(_("kept"), null=True)
    found = models.DecimalField(_("found"), max_digits=5, decimal_places=2, null=True, blank=True)
    counted = models.PositiveIntegerField(_("shipments counted"), null=True, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["until", "id"]
        indexes = [models.Index(fields=["until"], name="promise_to_judge", condition=Q(judged_at=None))]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=models.F("from_day")), name="promise_from_before_until"),
            models.CheckConstraint(condition=Q(measure="word") ^ Q(target__isnull=False), name="promise_has_a_target"),
        ]

    @property
    def withdrawn(self) -> bool:
        """Taken back by a person, for the reason in `note`: no verdict was, or will be, given."""
        return self.judged_by_id is not None and self.kept is None

    def get_absolute_url(self) -> str:
        return reverse("customers:promise", args=[self.pk])


class AccountReview(models.Model):
    """A joint review with a key account: planned, held, and what came of it."""

    account = models.ForeignKey(KeyAccount, on_delete=models.CASCADE, related_name="reviews")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField(_("due on"))
    held_on = models.DateField(_("held on"), null=True, blank=True)
    who = models.CharField(_("who was there"), max_length=200, blank=True)
    findings = models.CharField(_("findings"), max_length=1000, blank=True)
    agreed = models.CharField(_("agreed"), max_length=1000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(held_on=None), name="account_review_one_planned")
        ]

    def get_absolute_url(self) -> str:
        return reverse("customers:account_review", args=[self.pk])


class AccountExpense(models.Model):
    """An event, gift or award for a key account: its budget, who approved or refused it, what it cost."""

    class Kind(models.TextChoices):
        EVENT = "event", pgettext_lazy("expense", "Event")
        GIFT = "gift", _("Gift")
        AWARD = "award", _("Award")

    account = models.ForeignKey(KeyAccount, on_delete=models.CASCADE, related_name="expenses")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind.choices)
    title = models.CharField(_("title"), max_length=120)
    contact = models.ForeignKey(Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    planned_on = models.DateField(_("planned on"))
    budget_yuan = models.DecimalField(_("budget in yuan"), max_digits=10, decimal_places=2)
    spent_yuan = models.DecimalField(_("spent in yuan"), max_digits=10, decimal_places=2, null=True, blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    approved = models.BooleanField(null=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-planned_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(decided_by=models.F("asked_by")), name="account_expense_by_two"),
            models.CheckConstraint(
                condition=Q(approved=None, decided_by=None) | Q(approved__isnull=False, decided_by__isnull=False),
                name="account_expense_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(spent_yuan=None) | Q(approved=True, spent_yuan__lte=models.F("budget_yuan")),
                name="account_expense_spent_as_approved",
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("customers:account_expense", args=[self.pk])


class AccountBudget(models.Model):
    """What may be spent on key accounts in a year, of one kind."""

    year = models.PositiveSmallIntegerField(_("year"))
    kind = models.CharField(_("kind"), max_length=5, choices=AccountExpense.Kind.choices)
    yuan = models.DecimalField(_("yuan"), max_digits=12, decimal_places=2)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-year", "kind"]
        constraints = [models.UniqueConstraint(fields=["year", "kind"], name="account_budget_once_a_year")]
