from shipments.models.clocks import Clock
from shipments.models.devices import ScanDevice, ScanUpload
from shipments.models.duties import ArrivalToJudge, DayTouched, DeliveryRun, PieceArrival
from shipments.models.problems import ProblemRecord
from shipments.models.rulebook import RuleEdition
from shipments.models.scans import ScanEvent, ScanKey, ScanKind
from shipments.models.trips import LineHaulTrip
from shipments.models.waybills import Piece, Waybill

__all__ = [
    "ArrivalToJudge",
    "Clock",
    "DayTouched",
    "DeliveryRun",
    "LineHaulTrip",
    "Piece",
    "PieceArrival",
    "ProblemRecord",
    "RuleEdition",
    "ScanDevice",
    "ScanEvent",
    "ScanKey",
    "ScanKind",
    "ScanUpload",
    "Waybill",
]
