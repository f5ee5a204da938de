from django.db import models


class PeriodRun(models.Model):
    """A job of the calendar that was done for a period: whoever writes the row does it, a second beat finds it."""

    job = models.CharField(max_length=40)
    period = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "period"], name="period_run_once")]
