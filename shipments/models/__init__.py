from shipments.models.clocks import Clock
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
    "ScanEvent",
    "ScanKey",
    "ScanKind",
    "Waybill",
]
