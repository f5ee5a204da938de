"""Who delivers where in the demo network: a service-range table of every place it knows. Pure.

A place without an outlet belongs to the nearest one of its district that has any, or to nobody: such towns are out of
area, as are the places of counties that the list does not name.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from crm.home.demo.blueprint import OutletPlan
from crm.home.demo.places import CITIES, City, Place, places

PROVINCE = "广东省"
#: Outside the province, nobody: the first questions of a counter that sends further.
BEYOND = (("湖南省", "长沙市"), ("湖北省", "武汉市"), ("江苏省", "苏州市"), ("浙江省", "义乌市"))
STREETS_UNKNOWN, COUNTRY, ALONG, NOT_OURS = "街道不详时", "未列出的乡镇超区", "由邻近网点派送", "未开通，可转寄邮政"


@dataclass(frozen=True, slots=True)
class Range:
    """`outlet` is a code, or "" where nobody delivers."""

    province: str
    city: str
    district: str
    town: str
    outlet: str
    remark: str


def ranges(plans: Iterable[OutletPlan]) -> Iterator[Range]:
    """One row a town, one for the rest of each district, one for what lies beyond."""
    homes = {(plan.place.city.name, plan.place.district, plan.place.town): plan.code for plan in plans}
    first: dict[tuple[str, str], str] = {}
    for (city, district, _place), code in homes.items():
        first.setdefault((city, district), code)
    for place in places():
        yield _town(place, homes, first)
    for city in CITIES:
        yield from _rest(city, first)
    for province, city in BEYOND:
        yield Range(province, city, "", "", "", NOT_OURS)


def _town(place: Place, homes: dict[tuple[str, str, str], str], first: dict[tuple[str, str], str]) -> Range:
    city = place.city.name
    own = homes.get((city, place.district, place.town), "")
    near = "" if own or place.is_country_town else first.get((city, place.district), "")
    remark = "" if own else ALONG if near else COUNTRY
    return Range(PROVINCE, city, place.district, place.town, own or near, remark)


def _rest(city: City, first: dict[tuple[str, str], str]) -> Iterator[Range]:
    districts = dict.fromkeys(line.strip().partition(":")[0] for line in city.towns.strip().split("\n"))
    for district in districts:
        if district.endswith("区"):
            code = first.get((city.name, district), "")
            yield Range(PROVINCE, city.name, district, "", code, STREETS_UNKNOWN if code else COUNTRY)
        elif district:
            yield Range(PROVINCE, city.name, district, "", "", COUNTRY)
