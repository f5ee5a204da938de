"""Whose rows may somebody see? The one answer every `visible_to` asks for."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import connection

from crm.accounts.roles import HQ_ROLES, NETWORK_EDITORS, Role


@dataclass(frozen=True, slots=True)
class Access:
    """What one principal may see.

    network      True: every outlet
    outlet_ids   else these
    roles        the roles held anywhere; empty for a partner's key
    posts        which role where; headquarters' are in `roles` alone
    """

    network: bool
    outlet_ids: frozenset[int]
    roles: frozenset[Role]
    posts: frozenset[tuple[Role, int]] = frozenset()

    def has(self, wanted: Iterable[Role]) -> bool:
        return not self.roles.isdisjoint(wanted)

    def manages(self, outlet_id: int) -> bool:
        return (Role.MANAGER, outlet_id) in self.posts

    def may_grant(self, role: Role, outlet_id: int | None) -> bool:
        """Headquarters' roles come from an administrator alone; a manager gives those of the own outlet."""
        if role in HQ_ROLES:
            return Role.ADMINISTRATOR in self.roles
        return self.has(NETWORK_EDITORS) or (outlet_id is not None and self.manages(outlet_id))

    @property
    def only_outlet_id(self) -> int | None:
        """The outlet of somebody who belongs to exactly one."""
        return next(iter(self.outlet_ids)) if len(self.outlet_ids) == 1 else None


NOTHING = Access(network=False, outlet_ids=frozenset(), roles=frozenset())
#: Who sits at the command line may do everything.
OPERATOR = Access(network=True, outlet_ids=frozenset(), roles=frozenset(Role))


def access_of(user: object) -> Access:
    """The access of a user or of a partner principal, read once per request.

    user   accounts.User, AnonymousUser, or an object with `outlet_codes` (crm.partners.authentication)
    """
    kept = getattr(user, "_access", None)
    if kept is None:
        kept = _read(user)
        user._access = kept  # type: ignore[attr-defined]
    return kept


def may_edit_network(user: object) -> bool:
    return access_of(user).has(NETWORK_EDITORS)


def _read(user: object) -> Access:
    codes = getattr(user, "outlet_codes", None)
    if codes is not None:
        return Access(network=not codes, outlet_ids=_ids_of(codes) if codes else frozenset(), roles=frozenset())
    if not getattr(user, "is_active", False) or getattr(user, "pk", None) is None:
        return NOTHING
    rows = _memberships_of(user.pk)  # type: ignore[attr-defined]
    roles = frozenset(Role(role) for role, _ in rows)
    superuser = bool(getattr(user, "is_superuser", False))
    return Access(
        network=superuser or not roles.isdisjoint(HQ_ROLES),
        outlet_ids=frozenset(outlet for _, outlet in rows if outlet is not None),
        roles=roles | {Role.ADMINISTRATOR} if superuser else roles,
        posts=frozenset((Role(role), outlet) for role, outlet in rows if outlet is not None),
    )


# Two small reads in plain SQL: models ask this module, so it cannot import them.
def _memberships_of(user_id: int) -> list[tuple[str, int | None]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT role, outlet_id FROM outlets_membership WHERE user_id = %s", [user_id])
        return cursor.fetchall()


def _ids_of(codes: Iterable[str]) -> frozenset[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM outlets_outlet WHERE code = ANY(%s)", [list(codes)])
        return frozenset(row[0] for row in cursor.fetchall())


def admit(user: object, roles: Iterable[Role]) -> Access:
    """The access of somebody who plays one of these parts; anybody else is told that this is not theirs.

    raises   PermissionDenied
    """
    access = access_of(user)
    if not access.has(roles):
        raise PermissionDenied
    return access
