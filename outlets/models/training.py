from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import Role
from outlets.access import access_of
from outlets.models.memberships import Membership


class TrainingCourse(models.Model):
    """A course that the network teaches: what it is called, how long it holds, whom it is for."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    valid_months = models.PositiveSmallIntegerField(
        _("valid for months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Empty: it holds for ever."),
    )
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices), default=list, blank=True, verbose_name=_("for roles")
    )
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('outlets:training')}?course={self.code}"


class RoleDemand(models.Model):
    """A role that may be played only with this course passed."""

    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    course = models.ForeignKey(TrainingCourse, on_delete=models.CASCADE, related_name="demands")

    class Meta:
        ordering = ["role", "course"]
        constraints = [models.UniqueConstraint(fields=["role", "course"], name="role_demands_course_once")]


class TrainingRecordQuerySet(models.QuerySet["TrainingRecord"]):
    def visible_to(self, user: object) -> Self:
        """Headquarters see all, managers their own outlets' people, everybody their own."""
        access = access_of(user)
        if access.network:
            return self
        managed = [outlet for role, outlet in access.posts if role == Role.MANAGER]
        crew = Membership.objects.filter(outlet__in=managed).values("user")
        return self.filter(Q(person=getattr(user, "pk", None)) | Q(person__in=crew))

    def standing_on(self, day: date) -> Self:
        """Passed, and not run out on that day."""
        return self.filter(passed=True).filter(Q(valid_until=None) | Q(valid_until__gte=day))


class TrainingRecord(models.Model):
    """One person at one class: held when, by whom, with which result."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="trainings", verbose_name=_("person")
    )
    course = models.ForeignKey(
        TrainingCourse, on_delete=models.PROTECT, related_name="records", verbose_name=_("course")
    )
    held_on = models.DateField(_("held on"))
    trainer = models.CharField(_("trainer"), max_length=60)
    passed = models.BooleanField(_("passed"))
    score = models.PositiveSmallIntegerField(_("score"), null=True, blank=True, validators=[MaxValueValidator(100)])
    remark = models.CharField(_("remark"), max_length=200, blank=True)
    valid_until = models.DateField(
        _("valid until"),
        null=True,
        blank=True,
        help_text="Last day, from rules/training_validity.py; fixed when entered.",
    )
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    objects = TrainingRecordQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-id"]
        indexes = [models.Index(fields=["-held_on", "-id"], name="training_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["person", "course", "held_on"], name="training_once_per_class"),
            models.CheckConstraint(condition=Q(score=None) | Q(score__lte=100), name="training_score_of_hundred"),
        ]
