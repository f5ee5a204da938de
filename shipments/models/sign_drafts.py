from django.conf import settings
from django.db import models


class SignDraft(models.Model):
    """What somebody has typed of a batch of signatures and not yet sent; one a person.

    Names of signers are personal data: they are kept here until the batch is sent or the draft is old, and in no
    browser.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")
    batch = models.UUIDField(help_text="The events of its rows have their ids from it.")
    grid = models.JSONField(help_text="rows and what holds for all of them, as the page sent it.")
    saved_at = models.DateTimeField()
