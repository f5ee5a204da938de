"""People, firms, telephones and doors that nobody has. Pure: all chance comes in as an argument.

Telephones begin with 154, a mobile range that the ministry has never assigned (142, 143, 154, 161, 164 and 194 are the
free ones): no such number rings, and a checker of numbers calls it invalid. Numbers beginning 10, 11 or 12 would
not do: a telephone that dials them is put through to a hot line or the police after three to five digits.
"""

from random import Random

PHONE_PREFIX = "154"

_SURNAMES = "陈林黄李张梁刘王吴郑何罗谢邓周叶曾冯曹彭苏钟蔡潘卢杜赖温庄麦"
_COMPOUND = ("欧阳", "司徒")
_FIRST = "志国建嘉家永海晓文伟俊丽美秀淑玉雅婉静慧思子梓泽浩宇锦丹少润启卓"
_SECOND = "强华明辉杰军平波涛斌峰凯龙威敏芳娟燕玲霞琳莹怡欣彤妍琪颖瑶雯珊宁轩航"
_TRADES = (
    *("服饰", "制衣", "电子", "五金", "塑胶", "玩具", "灯饰", "家具", "陶瓷", "皮具"),
    *("鞋业", "茶叶", "海味", "印刷", "汽配", "模具", "化妆品", "内衣", "文具", "家电"),
)
_LUCKY = "恒盛鑫达瑞丰宏泰嘉顺锦源兴捷佳腾隆悦景诚"
_FORMS = ("厂", "商行", "贸易行", "经营部", "工作室")


def phone(rng: Random) -> str:
    return f"{PHONE_PREFIX}{rng.randrange(10**8):08d}"


def person(rng: Random) -> str:
    surname = rng.choice(_COMPOUND) if rng.random() < 0.02 else rng.choice(_SURNAMES)
    second = rng.choice(_SECOND) if rng.random() < 0.8 else ""
    return surname + rng.choice(_FIRST) + second


def firm(rng: Random, town: str, taken: set[str]) -> str:
    """A firm that says itself that it is an example. No two have one name: `taken` keeps them."""
    place = town.removesuffix("街道").removesuffix("镇")
    while True:
        brand = "".join(rng.sample(_LUCKY, 2))
        name = f"{place}{brand}示例{rng.choice(_TRADES)}{rng.choice(_FORMS)}"
        if name not in taken:
            taken.add(name)
            return name


def door(rng: Random, where: str) -> str:
    """A real town, a road of which there is none, and a number."""
    number = rng.randrange(1, 400)
    if rng.random() < 0.5:
        return f"{where}示范路{number}号"
    return f"{where}示范路{number}号{rng.randrange(1, 16)}栋{rng.randrange(1, 30)}0{rng.randrange(1, 7)}房"
