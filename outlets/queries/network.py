"""Reads of the network that several pages share."""

from django.db.models import Prefetch, QuerySet

from crm.accounts.models import User
from crm.accounts.roles import HQ_ROLES, NETWORK_EDITORS, Role
from outlets.access import Access, access_of
from outlets.models import Membership, Outlet


def staff_seen_by(user: object) -> QuerySet[User]:
    """The people somebody may see, each with `posts`: those of their roles that this somebody may see.

    Headquarters see all, managers and clerks who have a role where they have one.
    """
    posts = Membership.objects.visible_to(user).select_related("outlet").order_by("role", "outlet__code")
    people = User.objects.prefetch_related(Prefetch("memberships", posts, to_attr="posts"))
    access = access_of(user)
    if access.network:
        return people
    return people.filter(pk__in=Membership.objects.visible_to(user).values("user"))


def staff_at(outlet: Outlet) -> QuerySet[Membership]:
    return Membership.objects.filter(outlet=outlet, user__is_active=True).select_related("user").order_by("role", "id")


def outlets_managed_by(user: object) -> QuerySet[Outlet]:
    """Where somebody may give and take the roles of an outlet."""
    access = access_of(user)
    if access.has(NETWORK_EDITORS):
        return Outlet.objects.all()
    return Outlet.objects.filter(pk__in=[outlet for role, outlet in access.posts if role == Role.MANAGER])


def may_manage(access: Access, person: User) -> bool:
    """Whether somebody may make passwords for this person and close the login.

    Of those with a role at headquarters, only an administrator may: a password is all that the role can do.
    """
    if person.is_superuser or person.memberships.filter(role__in=HQ_ROLES).exists():
        return Role.ADMINISTRATOR in access.roles
    return access.has(NETWORK_EDITORS)


def may_make_password(access: Access, person: User) -> bool:
    """Also a manager, for couriers and clerks who work nowhere but at outlets of the own."""
    if may_manage(access, person):
        return True
    if person.is_superuser:
        return False
    posts = list(person.memberships.values_list("role", "outlet_id"))
    return bool(posts) and all(role != Role.MANAGER and access.manages(outlet) for role, outlet in posts)
