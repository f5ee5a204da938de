from django.db import models
from django.utils.translation import gettext_lazy as _

from outlets.models import Notice, Outlet
from shipments.models.duties import DutyQuerySet


class FineNotice(models.Model):
    """What a notice to one outlet announces: the day's fines of one category, each with its evidence (公告).

    reply_by          until then the outlet may reply or appeal; afterwards the fines stand
    expiry_told_at    when the outlet was told that the time ends within a day
    expired_at        when the fines that nobody answered were settled
    """

    class Category(models.TextChoices):
        ARRIVAL = "arrival", _("Arrival scans")
        SIGN = "sign", _("Delivery and sign entry")
        PROBLEM = "problem", _("Problem pieces")
        SPOT = "spot", _("Operations spot checks")
        WEIGHT = "weight", _("Weight mismatches")

    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="fine_notice")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", db_index=False)
    category = models.CharField(_("category"), max_length=8, choices=Category.choices)
    announced_on = models.DateField(_("day"))
    reply_by = models.DateTimeField(_("reply by"))
    expiry_told_at = models.DateTimeField(null=True, blank=True)
    expired_at = models.DateTimeField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["reply_by"], name="finenotice_running", condition=models.Q(expired_at=None)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["outlet", "category", "announced_on"], name="finenotice_once_per_outlet_category_and_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_category_display()} {self.announced_on}"
