"""Which fines a relief order waives.

Pure. The text knows no relief; networks grant it for whole outlets and days (豁免令), and every waived fine stays
visible as waived.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Relief:
    """
    since, until   business days, both included
    outlet         its key, or None
    region         its key, or None; without outlet and region it is the whole network
    charges        empty: every charge
    """

    since: date
    until: date
    outlet: int | None = None
    region: int | None = None
    charges: Collection[str] = ()


def covers(relief: Relief, *, outlet: int, region: int, day: date, charge: str) -> bool:
    """Whether a fine of that outlet (in that region), business day and charge is waived."""
    return (
        relief.since <= day <= relief.until
        and relief.outlet in (None, outlet)
        and relief.region in (None, region)
        and (not relief.charges or charge in relief.charges)
    )
