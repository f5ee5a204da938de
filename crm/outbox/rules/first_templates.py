"""The texts that the product ships with. Promotions take no variables (rule L24) and say how to refuse (L20, L22)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FirstTemplate:
    """channel: sms or email; purpose: notice or promotion; text with {variables}, exactly those that are named."""

    code: str
    channel: str
    purpose: str
    text: str
    title: str = ""
    variables: tuple[str, ...] = ()


REFUSAL = "拒收请回复R"
FIRST_TEMPLATES = (
    FirstTemplate(
        "holiday", "sms", "promotion", f"【驿客】佳节将至，感谢您一年来的信任与支持，祝您阖家安康、节日快乐！{REFUSAL}"
    ),
    FirstTemplate(
        "holiday",
        "email",
        "promotion",
        "尊敬的客户：\n\n佳节将至，感谢您一直以来的信任与支持。祝您和家人身体安康、节日快乐！\n\n驿客速递 敬上",
        title="节日问候",
    ),
    FirstTemplate("birthday", "sms", "promotion", f"【驿客】今天是您的好日子，祝您生日快乐、万事顺意！{REFUSAL}"),
    FirstTemplate("anniversary", "sms", "promotion", f"【驿客】值此纪念之日，祝贵方事业兴旺、合作长久！{REFUSAL}"),
    FirstTemplate(
        "thanks",
        "sms",
        "notice",
        "【驿客】您的快件{waybill}已送达，感谢您的惠顾，期待再次为您服务。",
        variables=("waybill",),
    ),
    FirstTemplate(
        "thanks_survey",
        "sms",
        "notice",
        "【驿客】您的快件{waybill}已送达，感谢惠顾！诚邀您评价本次服务（约1分钟）：{link}",
        variables=("waybill", "link"),
    ),
    FirstTemplate(
        "survey",
        "sms",
        "notice",
        "【驿客】诚邀您花几分钟说说我们的服务：{link} 您的意见会有专人阅读。",
        variables=("link",),
    ),
    FirstTemplate(
        "points_end",
        "sms",
        "notice",
        "【驿客】您有{points}积分将于{day}到期，可到网点柜台兑换礼品。",
        variables=("points", "day"),
    ),
)
