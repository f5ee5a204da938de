from typing import Self

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from shipments.models.problems import ProblemRecord


class ProblemReasonQuerySet(models.QuerySet["ProblemReason"]):
    def visible_to(self, user: object) -> Self:
        """The network's own list: nobody is foreign to it."""
        return self


class ProblemReason(models.Model):
    """Why a problem piece cannot go on, who answers for it, and a sentence with blanks that says it properly."""

    class Party(models.TextChoices):
        OUTLET = "outlet", _("The outlet")
        CARRIER = "carrier", _("The network")
        SENDER = "sender", _("The sender")
        RECEIVER = "receiver", _("The receiver")
        WEATHER = "weather", _("The weather")
        OTHER = "other", _("Somebody else")

    code = models.SlugField(_("code"), max_length=24, unique=True)
    category = models.CharField(_("category"), max_length=10, choices=ProblemRecord.Category.choices)
    party = models.CharField(_("answers for it"), max_length=8, choices=Party.choices)
    zh = models.CharField(_("in Chinese"), max_length=40)
    en = models.CharField(_("in English"), max_length=60)
    template_zh = models.CharField(_("sentence in Chinese"), max_length=300)
    template_en = models.CharField(_("sentence in English"), max_length=300)
    active = models.BooleanField(_("offered"), default=True)
    order = models.PositiveSmallIntegerField(_("place"), default=100)

    objects = ProblemReasonQuerySet.as_manager()

    class Meta:
        ordering = ["category", "order", "code"]

    def __str__(self) -> str:
        return self.en if get_language() == "en" else self.zh

    @property
    def template(self) -> str:
        return self.template_en if get_language() == "en" else self.template_zh

    def get_absolute_url(self) -> str:
        return reverse("shipments:problem_reason", args=[self.code])
