"""Next steps: whose they are."""

from django.db.models import Q, QuerySet

from crm.accounts.models import User
from customers.models import Task
from outlets.access import access_of


def tasks_of_person(user: User) -> QuerySet[Task]:
    """Open steps that are left to this person, or to a part that the person plays where the customer belongs."""
    access = access_of(user)
    mine = Q(owner=user)
    for role, outlet in access.posts:
        mine |= Q(role=role, outlet=outlet)
    if access.network:
        mine |= Q(role__in=[str(role) for role in access.roles])
    return Task.objects.visible_to(user).open().filter(mine)
