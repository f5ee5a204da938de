from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from shipments.models.problems import ProblemRecord


class ProblemFollowUp(models.Model):
    """One step towards the end of a problem piece: what came of asking, and when to ask again. Never changed."""

    class Outcome(models.TextChoices):
        IN_TALKS = "in_talks", _("Still talking")
        DATA_WANTED = "data_wanted", _("The customer is to correct the data")
        CONTINUE = "continue", _("Goes on to the receiver")
        CONTINUE_PAID = "continue_paid", _("Goes on, and is compensated")
        FOUND = "found", _("Found, goes on to the receiver")
        STATE_CHANGED = "state_changed", _("State of the parcel corrected")
        RETURN = "return", _("Goes back to the sender")
        RETURN_PAID = "return_paid", _("Goes back, and is compensated")
        PAID = "paid", _("Compensated")
        CLOSED = "closed", _("Closed: nothing paid, nothing sent back")

    event_id = models.UUIDField(unique=True, help_text="Of the form that was sent: sent twice it is one step.")
    problem = models.ForeignKey(ProblemRecord, on_delete=models.CASCADE, related_name="follow_ups")
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome.choices)
    note = models.CharField(_("note"), max_length=500, blank=True)
    next_at = models.DateTimeField(_("ask again"), null=True, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
