from shipments.quality.models.appeals import Appeal, AppealEvidence
from shipments.quality.models.figures import OutletDay
from shipments.quality.models.fines import Fine, FineReply
from shipments.quality.models.ledger import LedgerEntry, ReliefOrder, Statement
from shipments.quality.models.notices import FineNotice
from shipments.quality.models.radar import RadarHit, Score
from shipments.quality.models.replays import Replay
from shipments.quality.models.reviews import ProblemReview, SpotCheck, SpotCheckItem, Verdict, WeightCheck
from shipments.quality.models.simulations import SimulatedFines, Simulation
from shipments.quality.models.violations import Violation

__all__ = [
    "Appeal",
    "AppealEvidence",
    "Fine",
    "FineNotice",
    "FineReply",
    "LedgerEntry",
    "OutletDay",
    "ProblemReview",
    "RadarHit",
    "Replay",
    "ReliefOrder",
    "Score",
    "SimulatedFines",
    "Simulation",
    "SpotCheck",
    "SpotCheckItem",
    "Statement",
    "Verdict",
    "Violation",
    "WeightCheck",
]
