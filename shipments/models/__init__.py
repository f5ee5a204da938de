from shipments.models.clocks import Clock
from shipments.models.cods import CashOnDelivery, ReturnReceipt
from shipments.models.devices import ScanDevice, ScanUpload
from shipments.models.duties import ArrivalToJudge, DayTouched, DeliveryRun, PieceArrival
from shipments.models.labels import LabelPrint
from shipments.models.price_tables import NumberBlock, PriceTable, Quotation
from shipments.models.problems import ProblemRecord
from shipments.models.rulebook import RuleEdition
from shipments.models.scans import ScanEvent, ScanKey, ScanKind
from shipments.models.trips import LineHaulTrip
from shipments.models.waybills import Piece, Waybill

__all__ = [
    "ArrivalToJudge",
    "CashOnDelivery",
    "Clock",
    "DayTouched",
    "DeliveryRun",
    "LabelPrint",
    "LineHaulTrip",
    "NumberBlock",
    "Piece",
    "PieceArrival",
    "PriceTable",
    "ProblemRecord",
    "Quotation",
    "ReturnReceipt",
    "RuleEdition",
    "ScanDevice",
    "ScanEvent",
    "ScanKey",
    "ScanKind",
    "ScanUpload",
    "Waybill",
]
