from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from customers.rules.custom_fields import Spec


class CustomField(models.Model):
    """A field that headquarters added to customer files: it stands in forms, filters, imports, exports and the API."""

    class Type(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DAY = "day", _("Date")
        CHOICE = "choice", _("Choice")
        YES_NO = "yes_no", _("Yes or no")

    code = models.SlugField(_("code"), max_length=30, unique=True)
    label = models.CharField(_("label"), max_length=40)
    label_en = models.CharField(_("English label"), max_length=40, blank=True)
    type = models.CharField(_("type"), max_length=8, choices=Type.choices)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    help_text = models.CharField(_("help"), max_length=200, blank=True)
    required = models.BooleanField(_("required"), default=False)
    personal = models.BooleanField(_("personal data"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=50)
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(condition=~Q(type="choice") | ~Q(choices=[]), name="custom_field_choice_has_choices")
        ]

    def __str__(self) -> str:
        return self.label_en if self.label_en and (get_language() or "").startswith("en") else self.label

    def get_absolute_url(self) -> str:
        return reverse("customers:custom_field_edit", args=[self.pk])

    def spec(self) -> Spec:
        return Spec(self.code, self.type, tuple(self.choices), self.required, self.personal)
