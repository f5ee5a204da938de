from shipments.models.calls import Call, CallRetry
from shipments.models.clocks import Clock
from shipments.models.cods import CashOnDelivery, ReturnReceipt
from shipments.models.day_log import DayNote
from shipments.models.devices import ScanDevice, ScanUpload
from shipments.models.duties import ArrivalToJudge, DayTouched, DeliveriesTold, DeliveryRun, PieceArrival
from shipments.models.labels import LabelPrint
from shipments.models.negotiations import Negotiation
from shipments.models.pictures import Picture
from shipments.models.price_tables import NumberBlock, PriceTable, Quotation
from shipments.models.problem_drafts import ProblemDraft
from shipments.models.problem_follow_ups import ProblemFollowUp
from shipments.models.problem_reasons import ProblemReason
from shipments.models.problems import ProblemRecord
from shipments.models.rulebook import RuleEdition
from shipments.models.scans import ScanEvent, ScanKey, ScanKind
from shipments.models.sign_drafts import SignDraft
from shipments.models.snoozes import DutySnooze
from shipments.models.trips import LineHaulTrip
from shipments.models.waybills import Piece, Waybill

__all__ = [
    "ArrivalToJudge",
    "Call",
    "CallRetry",
    "CashOnDelivery",
    "Clock",
    "DayNote",
    "DayTouched",
    "DeliveriesTold",
    "DeliveryRun",
    "DutySnooze",
    "LabelPrint",
    "LineHaulTrip",
    "Negotiation",
    "NumberBlock",
    "Picture",
    "Piece",
    "PieceArrival",
    "PriceTable",
    "ProblemDraft",
    "ProblemFollowUp",
    "ProblemReason",
    "ProblemRecord",
    "Quotation",
    "ReturnReceipt",
    "RuleEdition",
    "ScanDevice",
    "ScanEvent",
    "ScanKey",
    "ScanKind",
    "ScanUpload",
    "SignDraft",
    "Waybill",
]
