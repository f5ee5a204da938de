from datetime import time
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _


class SendingLimits(models.Model):
    """What headquarters allow: one row, read at the moment of sending.

    Hours are of Asia/Shanghai (rule L21 allows promotions from 08:00 to 21:00 at the widest); money in yuan.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    promotion_from = models.TimeField(_("greetings and offers from"), default=time(8, 30))
    promotion_until = models.TimeField(_("greetings and offers until"), default=time(20, 30))
    notice_from = models.TimeField(_("notices from"), default=time(8, 0))
    notice_until = models.TimeField(_("notices until"), default=time(21, 30))
    messages_a_day = models.PositiveSmallIntegerField(_("messages to one customer a day"), default=2)
    promotion_every_days = models.PositiveSmallIntegerField(_("one offer in … days"), default=7)
    yuan_a_day = models.DecimalField(_("budget a day"), max_digits=10, decimal_places=2, default=Decimal(20_000))
    yuan_a_segment = models.DecimalField(
        _("price of a segment"), max_digits=6, decimal_places=3, default=Decimal("0.045")
    )
    stopped_at = models.DateTimeField(_("all sending stopped at"), null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="sending_limits_are_one_row")]


class SpentDay(models.Model):
    """What messages have cost on a day of the network, taken before they are sent: what a budget is held against."""

    day = models.DateField(primary_key=True)
    yuan = models.DecimalField(max_digits=12, decimal_places=3, default=0)
