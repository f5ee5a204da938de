"""Why a problem piece cannot go on: the reasons the product ships with, and who answers for each.

Pure. Headquarters add to the list and reword it (`ProblemReason`); a code once used keeps its meaning. A blank
(`___`) in a template is to be filled in: what still has one says nothing yet (`rules/problem_remark.py`).
Source: industry.md 1.4, real lists of networks, sorted into the four families of S2 5.5.5.
"""

from dataclasses import dataclass
from enum import StrEnum

from shipments.rules.terms import ProblemCategory

BLANK = "___"

_DELIVERY, _DAMAGE = ProblemCategory.DELIVERY, ProblemCategory.DAMAGE
_TRANSFER, _OTHER = ProblemCategory.TRANSFER, ProblemCategory.OTHER


class Party(StrEnum):
    """Who answers for the reason; it decides who is asked, and who is charged."""

    OUTLET = "outlet"
    CARRIER = "carrier"
    SENDER = "sender"
    RECEIVER = "receiver"
    WEATHER = "weather"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    category: ProblemCategory
    party: Party
    zh: str
    en: str
    template_zh: str
    template_en: str


REASONS = (
    Reason(
        "no_answer",
        _DELIVERY,
        Party.RECEIVER,
        "无人接听",
        "No answer",
        "___（时间）拨打___共___次无人接听，已发短信，约___再次上门。",
        "Called ___ at ___, ___ times, no answer; a text was sent, next visit at ___.",
    ),
    Reason(
        "not_home",
        _DELIVERY,
        Party.RECEIVER,
        "收件人不在家",
        "Receiver not at home",
        "___上门无人应答，电话联系___，要求___再送。",
        "Nobody answered the door at ___; ___ asks by telephone for delivery at ___.",
    ),
    Reason(
        "unreachable",
        _DELIVERY,
        Party.RECEIVER,
        "电话联系不上",
        "Cannot be reached",
        "___、___两次拨打___均关机，已短信告知，并请寄件人___另给联系方式。",
        "Called ___ at ___ and ___, switched off both times; texted, and the sender ___ was asked for another number.",
    ),
    Reason(
        "wrong_number",
        _DELIVERY,
        Party.SENDER,
        "空号或错号",
        "Number does not exist",
        "拨打___提示空号，已致电寄件人___，答复___补正确号码。",
        "The number ___ does not exist; the sender ___ will give the right one by ___.",
    ),
    Reason(
        "rescheduled",
        _DELIVERY,
        Party.RECEIVER,
        "收件人改约时间",
        "Another time agreed",
        "收件人___因___要求改约___送到___。",
        "The receiver ___ asks for delivery at ___ to ___ because of ___.",
    ),
    Reason(
        "refused",
        _DELIVERY,
        Party.RECEIVER,
        "收件人拒收",
        "Refused by receiver",
        "收件人___因___拒收，___已告知寄件人___，答复___。",
        "The receiver ___ refuses because ___; the sender ___ was told at ___ and answered ___.",
    ),
    Reason(
        "office_closed",
        _DELIVERY,
        Party.RECEIVER,
        "单位已下班",
        "Office closed",
        "___到达时单位已下班，保安或前台___要求___送达。",
        "The office had closed at ___; ___ at the desk asks for delivery at ___.",
    ),
    Reason(
        "holiday",
        _DELIVERY,
        Party.RECEIVER,
        "周末假期不收货",
        "Closed on weekends and holidays",
        "收货单位___告知假期不收货，___恢复收货后派送。",
        "___ at the receiving firm says no goods are taken on holidays; deliver from ___.",
    ),
    Reason(
        "address_unclear",
        _DELIVERY,
        Party.SENDER,
        "地址不详",
        "Address incomplete",
        "面单缺___，已致电___，答复完整地址为___。",
        "The label lacks ___; ___ was called and gives the address as ___.",
    ),
    Reason(
        "cod_amount",
        _DELIVERY,
        Party.SENDER,
        "代收货款金额不符",
        "COD amount disputed",
        "收件人___称代收金额应为___元，已请寄件人___核对，___前答复。",
        "The receiver ___ says the amount should be ___ yuan; the sender ___ will answer by ___.",
    ),
    Reason(
        "cod_unpaid",
        _DELIVERY,
        Party.RECEIVER,
        "未备货款",
        "COD money not at hand",
        "收件人___暂未备好货款___元，约定___付款收件。",
        "The receiver ___ has not the ___ yuan at hand; pays and takes it at ___.",
    ),
    Reason(
        "repeated_failure",
        _DELIVERY,
        Party.RECEIVER,
        "多次派送未成",
        "Several attempts failed",
        "___、___两次上门均未能交付，___要求___自取。",
        "Two visits at ___ and ___ failed; ___ will fetch it at ___.",
    ),
    Reason(
        "no_entry",
        _DELIVERY,
        Party.RECEIVER,
        "小区或单位不准进入",
        "No entry to the premises",
        "门卫___称___不准快递入内，收件人___同意___到门口取件。",
        "The guard ___ lets no courier in because of ___; the receiver ___ comes to the gate at ___.",
    ),
    Reason(
        "pickup_wanted",
        _DELIVERY,
        Party.RECEIVER,
        "收件人要求自取",
        "Receiver fetches it",
        "收件人___来电要求自取，约定___到网点取件。",
        "The receiver ___ called and will fetch it at the outlet at ___.",
    ),
    Reason(
        "capacity",
        _DELIVERY,
        Party.OUTLET,
        "当日运力不足",
        "Not enough couriers today",
        "本网点当日运力不足，已致电收件人___说明，对方同意___送达。",
        "Short of couriers today; the receiver ___ was told by telephone and agrees to ___.",
    ),
    Reason(
        "box_damaged",
        _DAMAGE,
        Party.CARRIER,
        "外包装破损",
        "Packing damaged",
        "外箱___处破损，已拍照，寄件人___同意___。",
        "The box is torn at ___; photographed, the sender ___ agrees to ___.",
    ),
    Reason(
        "goods_damaged",
        _DAMAGE,
        Party.CARRIER,
        "货物破损",
        "Goods damaged",
        "开箱见___损坏，已拍照，收件人___要求___。",
        "___ inside is broken; photographed, the receiver ___ asks for ___.",
    ),
    Reason(
        "leaking",
        _DAMAGE,
        Party.SENDER,
        "渗漏污染",
        "Leaking or soiled",
        "___渗漏，污染邻件___件，已隔离拍照，寄件人___要求___。",
        "___ leaks and has soiled ___ others; set apart and photographed, the sender ___ asks for ___.",
    ),
    Reason(
        "bad_packing",
        _DAMAGE,
        Party.SENDER,
        "包装不合规",
        "Packed badly",
        "内无缓冲物，___已受损，已拍照，寄件人___答复___。",
        "Nothing cushions it, ___ has suffered; photographed, the sender ___ answers ___.",
    ),
    Reason(
        "short",
        _DAMAGE,
        Party.CARRIER,
        "内件短少",
        "Contents short",
        "重量较面单少___千克，封口___，与分拨中心___核实。",
        "___ kg lighter than the label, the tape is ___; ___ at the hub is checking.",
    ),
    Reason(
        "not_received",
        _DAMAGE,
        Party.CARRIER,
        "有预报未接到件",
        "Announced but not received",
        "车次___卸车清点无此件，分拨中心___核实___。",
        "Not found when truck ___ was unloaded; ___ at the hub confirms ___.",
    ),
    Reason(
        "lost",
        _DAMAGE,
        Party.OUTLET,
        "网点内遗失",
        "Lost at the outlet",
        "到件后于___遗失，最后经手___，已调监控并告知寄件人___。",
        "Lost at ___ after its arrival, last handled by ___; the cameras are read, the sender ___ was told.",
    ),
    Reason(
        "sub_missing",
        _DAMAGE,
        Party.CARRIER,
        "子母件未到齐",
        "Pieces of the set missing",
        "共___件到___件，缺___，分拨中心___答复___到。",
        "___ of ___ pieces came, ___ is missing; ___ at the hub expects it at ___.",
    ),
    Reason(
        "missorted",
        _TRANSFER,
        Party.CARRIER,
        "分拣错误",
        "Mis-sorted",
        "该件属___网点，已与对方___约定___转出。",
        "It belongs to the outlet ___; ___ there takes it over at ___.",
    ),
    Reason(
        "unloaded_wrong",
        _TRANSFER,
        Party.CARRIER,
        "卸错货",
        "Unloaded at the wrong outlet",
        "车次___误卸本网点，应到___，司机___约定___带走。",
        "Truck ___ unloaded it here by mistake, it is bound for ___; the driver ___ takes it at ___.",
    ),
    Reason(
        "out_of_area",
        _TRANSFER,
        Party.SENDER,
        "超区",
        "Out of area",
        "___不在派送范围，收件人___同意___。",
        "___ is outside the area; the receiver ___ agrees to ___.",
    ),
    Reason(
        "remote",
        _TRANSFER,
        Party.OTHER,
        "偏远或海岛",
        "Remote place or island",
        "___为偏远地区，每周___班，收件人___已知悉并同意___。",
        "___ is remote, ___ runs a week; the receiver ___ knows and agrees to ___.",
    ),
    Reason(
        "address_wrong",
        _TRANSFER,
        Party.SENDER,
        "地址错误需改地址",
        "Wrong address, to be changed",
        "收件人___实际在___，寄件人___同意改寄，___转出。",
        "The receiver ___ is in fact at ___; the sender ___ agrees, it goes on at ___.",
    ),
    Reason(
        "moved",
        _TRANSFER,
        Party.RECEIVER,
        "收件人已搬迁",
        "Receiver has moved",
        "收件人___已搬至___，要求___转寄。",
        "The receiver ___ has moved to ___ and asks for it to be forwarded at ___.",
    ),
    Reason(
        "return_wanted",
        _TRANSFER,
        Party.SENDER,
        "寄件人要求退回",
        "Sender wants it back",
        "寄件人___来电因___要求退回，___发出。",
        "The sender ___ wants it back because of ___; it leaves at ___.",
    ),
    Reason(
        "missed_truck",
        _TRANSFER,
        Party.OUTLET,
        "错过转运班车",
        "Missed the onward truck",
        "转往___未赶上___班车，已与___约定___下一班发出。",
        "Missed the ___ truck to ___; ___ there expects it with the next one at ___.",
    ),
    Reason(
        "forbidden_goods",
        _OTHER,
        Party.SENDER,
        "禁寄物品",
        "Forbidden goods",
        "安检发现___，已隔离，寄件人___答复___。",
        "The check found ___; set apart, the sender ___ answers ___.",
    ),
    Reason(
        "force_majeure",
        _OTHER,
        Party.WEATHER,
        "台风等不可抗力",
        "Typhoon or other force",
        "因___封路，___无法到达，收件人___同意恢复通行后___派送。",
        "The road to ___ is closed by ___; the receiver ___ agrees to delivery at ___ once it opens.",
    ),
    Reason(
        "data_error",
        _OTHER,
        Party.OUTLET,
        "信息录入错误",
        "Entered wrongly",
        "运单___录入有误，应为___，已与寄件人___核对。",
        "___ of the waybill was entered wrongly, it should be ___; checked with the sender ___.",
    ),
    Reason(
        "label_mismatch",
        _OTHER,
        Party.SENDER,
        "单货不符",
        "Label and goods differ",
        "面单品名为___，实物为___，已拍照，寄件人___答复___。",
        "The label says ___, inside is ___; photographed, the sender ___ answers ___.",
    ),
    Reason(
        "oversize",
        _OTHER,
        Party.SENDER,
        "尺寸重量超出下单",
        "Larger or heavier than ordered",
        "下单___千克，实重___千克，寄件人___同意补差___元。",
        "Ordered as ___ kg, weighs ___ kg; the sender ___ agrees to pay ___ yuan more.",
    ),
    Reason(
        "traffic",
        _OTHER,
        Party.OTHER,
        "交通事故或管制",
        "Accident or road closure",
        "___路段管制至___，已致电收件人___，同意___送达。",
        "___ is closed until ___; the receiver ___ was called and agrees to ___.",
    ),
)
