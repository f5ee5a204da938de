"""How much of everything a size of the bench does."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    """
    pieces    in the database; growth is measured against a tenth of them
    rounds    how often each leg is run
    batches   of `batch` scans in a leg
    due       fines in a tick
    naive     scans of the slow way in a leg
    reads     of a page in a leg
    seconds   of a leg that is measured by the clock
    imported  customers in a file
    clients   post batches at once, twice as many as processors; single scans come from as many as processors
    """

    pieces: int
    rounds: int = 5
    batches: int = 20
    batch: int = 1000
    due: int = 20_000
    naive: int = 1000
    reads: int = 60
    seconds: int = 10
    clients: int = 4
    single_clients: int = 2
    pgbench_scale: int = 10
    imported: int = 100_000

    @property
    def fewer(self) -> int:
        return self.pieces // 10


SIZES = {
    "tiny": Effort(
        3_000,
        **{"rounds": 1, "batches": 2, "batch": 100, "due": 100, "naive": 20, "reads": 5, "seconds": 1},
        **{"pgbench_scale": 1, "imported": 300},
    ),
    "100k": Effort(100_000, rounds=3, batches=10, seconds=4),
    "1m": Effort(1_000_000),
    "10m": Effort(10_000_000),
}
