"""What carrying a shipment costs, line by line, under one edition of the price table.

Pure. Yuan, kilograms and cm³ are exact; HQ's tables are rows whose JSON comes through `PriceTable.from_data`.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from enum import StrEnum
from itertools import combinations_with_replacement
from typing import Any, Self

from shipments.rules import codec

CENT, GRAM, NOTHING = Decimal("0.01"), Decimal("0.001"), Decimal(0)
_CITY = re.compile(r"(?:省|自治区|^)([^省市区县]{2,8}市)")


class Product(StrEnum):
    SAME_DAY = "same_day"
    NEXT_MORNING = "next_morning"
    NEXT_DAY = "next_day"
    STANDARD = "standard"


class LineKind(StrEnum):
    """What a line of the explanation charges for; MINIMUM is what the lines above fall short of it."""

    FIRST = "first"
    STEPS = "steps"
    MINIMUM = "minimum"
    SUBS = "subs"
    RECEIPT = "receipt"
    COD = "cod"


class NotOffered(ValueError):
    """The price table has no price for this product over this distance."""

    def __init__(self, product: Product, distance: "Distance") -> None:
        super().__init__(f"{product} is not offered over {distance.code}")
        self.product = product
        self.distance = distance


@dataclass(frozen=True, slots=True)
class Group:
    """Cities that are priced alike; the group without cities is everywhere else."""

    code: str
    zh: str
    en: str
    cities: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Distance:
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Route:
    """How far apart two groups are, in either direction."""

    one: str
    other: str
    distance: str


@dataclass(frozen=True, slots=True)
class Price:
    """Up to `first_kg` costs `first_yuan`, each further `step_kg`, once begun, `step_yuan`."""

    product: Product
    distance: str
    first_kg: Decimal
    first_yuan: Decimal
    step_kg: Decimal
    step_yuan: Decimal
    minimum_yuan: Decimal


@dataclass(frozen=True, slots=True)
class CodFee:
    """`per_cent` of the cash on delivery, at least and at most so much."""

    per_cent: Decimal
    least_yuan: Decimal
    most_yuan: Decimal


@dataclass(frozen=True, slots=True)
class PriceTable:
    """
    volumetric_divisor   cm³ that count as one kilogram
    same_city            distance between two places of one city
    sub_yuan             for every sub-waybill
    remit_hours          from collecting cash on delivery to handing it in
    settle_days          from then to paying the sender
    receipt_days         from the signature to the return receipt's being back
    raises               ValueError that names every fault by its path
    """

    number: int
    starts_on: date
    volumetric_divisor: int
    groups: tuple[Group, ...]
    distances: tuple[Distance, ...]
    same_city: str
    routes: tuple[Route, ...]
    prices: tuple[Price, ...]
    cod: CodFee
    receipt_yuan: Decimal
    sub_yuan: Decimal
    remit_hours: int
    settle_days: int
    receipt_days: int

    def __post_init__(self) -> None:
        if faults := [*_group_faults(self), *_route_faults(self), *_price_faults(self)]:
            raise ValueError("; ".join(faults))

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> Self:
        """Build from JSON data.

        raises   ValueError that names every fault by its path
        """
        faults: list[str] = []
        table = _CODEC.read(data, "", faults)
        if faults:
            raise ValueError("; ".join(faults))
        return table

    def to_data(self) -> dict[str, Any]:
        """JSON data that `from_data` builds the same table from."""
        return _CODEC.write(self)

    def distance(self, code: str) -> Distance:
        return next(each for each in self.distances if each.code == code)

    def price(self, product: Product, distance: str) -> Price | None:
        return next((p for p in self.prices if p.product == product and p.distance == distance), None)


@dataclass(frozen=True, slots=True)
class Goods:
    """What is to be carried from where to where.

    origin, destination   addresses or names of cities; all that counts in them is the city
    """

    product: Product
    origin: str
    destination: str
    weight_kg: Decimal
    volume_cm3: int | None = None
    cod_yuan: Decimal | None = None
    subs: int = 0
    receipt: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One charge.

    count   how many of what is charged for: steps, sub-waybills; kilograms of the first weight; yuan of the COD
    rate    what one of them costs; per cent for the COD
    """

    kind: LineKind
    yuan: Decimal
    count: Decimal
    rate: Decimal


