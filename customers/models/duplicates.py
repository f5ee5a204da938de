from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.customers import Customer
from customers.models.owned import OwnedQuerySet
from outlets.access import access_of
from outlets.models import Outlet


class DuplicatePair(models.Model):
    """Two files of one outlet that may be the same customer; `first` has the smaller number."""

    class State(models.TextChoices):
        OPEN = "open", _("To look at")
        DIFFERENT = "different", _("Not a duplicate")
        MERGED = "merged", _("Merged")

    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="+", db_index=False)
    first = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(_("score"), help_text="0 to 100.")
    reasons = models.JSONField(default=list, help_text="Codes of customers.rules.duplicates.")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "-id"]
        indexes = [
            models.Index(fields=["outlet", "-score", "-id"], name="duplicate_open_of_outlet", condition=Q(state="open"))
        ]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="duplicate_pair_in_order"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("customers:duplicate", args=[self.pk])


class Merge(models.Model):
    """One file taken into another: enough is written down here to take it apart again."""

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+")
    kept = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    before = models.JSONField(default=dict, help_text="kept, gone: their fields as they were; taken: what was changed.")
    steps = models.JSONField(default=list, help_text="See customers.services.row_journal.")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["gone"], condition=Q(undone_at=None), name="merge_once_per_file"),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("customers:merged", args=[self.pk])


class HandoverQuerySet(models.QuerySet["Handover"]):
    def visible_to(self, user: object) -> Self:
        """Both sides see it; headquarters see all."""
        access = access_of(user)
        mine = Q(outlet_id__in=access.outlet_ids) | Q(to_outlet_id__in=access.outlet_ids)
        return self if access.network else self.filter(mine)


class Handover(models.Model):
    """A file that one outlet offers another; it goes when the other accepts."""

    class State(models.TextChoices):
        OFFERED = "offered", pgettext_lazy("handover", "Offered")
        ACCEPTED = "accepted", pgettext_lazy("handover", "Accepted")
        DECLINED = "declined", pgettext_lazy("handover", "Declined")
        TAKEN_BACK = "taken_back", pgettext_lazy("handover", "Taken back")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="handovers")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", verbose_name=_("from outlet"))
    to_outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", verbose_name=_("to outlet"))
    reason = models.CharField(_("reason"), max_length=200)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OFFERED)
    offered_at = models.DateTimeField(_("offered at"))
    offered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.CharField(_("answer"), max_length=200, blank=True)

    objects = HandoverQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state="offered"), name="handover_one_open_per_customer"
            ),
            models.CheckConstraint(condition=~Q(outlet=F("to_outlet")), name="handover_to_another_outlet"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("customers:handover", args=[self.pk])
