from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.roles import HQ_ROLES, OUTLET_ROLES, Role
from outlets.access import access_of
from outlets.models.network import Outlet


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, user: object) -> Self:
        access = access_of(user)
        return self if access.network else self.filter(outlet_id__in=access.outlet_ids)


class Membership(models.Model):
    """One role of one person: at an outlet, or at headquarters (then without an outlet)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    outlet = models.ForeignKey(
        Outlet, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships", verbose_name=_("outlet")
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["outlet", "role", "user"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "outlet"], nulls_distinct=False, name="membership_once_per_role_and_outlet"
            ),
            models.CheckConstraint(
                condition=Q(role__in=[str(r) for r in sorted(OUTLET_ROLES)], outlet__isnull=False)
                | Q(role__in=[str(r) for r in sorted(HQ_ROLES)], outlet__isnull=True),
                name="membership_outlet_fits_role",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}"