@dataclass(frozen=True, slots=True)
class Freight:
    """
    volumetric_kg    None without a volume
    by_volume        whether the volume outweighs the scales; at a tie the scales count
    chargeable_kg    the greater of both, rounded up to a whole step
    """

    yuan: Decimal
    distance: Distance
    volumetric_kg: Decimal | None
    by_volume: bool
    chargeable_kg: Decimal
    lines: tuple[Line, ...]


def freight(table: PriceTable, goods: Goods) -> Freight:
    """The price and its explanation.

    raises   NotOffered
    """
    distance = distance_between(table, goods.origin, goods.destination)
    price = table.price(goods.product, distance.code)
    if price is None:
        raise NotOffered(goods.product, distance)
    volumetric = volumetric_kg(table, goods.volume_cm3)
    weight = max(goods.weight_kg, volumetric or NOTHING)
    steps = _steps(weight, price)
    lines = (*_carriage(price, steps), *_extras(table, goods))
    return Freight(
        yuan=sum((line.yuan for line in lines), Decimal("0.00")),
        distance=distance,
        volumetric_kg=volumetric,
        by_volume=volumetric is not None and volumetric > goods.weight_kg,
        chargeable_kg=price.first_kg + steps * price.step_kg,
        lines=lines,
    )


def volumetric_kg(table: PriceTable, volume_cm3: int | None) -> Decimal | None:
    """To the gram."""
    if not volume_cm3:
        return None
    return (Decimal(volume_cm3) / table.volumetric_divisor).quantize(GRAM, ROUND_HALF_UP)


def distance_between(table: PriceTable, origin: str, destination: str) -> Distance:
    here, there = city_of(table, origin), city_of(table, destination)
    if here and here == there:
        return table.distance(table.same_city)
    ends = {_group(table, here).code, _group(table, there).code}
    route = next(each for each in table.routes if {each.one, each.other} == ends)
    return table.distance(route.distance)


def city_of(table: PriceTable, place: str) -> str:
    """The city that an address or a name speaks of, or ""."""
    text = re.sub(r"\s", "", unicodedata.normalize("NFKC", place))
    cities = [city for group in table.groups for city in group.cities]
    written = sorted((text.index(city), city) for city in cities if city in text)
    if written:
        return written[0][1]
    start = text.partition("省")[2] or text
    spoken = [city for city in cities if start.startswith(city.removesuffix("市"))]
    if spoken:
        return spoken[0]
    other = _CITY.search(text)
    return other[1] if other else ""


def cod_fee(fee: CodFee, cod_yuan: Decimal) -> Decimal:
    share = (cod_yuan * fee.per_cent / 100).quantize(CENT, ROUND_HALF_UP)
    return min(max(share, fee.least_yuan), fee.most_yuan)


def _group(table: PriceTable, city: str) -> Group:
    return next(group for group in table.groups if city in group.cities or not group.cities)


def _steps(weight: Decimal, price: Price) -> Decimal:
    """How many steps beyond the first weight are begun."""
    return ((max(weight, price.first_kg) - price.first_kg) / price.step_kg).to_integral_value(ROUND_CEILING)


def _carriage(price: Price, steps: Decimal) -> Iterator[Line]:
    yield Line(LineKind.FIRST, price.first_yuan, price.first_kg, price.first_yuan)
    if steps:
        yield Line(LineKind.STEPS, steps * price.step_yuan, steps, price.step_yuan)
    short = price.minimum_yuan - price.first_yuan - steps * price.step_yuan
    if short > 0:
        yield Line(LineKind.MINIMUM, short, Decimal(1), price.minimum_yuan)


