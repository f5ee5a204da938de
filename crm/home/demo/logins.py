"""The demo network's logins: one a role at a sample outlet and at headquarters, one password for all.

The password is no secret: the login page prints it while the demo network is loaded, and nowhere else do these
users exist.
"""

from dataclasses import dataclass

from crm.accounts.roles import Role
from crm.home.demo.places import REGION_PREFIX
from outlets.models import Region

USERNAME_PREFIX = "demo-"
PASSWORD = "yike-demo"


@dataclass(frozen=True, slots=True)
class Login:
    """
    sample    0 for the first sample outlet, 1 for the second, None for headquarters
    """

    username: str
    role: Role
    name: str
    sample: int | None = None


LOGINS = (
    Login("demo-manager", Role.MANAGER, "陈示范", 0),
    Login("demo-courier", Role.COURIER, "李示范", 0),
    Login("demo-waybill", Role.WAYBILL_CLERK, "黄示范", 0),
    Login("demo-service", Role.SERVICE_CLERK, "林示范", 0),
    Login("demo-manager2", Role.MANAGER, "梁示范", 1),
    Login("demo-inspector", Role.INSPECTOR, "周示范"),
    Login("demo-appeals", Role.APPEALS_SUPERVISOR, "何示范"),
    Login("demo-crg", Role.CRG, "郑示范"),
    Login("demo-operations", Role.OPERATIONS, "罗示范"),
    Login("demo-executive", Role.EXECUTIVE, "曾示范"),
    Login("demo-admin", Role.ADMINISTRATOR, "苏示范"),
)


def demo_is_loaded() -> bool:
    """Whether this database holds the demo network: then nothing may be sent to anybody."""
    return Region.objects.filter(code__startswith=REGION_PREFIX).exists()
