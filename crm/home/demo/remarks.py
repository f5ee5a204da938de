"""What clerks write into demo problem records: mostly properly, sometimes not. Pure."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from crm.home.demo.names import person, phone

#: {t} the time, {who} whom they spoke to. Every line names a reason that the rule book accepts.
_PROPER = {
    "delivery": (
        "{t}致电收件人{who}，因其外出要求改约次日上午送到家中。",
        "{t}上门两次敲门无人应答，电话联系{who}后改约次日9:00。",
        "{t}收件单位已下班，前台{who}要求次日上班后送达。",
        "{t}{who}称人在外地出差，要求周末前送到小区物业处。",
        "{t}收货地址写字楼停电封闭，保安{who}要求次日送上楼。",
    ),
    "refused": (
        "{t}{who}当面开箱后拒收，称颜色与所订不符，要求退回寄件人。",
        "{t}{who}电话中拒收，称早已取消订购。",
    ),
    "damage": (
        "{t}卸车清点外箱破损两处，已拍照并告知寄件人{who}，同意继续派送。",
        "{t}内件渗漏浸湿外箱，寄件人{who}要求更换包装后再送。",
    ),
    "transfer": (
        "{t}核对面单，门牌属邻镇网点范围，已与对方网点{who}约定转出。",
        "{t}收件人{who}已搬迁至新址，要求转寄。",
    ),
}
#: Forbidden as the whole reason.
_VAGUE = ("派送中", "待查", "线车晚点", "下大雨", "加班派", "查询中", "车坏", "等联系送")


@dataclass(frozen=True, slots=True)
class Wording:
    contact: str
    phone: str
    matter: str


def proper(rng: Random, sort: str, *, at: datetime) -> Wording:
    """sort   delivery, refused, damage or transfer"""
    who = person(rng)
    return Wording(who, phone(rng), rng.choice(_PROPER[sort]).format(t=f"{at:%H:%M}", who=who))


def vague(rng: Random) -> Wording:
    return Wording(person(rng), phone(rng), rng.choice(_VAGUE))


def doubtful(rng: Random, sort: str, *, at: datetime) -> Wording:
    """A forbidden phrase beside a whole sentence: for a person to judge."""
    whole = proper(rng, sort, at=at)
    return Wording(whole.contact, whole.phone, f"{_VAGUE[at.minute % len(_VAGUE)]}，{whole.matter}")


def incomplete(rng: Random, sort: str, *, at: datetime) -> Wording:
    """One of the four elements left out."""
    whole = proper(rng, sort, at=at)
    if rng.random() < 0.5:
        return Wording(whole.contact, "", whole.matter)
    return Wording("无", whole.phone, whole.matter)
