from shipments.quality.models.figures import OutletDay
from shipments.quality.models.fines import Fine, LedgerEntry
from shipments.quality.models.replays import Replay
from shipments.quality.models.violations import Violation

__all__ = ["Fine", "LedgerEntry", "OutletDay", "Replay", "Violation"]
