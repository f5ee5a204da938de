"""What a door of the house is, and who the parts are that may open some of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from crm.accounts.roles import (
    HQ_ROLES,
    NETWORK_EDITORS,
    OUTLET_ROLES,
    RULE_EDITORS,
    SCRIPT_EDITORS,
    Role,
)

Who = frozenset[Role]
EVERYBODY: Who = frozenset(Role)
HQ: Who = HQ_ROLES
OUTLET: Who = OUTLET_ROLES
NETWORK: Who = NETWORK_EDITORS
RULES: Who = RULE_EDITORS
SCRIPTS: Who = SCRIPT_EDITORS
CLERKS: Who = frozenset({Role.MANAGER, Role.WAYBILL_CLERK, Role.SERVICE_CLERK})
MANAGERS_AND_NETWORK: Who = NETWORK_EDITORS | {Role.MANAGER}
#: Who brings customers as files.
IMPORTERS: Who = NETWORK_EDITORS | {Role.MANAGER, Role.CRG}
#: Who speaks for an outlet about its fines, and who decides appeals.
SPEAKERS: Who = frozenset({Role.MANAGER, Role.SERVICE_CLERK})
DECIDERS: Who = frozenset({Role.INSPECTOR, Role.APPEALS_SUPERVISOR})
#: Who asks for a relief order, and who approves it.
PROPOSERS: Who = DECIDERS | {Role.OPERATIONS}
APPROVERS: Who = frozenset({Role.APPEALS_SUPERVISOR, Role.EXECUTIVE})


@dataclass(frozen=True, slots=True)
class Door:
    """
    may      method → parts that may use it; a method that is not named answers 405
    row      how the address names a row of outlet `a` or `b`; None when it names none
    shared   True when the row belongs to no outlet, so that nobody is foreign to it
    public   True when no login is needed
    absent   True when it may answer 404: there is nothing to show before it is set up
    token    True when a phone's token opens it instead of a login; without one it answers 401
    """

    may: dict[str, Who] = field(default_factory=dict)
    row: Callable[[Any], dict[str, Any]] | None = None
    shared: bool = False
    public: bool = False
    absent: bool = False
    token: bool = False


def look(who: Who = EVERYBODY, **more: Any) -> Door:
    return Door({"GET": who}, **more)


def form(who: Who = EVERYBODY, **more: Any) -> Door:
    return Door({"GET": who, "POST": who}, **more)


def act(who: Who = EVERYBODY, **more: Any) -> Door:
    return Door({"POST": who}, **more)


@dataclass(frozen=True, slots=True)
class Gate:
    """A door of the partner API.

    may   method → scope it asks for; "" is open to every key
    row   as for pages
    """

    may: dict[str, str]
    row: Callable[[Any], dict[str, Any]] | None = None
    public: bool = False
