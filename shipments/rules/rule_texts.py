"""What each rule says, in both languages, and the sentence of the network's text that it rests on.

Pure. Confidence: W written in the source, I inferred from it, G a gap that a reading fills.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RuleText:
    code: str
    zh: str
    en: str
    source: str
    confidence: str


_SCAN = "早班件9:00前或接到货半个小时内…不及时罚款1元/件，包括子单和回单"
_LATE = "车晚点：早班件如线车在9:30后但在12点前到达网点，则派件站须在下午15:00前派送完毕，15:30完成签收录入"
_NOON = "中班/下午派件，在接到货2.5小时内派送完，18:00后接到快件必须在20:00前送达。00:00前录完签收"
_OTHER_KIND = "不做即日件网点：当天派件上午15:00前派完并录完签收"
_MOVED = "非即日件网点：当天派件下午15点前完成签收录入(车晚点顺延)"
_SENT_BACK = "超区件和(分捡错、卸错货)等须退转件问题件：早上须在10点前登记问题件，中班在接到货两个小时内"
_REMARK = "14:00前备注问题件(但问题件发生时间必须是在派件时效11:30点前所产生的问题件)"
_REMARK_MID = "中班(下午派件)接到货2.5小时内派送完，20:00前备注完问题件"
_REMARK_OTHER = "不做即日件是15:00前派送完并备注完问题件"
_CATEGORIES = "质控部罚款公告包括：到件，签收，(违规)问题件，操作部抽查罚款，重量不符等公告"
_DAMAGE = "货物破损或未接到件问题件，在接到件即时登记或在到件扫描完成半个小时内"

RULE_TEXTS = (
    RuleText(
        "AS1",
        "早班件：9:00前或接到货半小时内（取较晚者）完成到件扫描，每件1元，含子单和回单。",
        "Early goods: arrival scan by 09:00 or within 30 minutes of receipt, whichever is later; "
        "1 yuan a piece, sub-waybills and return receipts included.",
        _SCAN,
        "W",
    ),
    RuleText(
        "AS2",
        "中班件：卸货接到货起半小时内完成到件扫描，每件1元。",
        "Midday goods: arrival scan within 30 minutes of unloading; 1 yuan a piece.",
        "中班件则在接到货半个小时完成到件扫描(参考司机卸货时间)",
        "W",
    ),
    RuleText(
        "AS3",
        "线车晚点：以卸货扫描时间为准顺延半小时完成到件扫描，每件1元。",
        "Late truck: arrival scan within 30 minutes of the unload scan; 1 yuan a piece.",
        "线车晚点的情况下，以卸货扫描时间为准顺延半个小时完成到件扫描",
        "W",
    ),
    RuleText(
        "AS4",
        "晚班件：接到货半小时内完成到件扫描，每件1元。",
        "Evening goods: arrival scan within 30 minutes of receipt; 1 yuan a piece.",
        "",
        "G",
    ),
    RuleText(
        "AS5",
        "停电、网络故障不改变到件扫描时限：可用手机扫描。",
        "A power or network failure does not move the arrival scan: scan with the phone.",
        "不允许因停电、网络故障等原因不及时做到件扫描，站点可用手机APP进行及时处理，站点未及时做按正常处理",
        "W",
    ),
    RuleText(
        "DL1",
        "即日件网点早班件：11:30前派送完成，延误每票100元。",
        "Same-day outlet, early goods: delivered by 11:30; 100 yuan a waybill.",
        "上午派件11:30点前完成",
        "W,I",
    ),
    RuleText(
        "DL2",
        "即日件网点线车晚点（9:30后、12:00前到达）：15:00前派送完毕，延误每票100元。",
        "Same-day outlet, truck after 09:30 and before 12:00: delivered by 15:00; 100 yuan a waybill.",
        _LATE,
        "W,I",
    ),
    RuleText(
        "DL3",
        "即日件网点中班件，18:00前接到：接到货2.5小时内派送完，延误每票100元。",
        "Same-day outlet, midday goods received before 18:00: delivered within 2.5 hours of receipt; "
        "100 yuan a waybill.",
        _NOON,
        "W,I",
    ),
    RuleText(
        "DL4",
        "即日件网点18:00至20:00接到：20:00前送达，延误每票100元；19:30后接到的转人工审核。",
        "Same-day outlet, received from 18:00 to 20:00: delivered by 20:00; 100 yuan a waybill; "
        "a person judges what was received after 19:30.",
        _NOON,
        "W,G",
    ),
    RuleText(
        "DL5",
        "即日件网点20:00后接到：次日11:30前派送完成，延误每票100元。",
        "Same-day outlet, received after 20:00: delivered by 11:30 the next day; 100 yuan a waybill.",
        "",
        "G",
    ),
    RuleText(
        "DL6",
        "不做即日件网点，12:00前接到：15:00前派完（线车晚点顺延），延误每票100元。",
        "Other outlet, received before 12:00: delivered by 15:00, moved by a late truck's delay; 100 yuan a waybill.",
        _OTHER_KIND,
        "W,I",
    ),
    RuleText(
        "DL7",
        "不做即日件网点，12:00及以后接到：次日15:00前派完，延误每票100元。",
        "Other outlet, received at 12:00 or later: delivered by 15:00 the next day; 100 yuan a waybill.",
        "",
        "G",
    ),
    RuleText(
        "SE1",
        "即日件网点早班件：14:00前录完签收。",
        "Same-day outlet, early goods: sign entry by 14:00.",
        "14点前录完签收",
        "W",
    ),
    RuleText(
        "SE2",
        "即日件网点线车晚点：15:30前完成签收录入。",
        "Same-day outlet, late truck: sign entry by 15:30.",
        _LATE,
        "W",
    ),
    RuleText(
        "SE3",
        "即日件网点中班件，20:00及以前接到：当日24:00前录完签收。",
        "Same-day outlet, midday goods received by 20:00: sign entry by midnight.",
        _NOON,
        "W",
    ),
    RuleText(
        "SE4",
        "即日件网点20:00后接到：次日14:00前录完签收。",
        "Same-day outlet, received after 20:00: sign entry by 14:00 the next day.",
        "",
        "G",
    ),
    RuleText(
        "SE5",
        "不做即日件网点：与派送同一时限内完成签收录入（车晚点顺延）。",
        "Other outlet: sign entry together with the delivery, moved by a late truck's delay.",
        _MOVED,
        "W",
    ),
    RuleText(
        "SE6",
        "签收录入时须上传签收图片。",
        "The sign entry carries its picture.",
        "监控—签收未上传签收图片查询",
        "W",
    ),
    RuleText(
        "PR1",
        "货物破损或未接到件：到件扫描完成半小时内登记，逾期推定本网点责任。",
        "Damage or goods not received: registered within 30 minutes of the arrival scan; "
        "later the outlet is presumed liable.",
        _DAMAGE,
        "W,G",
    ),
    RuleText(
        "PR2",
        "早班超区、分拣错、卸错货：10:00前登记，逾期按延误每票100元。",
        "Out of area or mis-sorted, early goods: registered by 10:00; later counts as delay, 100 yuan.",
        _SENT_BACK,
        "W,I",
    ),
    RuleText(
        "PR3",
        "线车晚点的超区、分拣错、卸错货：接到货两小时内登记，逾期按延误每票100元。",
        "Out of area or mis-sorted, late truck: registered within 2 hours of receipt; later counts as delay, 100 yuan.",
        "",
        "G",
    ),
    RuleText(
        "PR4",
        "中班、晚班超区、分拣错、卸错货：接到货两小时内登记，逾期按延误每票100元。",
        "Out of area or mis-sorted, midday and evening goods: registered within 2 hours of receipt; "
        "later counts as delay, 100 yuan.",
        _SENT_BACK,
        "W,I",
    ),
    RuleText(
        "PR5",
        "早班派送问题件：14:00前备注，且问题发生在11:30派件时效前，逾期按延误每票100元。",
        "Delivery problem, early goods: registered by 14:00 and occurred by 11:30; otherwise delay, 100 yuan.",
        _REMARK,
        "W",
    ),
    RuleText(
        "PR6",
        "线车晚点派送问题件：15:30前备注，且问题发生在15:00前，逾期按延误每票100元。",
        "Delivery problem, late truck: registered by 15:30 and occurred by 15:00; otherwise delay, 100 yuan.",
        "",
        "G",
    ),
    RuleText(
        "PR7",
        "中班派送问题件：20:00或派送时限（取较晚者）前备注，且发生在派送时限前，逾期按延误每票100元。",
        "Delivery problem, midday goods: registered by 20:00 or the delivery's deadline, whichever is later, "
        "and occurred by the delivery's deadline; otherwise delay, 100 yuan.",
        _REMARK_MID,
        "W,G",
    ),
    RuleText(
        "PR8",
        "不做即日件网点派送问题件：与派送同一时限内备注，逾期按延误每票100元。",
        "Delivery problem, other outlet: registered by the delivery's deadline; else delay, 100 yuan.",
        _REMARK_OTHER,
        "W",
    ),
    RuleText(
        "PR9",
        "超出规定时效登记的问题件按延误派送处理，每票100元。",
        "A problem registered too late counts as a late delivery, 100 yuan a waybill.",
        "超出规定派送时效问题件属延误派送处理",
        "I",
    ),
    RuleText(
        "IV1",
        "问题件缺发生时间、联系人、事情、联系电话之一：不规范，每票100元。",
        "A problem without its time, contact, matter or telephone is irregular, 100 yuan a waybill.",
        "产生问题件时间、联系人、事情、联系电话，缺一不可，缺一属问题件不规范的一类",
        "W,I",
    ),
    RuleText(
        "IV2",
        "以禁语作为问题件原因：无效问题件，按延误每票100元。",
        "A banned phrase given as the reason makes the problem invalid; delay, 100 yuan a waybill.",
        "严禁录“加班派”、“派送中”、“正在派送”“查询中”“还未交单”“查车”、“扣车”、“待查”、“车坏”、“等联系送”、"
        "“下大雨”、“线车晚点”等不规范的无效问题件。(不规范会按延误时效罚款100元/票)",
        "W",
    ),
    RuleText(
        "FK1",
        "质控核实为虚假问题件：每票200元；已延误的另追究延误责任。",
        "A problem that quality control proves false: 200 yuan a waybill, and any delay on top.",
        "虚假罚款200元/票并追究延误责任；如核实为虚假问题件仍按虚假问题件及延误时效进行处罚",
        "W",
    ),
    RuleText(
        "AN1",
        "每份罚款公告注明罚款原因及回复时间。",
        "Every announcement of a fine states its reason and the time to reply by.",
        "所有公告在公告时都会注明罚款原因及回复时间",
        "W",
    ),
    RuleText(
        "AN2",
        "公告类别：到件、签收、（违规）问题件、操作部抽查罚款、重量不符等。",
        "Announcements concern arrival, signing, (irregular) problems, spot checks, weight and others.",
        _CATEGORIES,
        "W",
    ),
    RuleText(
        "MO1",
        "漏录签收监控：查询日期须早于当天，4个查询条件逐一查询。",
        "The monitor of missed sign entries looks at days before today, by each of its four conditions.",
        "建议时间往前调，不可以是当天的时间…4个查询条件每个都要查一遍",
        "W",
    ),
    RuleText(
        "OP1",
        "操作部抽查发现的违规，由质控认定；费率由总部设定。",
        "An irregularity that an operations spot check has found and quality control has established; "
        "headquarters sets the rate.",
        _CATEGORIES,
        "W,G",
    ),
    RuleText(
        "WT1",
        "重量不符：复秤与申报重量之差超过允许误差；费率由总部设定。",
        "Weight mismatch: re-weighed and declared weight differ by more than the tolerance; "
        "headquarters sets the rate.",
        _CATEGORIES,
        "W,G",
    ),
)
