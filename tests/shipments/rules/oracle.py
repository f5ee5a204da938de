"""The rule table once more, slowly, as a clerk would read it: naive local times and nothing but if and else.

Shares no code and no number with the rules; every figure is typed from the table's text.
"""

from datetime import datetime, timedelta

HALF_HOUR = timedelta(minutes=30)
TWO_HOURS = timedelta(hours=2)
TWO_AND_A_HALF = timedelta(hours=2, minutes=30)


def clock(day: datetime, hour: int, minute: int = 0) -> datetime:
    return day + timedelta(hours=hour, minutes=minute)


def judge_unloading(shift: str, day: datetime, r: datetime, late_truck: bool) -> tuple:
    if shift == "early":
        if late_truck:
            scan = (r + HALF_HOUR, "AS3", False)
            transfer = (r + TWO_HOURS, "PR3", False)
        else:
            scan = (max(clock(day, 9), r + HALF_HOUR), "AS1", False)
            transfer = (clock(day, 10), "PR2", False)
    else:
        scan = (r + HALF_HOUR, "AS2" if shift == "mid" else "AS4", False)
        transfer = (r + TWO_HOURS, "PR4", False)
    return scan, transfer


def judge_run(kind: str, shift: str, day: datetime, r: datetime, lh: datetime | None, late_truck: bool) -> tuple:
    if kind == "non_same_day":
        if r < clock(day, 12):
            moved = lh - clock(day, 9, 30) if late_truck else timedelta(0)
            delivery = (clock(day, 15) + moved, "DL6", False)
        else:
            delivery = (clock(day, 24 + 15), "DL7", False)
        sign = (delivery[0], "SE5", False)
        problem = (delivery[0], "PR8", False)
    elif shift == "early" and late_truck:
        delivery = (clock(day, 15), "DL2", False)
        sign = (clock(day, 15, 30), "SE2", False)
        problem = (clock(day, 15, 30), "PR6", False)
    elif shift == "early":
        delivery = (clock(day, 11, 30), "DL1", False)
        sign = (clock(day, 14), "SE1", False)
        problem = (clock(day, 14), "PR5", False)
    else:
        if r < clock(day, 18):
            delivery = (r + TWO_AND_A_HALF, "DL3", False)
        elif r <= clock(day, 20):
            delivery = (clock(day, 20), "DL4", r > clock(day, 19, 30))
        else:
            delivery = (clock(day, 24 + 11, 30), "DL5", False)
        sign = (clock(day, 24), "SE3", False) if r <= clock(day, 20) else (clock(day, 24 + 14), "SE4", False)
        problem = (max(clock(day, 20), delivery[0]), "PR7", delivery[2])
    return delivery, sign, problem


def judge(kind: str, shift: str, r: datetime, lh: datetime | None) -> dict[str, tuple]:
    """Duty to (due, rule, review), for a known receipt and a truck that may be unknown."""
    day = r.replace(hour=0, minute=0, second=0, microsecond=0)
    late_truck = False
    if shift == "early" and lh is not None:
        if lh >= clock(day, 12):
            shift = "mid"
        elif lh > clock(day, 9, 30):
            late_truck = True
    elif shift != "early" and r <= clock(day, 9) and (shift == "evening" or (lh and lh < day)):
        day -= timedelta(days=1)

    scan, transfer = judge_unloading(shift, day, r, late_truck)
    delivery, sign, problem = judge_run(kind, shift, day, r, lh, late_truck)
    found = {
        "arrival_scan": scan,
        "delivery": delivery,
        "sign_entry": sign,
        "problem_delivery": problem,
        "problem_transfer": transfer,
    }
    if lh is None:  # nobody can show when the truck came: what was overdue at receipt is for a person
        found = {duty: (due, rule, review or due < r) for duty, (due, rule, review) in found.items()}
    return found
