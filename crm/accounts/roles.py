"""The parts people play in the network. Who plays which, and where, stands in `outlets.models.Membership`."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Four roles at an outlet, six at headquarters."""

    MANAGER = "manager", _("Outlet manager")
    COURIER = "courier", _("Courier")
    WAYBILL_CLERK = "waybill_clerk", _("Waybill clerk")
    SERVICE_CLERK = "service_clerk", _("Customer-service clerk")
    INSPECTOR = "inspector", _("Quality inspector")
    APPEALS_SUPERVISOR = "appeals_supervisor", _("Appeals supervisor")
    CRG = "crg", _("Customer-relations group")
    OPERATIONS = "operations", _("Operations")
    EXECUTIVE = "executive", _("Executive")
    ADMINISTRATOR = "administrator", _("Administrator")


OUTLET_ROLES = frozenset({Role.MANAGER, Role.COURIER, Role.WAYBILL_CLERK, Role.SERVICE_CLERK})
HQ_ROLES = frozenset(Role) - OUTLET_ROLES

#: Who may change the network's own data: outlets, staff, trips, rule book, imports.
NETWORK_EDITORS = frozenset({Role.OPERATIONS, Role.ADMINISTRATOR})
#: Who may change the rule book.
RULE_EDITORS = frozenset({Role.INSPECTOR, Role.ADMINISTRATOR})
#: Who may write what is said on the telephone.
SCRIPT_EDITORS = frozenset({Role.CRG, Role.ADMINISTRATOR})
#: Who may follow up what an outlet has registered as a problem: its own people, and for them these of headquarters. The
#: quality inspector, who judges it, does not.
PROBLEM_FOLLOWERS = OUTLET_ROLES | NETWORK_EDITORS | {Role.CRG}
#: Who keeps customer files: who stands at the counter or talks with customers, and for them these of headquarters.
FILE_KEEPERS = (OUTLET_ROLES - {Role.COURIER}) | NETWORK_EDITORS | {Role.CRG}
#: Who may take a person out of the network's memory, and who says which fields a file has.
ANONYMISERS = frozenset({Role.MANAGER, Role.CRG, Role.ADMINISTRATOR})
FIELD_EDITORS = NETWORK_EDITORS | {Role.CRG}
