from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from customers.models.owned import OwnedQuerySet
from outlets.models import Outlet


class Source(models.TextChoices):
    """How a customer, or somebody who may become one, came to the network."""

    COUNTER = "counter", _("Counter")
    CALL = "call", _("Incoming call")
    WEB = "web", _("Public form")
    IMPORT = "import", _("Import")
    API = "api", _("Partner")
    REFERRAL = "referral", _("Referral")
    EVENT = "event", pgettext_lazy("lead", "Event")


class CustomerQuerySet(OwnedQuerySet):
    def current(self) -> "CustomerQuerySet":
        """Files that are kept: neither merged into another one nor made anonymous."""
        return self.filter(state=Customer.State.ACTIVE)


class Customer(models.Model):
    """A sender the network knows by name: what is looked up all day. What is read rarely stands in `Profile`.

    `version` rises with every change, so that two who edit at once notice each other.
    """

    class Kind(models.TextChoices):
        PERSON = "person", pgettext_lazy("customer", "Person")
        ENTERPRISE = "enterprise", _("Enterprise")

    class State(models.TextChoices):
        ACTIVE = "active", _("Active")
        MERGED = "merged", _("Merged into another file")
        ANONYMOUS = "anonymous", _("Made anonymous")

    class Credit(models.TextChoices):
        UNKNOWN = "", _("Not graded")
        GOOD = "good", _("Good")
        FAIR = "fair", _("Fair")
        POOR = "poor", _("Poor: cash only")

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="customers", verbose_name=_("outlet"))
    code = models.CharField(_("code"), max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.ENTERPRISE)
    name = models.CharField(_("name"), max_length=120)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    industry = models.CharField(_("industry"), max_length=60, blank=True)
    goods = models.CharField(_("goods"), max_length=200, blank=True)
    interests = models.CharField(_("interests"), max_length=200, blank=True)
    credit = models.CharField(_("credit grade"), max_length=4, choices=Credit.choices, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source.choices, default=Source.COUNTER)
    custom = models.JSONField(default=dict, blank=True, help_text="Code of a CustomField → its value.")
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("cared for by"),
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.ACTIVE)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from", db_index=False
    )
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["outlet", "-id"], name="customer_newest_of_outlet"),
            # Asked by the database itself for each file that is removed.
            models.Index(fields=["merged_into"], name="customer_merged", condition=Q(merged_into__isnull=False)),
            models.Index(
                fields=["outlet", "phone"], name="customer_by_phone", condition=Q(state="active") & ~Q(phone="")
            ),
            GinIndex(fields=["custom"], name="customer_by_custom", opclasses=["jsonb_path_ops"]),
        ]
        constraints = [
            models.UniqueConstraint(fields=["outlet", "code"], name="customer_code_once_per_outlet"),
            models.CheckConstraint(
                condition=Q(merged_into=None) ^ Q(state="merged"), name="customer_merged_into_another"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="customer_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customers:customer", args=[self.pk])


class Profile(models.Model):
    """The rest of a file: what is known about the business and about what it needs moved, kept and packed."""

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="profile")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)

    registered_capital = models.DecimalField(
        _("registered capital in yuan"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    employees = models.PositiveIntegerField(_("employees"), null=True, blank=True)
    finances = models.CharField(_("finances"), max_length=500, blank=True)
    plans = models.CharField(_("plans"), max_length=500, blank=True)
    potential = models.CharField(_("potential"), max_length=500, blank=True)
    strengths = models.CharField(_("strengths"), max_length=500, blank=True)
    weaknesses = models.CharField(_("weaknesses"), max_length=500, blank=True)

    storage_needs = models.CharField(_("storage"), max_length=500, blank=True)
    transit_needs = models.CharField(_("while in transit"), max_length=500, blank=True)
    transport_needs = models.CharField(_("transport"), max_length=500, blank=True)
    packaging_needs = models.CharField(_("packaging"), max_length=500, blank=True)
    feedback_needs = models.CharField(_("feedback"), max_length=500, blank=True)
    current_logistics = models.CharField(_("logistics today"), max_length=500, blank=True)
    monthly_cost = models.DecimalField(
        _("logistics cost a month in yuan"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    bottlenecks = models.CharField(_("bottlenecks"), max_length=500, blank=True)

    safety_agreement_on = models.DateField(_("safety agreement signed on"), null=True, blank=True)
    safety_agreement_until = models.DateField(_("safety agreement valid until"), null=True, blank=True)

    objects = OwnedQuerySet.as_manager()


class SearchEntry(models.Model):
    """What a customer is found by, as `customers.rules.search_terms` cuts it: one narrow row, one index.

    terms   "n:张伟" two characters of a name, "i:zw" the beginning of its initials, "y:zhangwei" of its pinyin,
            "t:1234" the end of a telephone, "p:…" a whole one, "a:虎门" two characters of an address, "c:…" a code
    """

    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, primary_key=True, related_name="search_entry")
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="+", db_index=False)
    terms = ArrayField(models.CharField(max_length=60), default=list)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        indexes = [GinIndex(fields=["terms"], name="customer_by_terms", fastupdate=False)]
