"""The feasts that are greeted, by the sun and by the moon, and the time in which a greeting makes sense.

Pure; the lunar calendar is handed in. Qingming and other days of mourning are no feasts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from types import MappingProxyType

from customers.rules.important_dates import Lunar

#: A greeting comes in the morning, and no later than the evening of the feast.
MORNING, EVENING = time(9), time(20)
FIRST_YEAR, LAST_YEAR = 2020, 2098


@dataclass(frozen=True, slots=True)
class Feast:
    """
    lunar         True: month and day of the lunar calendar
    days_before   its greetings begin so many days earlier
    script        what is said in a call, as shipped
    """

    code: str
    month: int
    day: int
    lunar: bool = False
    days_before: int = 1
    script: str = ""


_EVER = "感谢您一直以来的信任与支持"
FEASTS: Mapping[str, Feast] = MappingProxyType(
    {
        feast.code: feast
        for feast in (
            Feast("new_year", 1, 1, script=f"元旦快乐！{_EVER}，祝您新的一年万事顺意。年前发货有什么需要安排的吗？"),
            Feast(
                "spring_festival",
                1,
                1,
                lunar=True,
                days_before=2,
                script=f"给您拜个早年！{_EVER}，祝您和家人新春快乐、阖家安康。春节期间的取派安排，我给您说一下。",
            ),
            Feast("lantern", 1, 15, lunar=True, script=f"元宵节快乐！{_EVER}，祝您开工大吉、团团圆圆。"),
            Feast("womens_day", 3, 8, days_before=0, script=f"祝您节日快乐！{_EVER}。"),
            Feast("labour_day", 5, 1, script=f"劳动节快乐！{_EVER}。假期的取件时间，我跟您确认一下。"),
            Feast("dragon_boat", 5, 5, lunar=True, script=f"祝您端午安康！{_EVER}。"),
            Feast("mid_autumn", 8, 15, lunar=True, script=f"中秋快乐！{_EVER}，祝您和家人团圆美满。"),
            Feast("national_day", 10, 1, script=f"国庆快乐！{_EVER}。假期的取派安排，我给您说一下。"),
            Feast("double_ninth", 9, 9, lunar=True, days_before=0, script=f"重阳节快乐！{_EVER}，祝您和家中长辈安康。"),
        )
    }
)


def day_of(code: str, year: int, *, lunar: Lunar) -> date:
    """The solar day in this solar year. No lunar month of a feast begins in one solar year and ends in the next.

    raises   KeyError for no feast of ours; ValueError outside the lunar calendar
    """
    feast = FEASTS[code]
    return lunar(year, feast.month, feast.day, False) if feast.lunar else date(year, feast.month, feast.day)


def feasts_of(year: int, *, lunar: Lunar) -> list[tuple[Feast, date]]:
    """All feasts of a year in the order of their days."""
    days = [(feast, day_of(code, year, lunar=lunar)) for code, feast in FEASTS.items()]
    return sorted(days, key=lambda each: (each[1], each[0].code))


def window(feast: Feast, on: date, zone: tzinfo) -> tuple[datetime, datetime]:
    """From the morning some days before to the evening of the feast, as the network's clocks show it."""
    first = on - timedelta(days=feast.days_before)
    return datetime.combine(first, MORNING, zone), datetime.combine(on, EVENING, zone)
