"""People of the network: who they are, and which parts they play where."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from crm.accounts.models import User
from crm.accounts.roles import HQ_ROLES, Role
from crm.audit.services.recording import record_act
from crm.shared.errors import Refused
from outlets.access import Access
from outlets.models import Membership, Outlet
from outlets.services.training import demand_training

#: No letter or digit that is read as another one.
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True, slots=True)
class NewPerson:
    username: str
    name: str
    staff_no: str
    phone: str = ""


def create_person(new: NewPerson, *, by: object, at: datetime) -> User:
    """A person who can be given roles, and cannot log in before a password is made.

    raises   Refused when the login name or the staff number is taken
    writes   accounts_user, audit_auditentry
    """
    person = User(username=new.username, name=new.name, staff_no=new.staff_no or None, phone=new.phone)
    person.set_unusable_password()
    try:
        with transaction.atomic():
            person.save(force_insert=True)
            record_act("person.create", subject_of(person), by=by, at=at)
    except IntegrityError as clash:
        raise Refused(_("This login name or staff number is taken."), code="person_exists") from clash
    return person


@transaction.atomic
def change_person(person: User, changes: Mapping[str, str], *, by: object, at: datetime) -> bool:
    """Set name or phone; a phone number is not written into the audit trail. Returns whether anything changed."""
    changed = {name: value for name, value in changes.items() if getattr(person, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(person, name, value)
        person.save(update_fields=list(changed))
        record_act("person.change", subject_of(person), by=by, at=at, detail={"fields": sorted(changed)})
    return bool(changed)


@transaction.atomic
def make_password(person: User, *, by: object, at: datetime) -> str:
    """A new password, told once to whoever asked and kept only as a hash; the old one ends.

    writes   accounts_user, audit_auditentry
    """
    password = "-".join("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
    person.set_password(password)
    person.save(update_fields=["password"])
    record_act("person.password", subject_of(person), by=by, at=at)
    return password


@transaction.atomic
def set_active(person: User, *, active: bool, by: object, at: datetime) -> None:
    """Open or close somebody's login; the person's past stays.

    raises   Refused when it is one's own
    """
    if person == by:
        raise Refused(_("You cannot close your own login: ask another administrator."), code="own_login")
    if person.is_active != active:
        person.is_active = active
        person.save(update_fields=["is_active"])
        record_act("person.open" if active else "person.close", subject_of(person), by=by, at=at)


def give_role(
    person: User, role: Role, *, outlet: Outlet | None, access: Access, by: object, at: datetime
) -> tuple[Membership, bool]:
    """Give a part to play; giving it again changes nothing. The second value says whether it is new.

    raises   Refused when the giver may not, the role and the outlet do not fit together, or the role demands a
             training that the person has not passed
    writes   outlets_membership, audit_auditentry
    """
    if (role in HQ_ROLES) != (outlet is None):
        raise Refused(_("A role at an outlet needs the outlet; one at headquarters has none."), code="role_outlet")
    if not access.may_grant(role, outlet.pk if outlet else None):
        raise Refused(_("You may not give this role: ask an administrator."), code="role_forbidden")
    if not Membership.objects.filter(user=person, role=role, outlet=outlet).exists():
        demand_training(person, role, at=at)
    with transaction.atomic():
        membership, new = Membership.objects.get_or_create(user=person, role=role, outlet=outlet)
        if new:
            record_act("role.give", subject_of(person), by=by, at=at, detail=_post(membership))
    return membership, new


@transaction.atomic
def take_role(membership: Membership, *, access: Access, by: object, at: datetime) -> None:
    """End a part that somebody plays.

    raises   Refused when it is one's own, or the taker may not
    writes   outlets_membership, audit_auditentry
    """
    if membership.user == by:
        raise Refused(_("You cannot take a role from yourself: ask somebody else."), code="own_role")
    if not access.may_grant(Role(membership.role), membership.outlet_id):
        raise Refused(_("You may not take this role: ask an administrator."), code="role_forbidden")
    detail = _post(membership)
    if Membership.objects.filter(pk=membership.pk).delete()[0]:
        record_act("role.take", subject_of(membership.user), by=by, at=at, detail=detail)


def subject_of(person: User) -> str:
    return f"accounts.user:{person.username}"


def _post(membership: Membership) -> dict[str, str]:
    return {"role": membership.role, "outlet": membership.outlet.code if membership.outlet else ""}
