"""What quality control asks the receiver when it calls back about a problem piece (回访).

Pure. Open questions only: nobody is told what the record says, or they would merely agree. The facts are filled in by
`outlets.rules.call_script.sentence`.
"""

from dataclasses import dataclass

from shipments.rules.terms import ProblemCategory


@dataclass(frozen=True, slots=True)
class Line:
    zh: str
    en: str


_GREETING = Line(
    "您好，请问您是{receiver}{title}吗？我是快递公司总部质控，想就{number}这票快件请教您一两个问题，可以吗？",
    "Hello, am I speaking to {title} {receiver}? I am calling from the courier's headquarters about {number}. "
    "May I ask you a question or two?",
)
_THANKS = Line("谢谢您告诉我们，打扰了，再见。", "Thank you for telling us, and sorry to have disturbed you. Goodbye.")
_QUESTIONS: dict[ProblemCategory, tuple[Line, ...]] = {
    ProblemCategory.DELIVERY: (
        Line(
            "派送这票快件时，有人给您打过电话或上过门吗？大约几点？",
            "When it was to be delivered, did anybody call you or come to your door? At about what time?",
        ),
        Line("当时是怎么跟您说的、怎么约的？", "What were you told, and what did you agree on?"),
    ),
    ProblemCategory.DAMAGE: (
        Line(
            "这票快件到您手里时，外包装和里面的东西是什么样子？",
            "When it reached you, what did the wrapping and what was inside look like?",
        ),
        Line("有没有少件？是谁告诉您的？", "Was anything missing? Who told you?"),
    ),
    ProblemCategory.TRANSFER: (
        Line(
            "面单上写的地址对吗？您现在住在哪个区？",
            "Is the address on the label right? Which district do you live in?",
        ),
        Line("有人跟您核对过地址吗？", "Has anybody asked you about the address?"),
    ),
    ProblemCategory.OTHER: (
        Line(
            "这几天有人为这票快件联系过您吗？是怎么说的？",
            "Has anybody been in touch with you about it these days? What did they say?",
        ),
    ),
}


def call_back_script(category: ProblemCategory) -> tuple[Line, ...]:
    return (_GREETING, *_QUESTIONS[category], _THANKS)
