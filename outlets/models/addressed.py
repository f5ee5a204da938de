"""What is addressed to outlet staff and has to be read: who is asked, in which version, and who has read it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import OUTLET_ROLES, Role
from outlets.access import access_of
from outlets.models.memberships import Membership
from outlets.models.network import Outlet


class AddressedQuerySet(models.QuerySet):
    def visible_to(self, user: object) -> Self:
        """Headquarters see all; staff what is addressed to one of their posts, a manager or a partner's key what is
        addressed to anybody of the outlet.
        """
        access = access_of(user)
        if access.network:
            return self
        keys = {(Role.MANAGER, outlet) for outlet in access.outlet_ids if not access.posts}
        return self._addressed_to(access.posts | keys, managers_see_all=True).filter(withdrawn_at=None)

    def asked_of(self, user: object) -> Self:
        """Those in force that this person has to read."""
        return self._addressed_to(access_of(user).posts, managers_see_all=False).filter(withdrawn_at=None)

    def unread_by(self, user: User) -> Self:
        """Those to read whose newest version this person has not confirmed."""
        readings = self.model._meta.get_field("current").related_model._meta.get_field("readings").related_model
        read = readings.objects.filter(version=OuterRef("current"), user=user.pk)
        return self.asked_of(user).filter(~Exists(read))

    def _addressed_to(self, posts: Iterable[tuple[Role, int]], *, managers_see_all: bool) -> Self:
        roles_at: dict[int, set[str]] = defaultdict(set)
        for role, outlet in posts:
            roles_at[outlet].add(str(role))
        audience = self.model.outlets.through.objects.filter(**{self.model._meta.model_name: OuterRef("pk")})
        mine = Q(pk__in=[])
        for outlet, roles in sorted(roles_at.items()):
            here = Q(everywhere=True) | Exists(audience.filter(outlet=outlet))
            whole = managers_see_all and Role.MANAGER in roles
            mine |= here if whole else here & (Q(roles=[]) | Q(roles__overlap=sorted(roles)))
        return self.filter(mine)


class Addressed(models.Model):
    """Something addressed to outlet staff; `current` is its newest version."""

    everywhere = models.BooleanField(_("for all outlets"), default=True)
    outlets = models.ManyToManyField(Outlet, blank=True, related_name="+", verbose_name=_("outlets"))
    roles = ArrayField(
        models.CharField(max_length=20, choices=Role.choices),
        default=list,
        blank=True,
        verbose_name=_("roles"),
        help_text=_("Without a choice: for all roles."),
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AddressedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(roles__contained_by=[str(role) for role in sorted(OUTLET_ROLES)]),
                name="%(class)s_for_outlet_roles",
            )
        ]

    def posts_asked(self) -> models.QuerySet[Membership]:
        """The posts whose holders have to read it."""
        posts = Membership.objects.filter(role__in=self.roles or [str(role) for role in OUTLET_ROLES])
        return posts if self.everywhere else posts.filter(outlet__in=self.outlets.values("pk"))

    def people_asked(self) -> models.QuerySet[User]:
        return User.objects.filter(pk__in=self.posts_asked().values("user"), is_active=True)


class Reading(models.Model):
    """Somebody's word to have read one `version`; a new version asks again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True
