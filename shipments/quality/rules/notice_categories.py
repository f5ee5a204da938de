"""Which of the day's notices announces a fine: by what it charges. Pure."""

#: `Violation.Charge` → `FineNotice.Category`.
CATEGORIES = {
    "arrival": "arrival",
    "delay": "sign",
    "sign": "sign",
    "damage": "problem",
    "false": "problem",
    "spot": "spot",
    "weight": "weight",
}


def category_of(charge: str, *, about_problem: bool) -> str:
    """about_problem   it charges a problem record, whatever of it: then it stands among the problem pieces"""
    return "problem" if about_problem else CATEGORIES[charge]
