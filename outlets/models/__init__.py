from outlets.models.memberships import Membership
from outlets.models.network import Hub, Outlet, Region

__all__ = ["Hub", "Membership", "Outlet", "Region"]
