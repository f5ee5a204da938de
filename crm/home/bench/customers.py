"""A million made-up customers in an empty database, and what each of them is found by."""

import io
from collections.abc import Callable, Iterator
from datetime import datetime
from random import Random

from django.db import connection

from crm.home.bench.filling import make_outlets
from crm.home.demo.names import person, phone
from crm.home.sql import bench_customers as sql
from customers.services.searching import refresh_missing
from outlets.models import Outlet

OUTLETS, FEW_OUTLETS, SMALL = 400, 6, 10_000
PERSONS = 0.3
STEP = 50_000
_BRANDS = (
    "东海西山南北中华金银宝龙凤祥瑞兴旺盛达通顺发利丰泰安康宏伟光明新星美佳雅诚信德和平正大永恒长远天地人文玉石云风雷电"
)
_TRADES = (
    "服饰",
    "电子",
    "五金",
    "塑胶",
    "玩具",
    "灯饰",
    "家具",
    "陶瓷",
    "皮具",
    "茶叶",
    "印刷",
    "汽配",
    "模具",
    "文具",
)
_FORMS = ("有限公司", "贸易有限公司", "厂", "商行", "经营部")
_TOWNS = ("虎门", "长安", "厚街", "塘厦", "石龙", "小榄", "古镇", "狮岭", "新塘", "大沥", "乐从", "容桂")


def fill_customers(count: int, *, at: datetime, say: Callable[[str], None]) -> None:
    """Firms and persons in equal parts of all outlets. The index over the terms is built at the end, sorted once."""
    outlets = make_outlets(OUTLETS if count >= SMALL else FEW_OUTLETS)
    rng = Random("customers")
    with connection.cursor() as cursor:
        cursor.execute(sql.PATIENT)
        cursor.execute(sql.NO_INDEX)
        cursor.execute(sql.DEFAULTS)
        for first in range(1, count + 1, STEP):
            numbers = range(first, min(first + STEP, count + 1))
            cursor.copy_expert(sql.COPY, io.StringIO("".join(_rows(rng, outlets, numbers, at=at))))
            refresh_missing()
            say(f"  {numbers[-1]:,} customers")
        cursor.execute(sql.INDEX)
        cursor.execute("VACUUM (FREEZE, ANALYZE)")
        cursor.execute("CHECKPOINT")


def _rows(rng: Random, outlets: list[Outlet], numbers: range, *, at: datetime) -> Iterator[str]:
    for number in numbers:
        town = rng.choice(_TOWNS)
        kind, name = ("person", person(rng)) if rng.random() < PERSONS else ("enterprise", _firm(rng, town))
        address = f"广东省{town}镇示范路{rng.randrange(1, 400)}号"
        outlet = outlets[number % len(outlets)].pk
        yield "\t".join(map(str, (outlet, f"K{number:07d}", kind, name, phone(rng), address, at.isoformat()))) + "\n"


def _firm(rng: Random, town: str) -> str:
    return f"{town}{rng.choice(_BRANDS)}{rng.choice(_BRANDS)}{rng.choice(_TRADES)}{rng.choice(_FORMS)}"
