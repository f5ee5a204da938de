from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from outlets.access import access_of
from outlets.models import Outlet
from shipments.models.waybills import Piece, Waybill


class LabelPrintQuerySet(models.QuerySet["LabelPrint"]):
    def visible_to(self, user: object) -> Self:
        access = access_of(user)
        return self if access.network else self.filter(outlet_id__in=access.outlet_ids)


class LabelPrint(models.Model):
    """One piece's label went to a printer. A reprint says why: two labels of one piece are two pieces to a scanner."""

    piece = models.ForeignKey(Piece, on_delete=models.CASCADE, related_name="prints")
    waybill = models.ForeignKey(Waybill, on_delete=models.CASCADE, related_name="prints")
    outlet = models.ForeignKey(Outlet, on_delete=models.PROTECT, related_name="+", verbose_name=_("outlet"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("printed at"))
    reprint = models.PositiveSmallIntegerField(_("reprint"), default=0, help_text="0 is the first label.")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    whole = models.BooleanField(_("personal data in full"), default=False)

    objects = LabelPrintQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["outlet", "-id"], name="label_print_by_outlet"),
            models.Index(fields=["by", "at"], name="label_print_by_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["piece", "reprint"], name="label_print_counts_on"),
            models.CheckConstraint(condition=Q(reprint=0) | ~Q(reason=""), name="label_reprint_has_a_reason"),
        ]

    def get_absolute_url(self) -> str:
        return self.waybill.get_absolute_url()
