"""The price table the product ships with: figures of the demo network, no carrier's tariff. HQ copies and edits it.

Pure.
"""

from datetime import date
from decimal import Decimal

from shipments.rules.freight import CodFee, Distance, Group, Price, PriceTable, Product, Route

_DELTA = ("广州市", "深圳市", "东莞市", "佛山市", "中山市", "珠海市", "江门市", "惠州市", "肇庆市")
_PROVINCE = (
    *("汕头市", "潮州市", "揭阳市", "汕尾市", "梅州市", "河源市"),
    *("韶关市", "清远市", "云浮市", "阳江市", "茂名市", "湛江市"),
)
#: Product, distance, first kg and yuan, step kg and yuan, minimum.
_ROWS = """
same_day     city     1   15.00 0.5  1.50 15.00
same_day     near     1   22.00 0.5  2.00 22.00
next_morning city     1   10.00 0.5  1.00 12.00
next_morning near     1   14.00 0.5  1.50 14.00
next_morning province 1   18.00 0.5  2.00 18.00
next_day     city     1    8.00 1    1.00  8.00
next_day     near     1   10.00 1    1.50 10.00
next_day     province 1   12.00 1    2.50 12.00
next_day     far      1   22.00 1    9.00 22.00
standard     city     3    7.00 1    0.80  8.00
standard     near     2    8.00 1    1.00 10.00
standard     province 1   10.00 1    1.50 10.00
standard     far      1   16.00 1    6.00 18.00
"""


def _price(row: str) -> Price:
    product, distance, *figures = row.split()
    return Price(Product(product), distance, *map(Decimal, figures))


PRICE_TABLE_1 = PriceTable(
    number=1,
    starts_on=date(2000, 1, 1),
    volumetric_divisor=6000,
    groups=(
        Group("delta", "珠三角", "Pearl River Delta", _DELTA),
        Group("province", "省内其他", "Rest of the province", _PROVINCE),
        Group("outside", "省外", "Outside the province"),
    ),
    distances=(
        Distance("city", "同城", "Same city"),
        Distance("near", "区域内", "Within the delta"),
        Distance("province", "省内", "Within the province"),
        Distance("far", "省外", "Beyond the province"),
    ),
    same_city="city",
    routes=(
        Route("delta", "delta", "near"),
        Route("delta", "province", "province"),
        Route("delta", "outside", "far"),
        Route("province", "province", "province"),
        Route("province", "outside", "far"),
        Route("outside", "outside", "far"),
    ),
    prices=tuple(map(_price, _ROWS.strip().splitlines())),
    cod=CodFee(per_cent=Decimal("1.00"), least_yuan=Decimal("3.00"), most_yuan=Decimal("200.00")),
    receipt_yuan=Decimal("5.00"),
    sub_yuan=Decimal("1.00"),
    remit_hours=24,
    settle_days=3,
    receipt_days=7,
)