def _extras(table: PriceTable, goods: Goods) -> Iterator[Line]:
    if goods.subs:
        yield Line(LineKind.SUBS, goods.subs * table.sub_yuan, Decimal(goods.subs), table.sub_yuan)
    if goods.receipt:
        yield Line(LineKind.RECEIPT, table.receipt_yuan, Decimal(1), table.receipt_yuan)
    if goods.cod_yuan:
        yield Line(LineKind.COD, cod_fee(table.cod, goods.cod_yuan), goods.cod_yuan, table.cod.per_cent)


def _twice(names: list[Any]) -> list[Any]:
    return [name for name in dict.fromkeys(names) if names.count(name) > 1]


def _group_faults(table: PriceTable) -> Iterator[str]:
    yield from (f"groups: {code!r} twice" for code in _twice([group.code for group in table.groups]))
    cities = [city for group in table.groups for city in group.cities]
    yield from (f"groups: {city} stands twice" for city in _twice(cities))
    if not table.groups or [not group.cities for group in table.groups].count(True) != 1 or table.groups[-1].cities:
        yield "groups: the last one, and no other, is without cities: it is everywhere else"


def _route_faults(table: PriceTable) -> Iterator[str]:
    distances = [distance.code for distance in table.distances]
    yield from (f"distances: {code!r} twice" for code in _twice(distances))
    if table.same_city not in distances:
        yield f"same_city: {table.same_city!r} is no distance"
    wanted = {frozenset(pair) for pair in combinations_with_replacement([group.code for group in table.groups], 2)}
    given = [frozenset((route.one, route.other)) for route in table.routes]
    for pair in sorted(wanted - set(given), key=sorted):
        yield f"routes: {' and '.join(sorted(pair))} missing"
    yield from (f"routes: {' and '.join(sorted(pair))} twice" for pair in _twice(given))
    yield from (f"routes: {' and '.join(sorted(pair))}: unknown group" for pair in set(given) - wanted)
    for place, route in enumerate(table.routes):
        if route.distance not in distances:
            yield f"routes[{place}].distance: {route.distance!r} is no distance"


def _price_faults(table: PriceTable) -> Iterator[str]:
    distances = {distance.code for distance in table.distances}
    keys = [(price.product, price.distance) for price in table.prices]
    yield from (f"prices: {product} over {distance} twice" for product, distance in _twice(keys))
    if not table.prices:
        yield "prices: should hold at least one"
    for place, price in enumerate(table.prices):
        if price.distance not in distances:
            yield f"prices[{place}].distance: {price.distance!r} is no distance"
    if table.cod.least_yuan > table.cod.most_yuan:
        yield "cod.least_yuan: must not be more than most_yuan"


_WEIGHT = codec.decimal(3, "0.001", "1000")
_NAMED = {"code": codec.text, "zh": codec.text, "en": codec.text}
_CODEC = codec.record(
    PriceTable,
    number=codec.whole(1, 10**6),
    starts_on=codec.day,
    volumetric_divisor=codec.whole(1000, 20000),
    groups=codec.rows(codec.record(Group, **_NAMED, cities=codec.rows(codec.text))),
    distances=codec.rows(codec.record(Distance, **_NAMED)),
    same_city=codec.text,
    routes=codec.rows(codec.record(Route, one=codec.text, other=codec.text, distance=codec.text)),
    prices=codec.rows(
        codec.record(
            Price,
            product=codec.choice(Product),
            distance=codec.text,
            first_kg=_WEIGHT,
            first_yuan=codec.money,
            step_kg=_WEIGHT,
            step_yuan=codec.money,
            minimum_yuan=codec.money,
        )
    ),
    cod=codec.record(CodFee, per_cent=codec.decimal(2, "0", "100"), least_yuan=codec.money, most_yuan=codec.money),
    receipt_yuan=codec.money,
    sub_yuan=codec.money,
    remit_hours=codec.whole(1, 720),
    settle_days=codec.whole(1, 60),
    receipt_days=codec.whole(1, 60),
)
