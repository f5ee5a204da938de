from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """A person of the network who can log in."""

    first_name = None
    last_name = None
    name = models.CharField(_("name"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    staff_no = models.CharField(_("staff number"), max_length=20, null=True, blank=True, unique=True)

    def get_full_name(self) -> str:
        return self.name or self.username

    def __str__(self) -> str:
        return self.get_full_name()
