"""The three forms that the product ships with. Codes of pairs are the attributes that figures compare."""

from dataclasses import dataclass
from typing import Any

from customers.rules.survey_forms import Choice, Kind, Question, to_data


@dataclass(frozen=True, slots=True)
class FirstSurvey:
    kind: str
    title: dict[str, str]
    questions: tuple[Question, ...]
    open_days: int
    every_days: int

    def to_data(self) -> list[dict[str, Any]]:
        return to_data(self.questions)


def _asked(code: str, kind: Kind, zh: str, en: str, **more: Any) -> Question:
    return Question(code, kind, {"zh": zh, "en": en}, **more)


def _choice(code: str, zh: str, en: str) -> Choice:
    return Choice(code, {"zh": zh, "en": en})


#: Attribute → its name.
ATTRIBUTES = (
    ("punctuality", "按时送达", "Delivered on time"),
    ("care", "包裹完好", "Parcels arrive undamaged"),
    ("manner", "人员态度", "Friendly staff"),
    ("tracking", "物流信息清楚", "Clear tracking"),
    ("price", "价格合理", "Fair prices"),
    ("help", "问题解决", "Help when something goes wrong"),
)
COMMENT = _asked("comment", Kind.TEXT, "还有什么想告诉我们？", "Anything else you would like to tell us?")
STARS = ("您对这次服务满意吗？", "How content are you with this service?")

FIRST_SURVEYS = (
    FirstSurvey(
        kind="delivery",
        title={"zh": "这次快件服务如何？", "en": "How was this delivery?"},
        questions=(
            _asked("stars", Kind.STARS, *STARS, required=True),
            _asked(
                "best",
                Kind.CHOICE,
                "哪一点最需要改进？",
                "What should we do better first?",
                choices=(
                    _choice("speed", "送达速度", "Speed"),
                    _choice("care", "包裹完好", "Care for the parcel"),
                    _choice("manner", "人员态度", "Manner"),
                    _choice("notice", "送货前联系", "Calling before delivery"),
                    _choice("nothing", "都挺好", "Nothing, all is well"),
                ),
            ),
            COMMENT,
        ),
        open_days=14,
        every_days=30,
    ),
    FirstSurvey(
        kind="complaint",
        title={"zh": "这次投诉处理得如何？", "en": "How did we handle your complaint?"},
        questions=(
            _asked(
                "stars",
                Kind.STARS,
                "您对投诉处理满意吗？",
                "How content are you with how we handled it?",
                required=True,
            ),
            _asked(
                "solved",
                Kind.CHOICE,
                "问题解决了吗？",
                "Is the matter solved?",
                choices=(
                    _choice("yes", "解决了", "Yes"),
                    _choice("partly", "部分解决", "In part"),
                    _choice("no", "没有解决", "No"),
                ),
            ),
            _asked("nps", Kind.NPS, "您愿意把我们推荐给朋友吗？", "Would you recommend us to a friend?"),
            COMMENT,
        ),
        open_days=14,
        every_days=1,
    ),
    FirstSurvey(
        kind="periodic",
        title={"zh": "请说说我们的服务", "en": "Tell us about our service"},
        questions=(
            _asked(
                "nps",
                Kind.NPS,
                "您愿意把我们推荐给同行或朋友吗？",
                "Would you recommend us to a friend?",
                required=True,
            ),
            _asked("stars", Kind.STARS, "总的来说，您对我们满意吗？", "All in all, how content are you with us?"),
            *(_asked(code, Kind.PAIR, zh, en) for code, zh, en in ATTRIBUTES),
            _asked("competitor", Kind.COMPETITOR, "您还用哪家快递？", "Which other network do you ship with?"),
            COMMENT,
        ),
        open_days=21,
        every_days=90,
    ),
)
