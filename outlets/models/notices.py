from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from outlets.models.addressed import Addressed, Reading
from outlets.models.network import Outlet


class Notice(Addressed):
    """What headquarters announce (公告): fines, a decision or a statement to one outlet, or news to many.

    must_read   stands on top of every page of those addressed until they have read its newest version
    reply_by    until when an answer is expected, where one is
    question    {"text", "answers", "right"} that a reader of a critical notice has to answer, or null; `right` is the
                place of the right answer
    """

    class Kind(models.TextChoices):
        GENERAL = "general", _("General notice")
        FINES = "fines", _("Fine notice")
        DECISION = "decision", _("Decision on an appeal")
        STATEMENT = "statement", _("Monthly statement")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.GENERAL)
    title = models.CharField(
        _("title"), max_length=120, blank=True, help_text="Empty where the title is made of the facts it announces."
    )
    must_read = models.BooleanField(_("must be read"), default=False)
    reply_by = models.DateTimeField(_("reply by"), null=True, blank=True)
    question = models.JSONField(_("question"), null=True, blank=True)
    published_at = models.DateTimeField(_("published at"))
    publisher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Nobody: the sweep.",
    )
    current = models.OneToOneField("NoticeVersion", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    escalated_at = models.DateTimeField(
        null=True, blank=True, help_text="When managers were told who of their staff had not read the newest version."
    )

    class Meta(Addressed.Meta):
        ordering = ["-published_at", "-id"]
        indexes = [
            models.Index(fields=["-published_at", "-id"], name="notice_newest"),
            models.Index(
                fields=["published_at"],
                name="notice_must_read_by_all",
                condition=Q(must_read=True, everywhere=True, withdrawn_at=None),
            ),
            models.Index(
                fields=["published_at"],
                name="notice_to_escalate",
                condition=Q(must_read=True, escalated_at=None, withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.get_kind_display()} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("outlets:notice", args=[self.pk])


class NoticeVersion(models.Model):
    """What a notice says from one publication to the next; never changed. Without text it is its facts that it says."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"), blank=True)
    text_en = models.TextField(_("text in English"), blank=True)
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    published_at = models.DateTimeField(_("published at"))
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["notice", "number"], name="notice_version_once")]

    def __str__(self) -> str:
        return f"{self.notice} v{self.number}"


class NoticeReading(Reading):
    version = models.ForeignKey(NoticeVersion, on_delete=models.CASCADE, related_name="readings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="notice_read_once")]


class NoticeReminder(models.Model):
    """An outlet was reminded that some of its people had not read this version. Rows are only ever added.

    by   nobody: the sweep, which tells the manager once
    """

    class Kind(models.TextChoices):
        REMINDER = "reminder", _("Reminder")
        ESCALATION = "escalation", _("Told the manager")

    version = models.ForeignKey(NoticeVersion, on_delete=models.CASCADE, related_name="reminders", db_index=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    people = models.PositiveIntegerField(_("people who had not read it"))
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["version", "outlet", "kind"], name="noticereminder_of_version")]
