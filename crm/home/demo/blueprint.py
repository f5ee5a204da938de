"""The demo network on paper: the outlets of any size of it, always the same ones. Pure."""

from dataclasses import dataclass
from datetime import time

from crm.home.demo.places import REGION_PREFIX, Place, places
from outlets.rules.outlet_kind import OutletKind

ALL_OUTLETS = 380


@dataclass(frozen=True, slots=True)
class OutletPlan:
    """`busy` outlets have a midday truck and longer hours; a share of `trade` is theirs."""

    code: str
    name: str
    place: Place
    kind: OutletKind
    franchise: bool
    self_run_vehicle: bool
    opens_at: time
    closes_at: time

    @property
    def region_code(self) -> str:
        return REGION_PREFIX + self.place.city.region

    @property
    def hub_code(self) -> str:
        return REGION_PREFIX + self.place.city.hub


def outlets(count: int = ALL_OUTLETS) -> list[OutletPlan]:
    """So many outlets, spread evenly over the list of places; the first is 东莞虎门."""
    everywhere = list(places())
    if not 1 <= count <= len(everywhere):
        raise ValueError(f"The place list has room for 1 to {len(everywhere)} outlets, not {count}")
    chosen = [everywhere[position * len(everywhere) // count] for position in range(count)]
    names = _names(chosen)
    return [
        _outlet(number, place, name) for number, (place, name) in enumerate(zip(chosen, names, strict=True), start=1)
    ]


def samples(plans: list[OutletPlan]) -> list[OutletPlan]:
    """The two outlets that people log in at: a same-day one, and the first that is not, if there is any."""
    other = next((plan for plan in plans if plan.kind is OutletKind.NON_SAME_DAY), None)
    return [plans[0]] if other is None else [plans[0], other]


def _outlet(number: int, place: Place, name: str) -> OutletPlan:
    country = place.is_country_town
    return OutletPlan(
        code=f"GD{number:03d}",
        name=name,
        place=place,
        kind=OutletKind.NON_SAME_DAY if country or number % 12 == 2 else OutletKind.SAME_DAY,
        franchise=number % 6 != 1,
        self_run_vehicle=number % 5 == 1,
        opens_at=time(7, 30) if place.city.reach == 2 else time(7),
        closes_at=time(20) if country else time(21, 30),
    )


def _names(chosen: list[Place]) -> list[str]:
    """City and town; where one name would stand twice, the district between them."""
    short = [_short(place.city.name) + _short(place.town) for place in chosen]
    return [
        name if short.count(name) == 1 else _short(place.city.name) + _short(place.district) + _short(place.town)
        for name, place in zip(short, chosen, strict=True)
    ]


def _short(name: str) -> str:
    cut = name.removesuffix("街道")
    if cut == name:
        cut = name[:-1] if len(name) > 2 and name[-1] in "市区县镇" else name
    return cut
