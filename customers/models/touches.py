from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import Role
from crm.shared.sentences import told
from customers.models.contacts import Contact
from customers.models.customers import Customer
from customers.models.owned import OwnedQuerySet
from outlets.models import Outlet


class Touch(models.Model):
    """Somebody spoke with a customer, visited, or wrote a note about it."""

    class Kind(models.TextChoices):
        CALL_IN = "call_in", _("Incoming call")
        CALL_OUT = "call_out", _("Outgoing call")
        VISIT = "visit", _("Visit")
        MEETING = "meeting", _("Meeting")
        NOTE = "note", _("Note")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="touches", db_index=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    contact = models.ForeignKey(
        Contact, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    text = models.CharField(_("text"), max_length=1000)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["customer", "-at", "-id"], name="touch_newest_of_customer")]


class TaskQuerySet(OwnedQuerySet):
    def open(self) -> "TaskQuerySet":
        return self.filter(done_at=None)


class Task(models.Model):
    """A next step owed to a customer: by one person, or by whoever plays a part at the outlet or at headquarters."""

    class Kind(models.TextChoices):
        FOLLOW_UP = "follow_up", _("Follow up")
        DISSATISFIED = "dissatisfied", _("Dissatisfied customer")
        WIN_BACK = "win_back", _("Win back")
        APOLOGY = "apology", _("Apology")
        GREETING = "greeting", _("Personal greeting")
        PROMISE = "promise", _("Promise")

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="tasks", db_index=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices, default=Kind.FOLLOW_UP)
    title = models.CharField(_("what is to be done"), max_length=200)
    url = models.CharField(max_length=200, blank=True, help_text="Where it is done, when not on the customer's page.")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    role = models.CharField(_("for"), max_length=20, choices=Role.choices, blank=True)
    due_at = models.DateTimeField(_("due at"))
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    result = models.CharField(_("result"), max_length=500, blank=True)
    key = models.CharField(
        max_length=80, null=True, blank=True, unique=True, help_text="What a machine opened it for: once."
    )

    objects = TaskQuerySet.as_manager()

    class Meta:
        ordering = ["due_at", "id"]
        indexes = [
            models.Index(fields=["outlet", "due_at", "id"], name="task_open_of_outlet", condition=Q(done_at=None)),
            models.Index(fields=["customer", "-opened_at", "-id"], name="task_newest_of_customer"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(owner=None) | ~Q(role=""), name="task_has_somebody"),
        ]

    @property
    def words(self) -> str:
        """What is to be done, in the reader's language."""
        return told(self.title)

    @property
    def outcome(self) -> str:
        """What came of it, in the reader's language."""
        return told(self.result)
