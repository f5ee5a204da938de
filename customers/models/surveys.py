from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from crm.outbox.models import Message
from customers.models.customers import Customer
from customers.models.owned import OwnedQuerySet
from customers.models.touches import Task
from outlets.models import Outlet


def in_language(text: dict[str, str]) -> str:
    """The reader's words of {"zh": …, "en": …}."""
    return text.get("zh" if (get_language() or "").startswith("zh") else "en") or next(iter(text.values()), "")


class Survey(models.Model):
    """A form of at most ten questions, in one version: what has been asked stays as it was asked."""

    class Kind(models.TextChoices):
        DELIVERY = "delivery", _("After delivery")
        COMPLAINT = "complaint", _("After a complaint")
        PERIODIC = "periodic", _("Periodic sample")

    kind = models.CharField(_("kind"), max_length=9, choices=Kind.choices)
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    title = models.JSONField(_("title"), help_text='{"zh": …, "en": …}')
    questions = models.JSONField(_("questions"), help_text="As customers.rules.survey_forms reads them; at most 10.")
    open_days = models.PositiveSmallIntegerField(_("open for … days"), default=14)
    every_days = models.PositiveSmallIntegerField(_("one invitation in … days"), default=30)
    published_at = models.DateTimeField(_("published at"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "version"], name="survey_version_once"),
            models.UniqueConstraint(
                fields=["kind"], condition=Q(published_at__isnull=False, retired_at=None), name="survey_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.version}"

    def get_absolute_url(self) -> str:
        return reverse("customers:survey_form", args=[self.pk])

    @property
    def words(self) -> str:
        """The title in the reader's language."""
        return in_language(self.title)


class SurveyRound(models.Model):
    """A periodic sample, stratified over all tiers and the lost, drawn by a recorded seed."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="rounds")
    name = models.CharField(_("name"), max_length=80)
    seed = models.BigIntegerField(_("seed"))
    sizes = models.JSONField(_("sizes"), help_text='{"A": 100, "B": 100, "C": 100, "lost": 50}')
    populations = models.JSONField(default=dict, help_text="As many there were of each when it was drawn.")
    drawn_at = models.DateTimeField(_("drawn at"))
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-drawn_at", "-id"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customers:survey_round", args=[self.pk])


class Invitation(models.Model):
    """One customer asked once: opened by a token of its own, answered once, changeable until it closes."""

    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="invitations", db_index=False)
    round = models.ForeignKey(SurveyRound, on_delete=models.PROTECT, null=True, blank=True, related_name="invitations")
    key = models.CharField(max_length=80, unique=True, help_text="What is asked about: delivery:<waybill>.")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="invitations", db_index=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    stratum = models.CharField(_("stratum"), max_length=4, help_text="A, B, C or lost: as it was when asked.")
    about = models.CharField(_("about"), max_length=80, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token, hexadecimal.")
    message = models.ForeignKey(
        Message, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    invited_at = models.DateTimeField(_("invited at"))
    closes_at = models.DateTimeField(_("closes at"))
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["customer", "-invited_at"], name="invitation_of_customer"),
            models.Index(fields=["survey", "-invited_at"], name="invitation_of_survey"),
        ]


class SurveyAnswer(models.Model):
    """What the customer said. `answers` as given: question code → value; the figures beside it are for counting."""

    invitation = models.OneToOneField(Invitation, on_delete=models.CASCADE, related_name="answer")
    survey = models.ForeignKey(Survey, on_delete=models.PROTECT, related_name="+", db_index=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    stratum = models.CharField(_("stratum"), max_length=4)
    answers = models.JSONField()
    csat = models.PositiveSmallIntegerField(_("satisfaction"), null=True, blank=True, help_text="1 to 5.")
    nps = models.PositiveSmallIntegerField(_("would recommend us"), null=True, blank=True, help_text="0 to 10.")
    comment = models.CharField(_("comment"), max_length=1000, blank=True)
    competitor = models.CharField(_("also ships with"), max_length=80, blank=True)
    answered_at = models.DateTimeField(_("answered at"))
    changed_at = models.DateTimeField(null=True, blank=True)
    task = models.ForeignKey(Task, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", db_index=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-answered_at", "-id"]
        indexes = [
            models.Index(fields=["outlet", "-answered_at", "-id"], name="survey_answer_of_outlet"),
            models.Index(fields=["survey", "-answered_at"], name="survey_answer_of_survey"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(csat=None) | Q(csat__range=(1, 5)), name="survey_csat_1_to_5"),
            models.CheckConstraint(condition=Q(nps=None) | Q(nps__range=(0, 10)), name="survey_nps_0_to_10"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("customers:survey_answer", args=[self.pk])


class MysteryVisit(models.Model):
    """Somebody of ours shipped or asked as a stranger and wrote down what happened."""

    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", verbose_name=_("outlet"))
    on = models.DateField(_("day"))
    scores = models.JSONField(_("scores"), help_text="Attribute of the surveys → 1 to 5.")
    findings = models.TextField(_("findings"), max_length=3000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-on", "-id"]

    def get_absolute_url(self) -> str:
        return reverse("customers:mystery_visit", args=[self.pk])


class FocusGroup(models.Model):
    """6 to 12 customers around a table: who they were by tier, what was asked, what they said, what follows."""

    on = models.DateField(_("day"))
    topic = models.CharField(_("topic"), max_length=120)
    place = models.CharField(_("place"), max_length=120, blank=True)
    members = models.ManyToManyField(Customer, related_name="+", verbose_name=_("members"))
    strata = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    findings = models.TextField(_("findings"), max_length=5000, blank=True)
    actions = models.TextField(_("what follows"), max_length=3000, blank=True)
    moderator = models.CharField(_("moderator"), max_length=60)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-on", "-id"]

    def get_absolute_url(self) -> str:
        return reverse("customers:focus_group", args=[self.pk])
