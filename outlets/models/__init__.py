from outlets.models.call_scripts import CallScript
from outlets.models.documents import Document, DocumentReading, DocumentVersion
from outlets.models.memberships import Membership
from outlets.models.network import Hub, Outlet, Region
from outlets.models.notices import Notice, NoticeReading, NoticeReminder, NoticeVersion
from outlets.models.saved_views import SavedView
from outlets.models.service_areas import ServiceArea
from outlets.models.training import RoleDemand, TrainingCourse, TrainingRecord

__all__ = [
    "CallScript",
    "Document",
    "DocumentReading",
    "DocumentVersion",
    "Hub",
    "Membership",
    "Notice",
    "NoticeReading",
    "NoticeReminder",
    "NoticeVersion",
    "Outlet",
    "Region",
    "RoleDemand",
    "SavedView",
    "ServiceArea",
    "TrainingCourse",
    "TrainingRecord",
]
