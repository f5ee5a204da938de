from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.models.customers import Customer
from customers.models.owned import OwnedQuerySet
from outlets.models import Outlet


class Contact(models.Model):
    """A person at a customer: whom to call about what, and what to know before."""

    class Part(models.TextChoices):
        DECIDER = "decider", _("Decides")
        SHIPPING = "shipping", _("Ships")
        FINANCE = "finance", _("Pays")
        RECEPTION = "reception", _("Reception")
        OTHER = "other", _("Other")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="contacts")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(_("name"), max_length=60)
    part = models.CharField(_("part"), max_length=10, choices=Part.choices, default=Part.OTHER)
    position = models.CharField(_("position"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    wechat = models.CharField(_("WeChat"), max_length=60, blank=True)
    main = models.BooleanField(_("main contact"), default=False)
    family = models.CharField(_("family"), max_length=200, blank=True)
    interests = models.CharField(_("interests"), max_length=200, blank=True)
    taboos = models.CharField(_("taboos"), max_length=200, blank=True)
    competitor_ties = models.CharField(_("ties to competitors"), max_length=200, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-main", "id"]
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=Q(main=True), name="contact_one_main_per_customer")
        ]

    def __str__(self) -> str:
        return self.name


class ImportantDate(models.Model):
    """A day that comes back every year, by the solar or the lunar calendar, of a contact or of the customer itself."""

    class Kind(models.TextChoices):
        BIRTHDAY = "birthday", _("Birthday")
        FOUNDING = "founding", _("Founding day")
        ANNIVERSARY = "anniversary", _("Anniversary")
        OTHER = "other", _("Other")

    class Calendar(models.TextChoices):
        SOLAR = "solar", _("Solar")
        LUNAR = "lunar", _("Lunar")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="important_dates")
    contact = models.ForeignKey(
        Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="important_dates"
    )
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    label = models.CharField(_("label"), max_length=60, blank=True)
    calendar = models.CharField(_("calendar"), max_length=5, choices=Calendar.choices, default=Calendar.SOLAR)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    month = models.PositiveSmallIntegerField(_("month"))
    day = models.PositiveSmallIntegerField(_("day"))
    leap_month = models.BooleanField(_("leap month"), default=False)
    next_on = models.DateField(
        _("next on"), null=True, blank=True, help_text="The next solar day it falls on; kept by a daily sweep."
    )

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["month", "day", "id"]
        indexes = [models.Index(fields=["next_on", "id"], name="important_date_next")]
        constraints = [
            models.CheckConstraint(condition=Q(month__range=(1, 12), day__range=(1, 31)), name="important_date_is_one"),
            models.CheckConstraint(
                condition=Q(calendar="lunar") | Q(leap_month=False), name="important_date_leap_is_lunar"
            ),
        ]


class ConsentQuerySet(OwnedQuerySet):
    def newest(self) -> Self:
        """The last word on each channel and purpose, per customer and contact."""
        return self.order_by("customer_id", "contact_id", "channel", "purpose", "-at", "-id").distinct(
            "customer_id", "contact_id", "channel", "purpose"
        )


class Consent(models.Model):
    """Somebody's word on being written to or called: given or refused. Never edited; the newest counts."""

    class Channel(models.TextChoices):
        SMS = "sms", _("SMS")
        EMAIL = "email", _("E-mail")
        CALL = "call", _("Call")

    class Purpose(models.TextChoices):
        NOTICE = "notice", _("About own shipments")
        PROMOTION = "promotion", _("Greetings and offers")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consents")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, null=True, blank=True, related_name="consents")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    channel = models.CharField(_("channel"), max_length=5, choices=Channel.choices)
    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose.choices)
    given = models.BooleanField(_("given"))
    source = models.CharField(_("source"), max_length=60)
    proof = models.CharField(_("proof"), max_length=200, blank=True)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ConsentQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["customer", "channel", "purpose", "-at"], name="consent_newest")]
