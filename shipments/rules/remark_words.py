"""The words that decide whether a problem remark says anything.

Pure. Banned phrases are the network's own list, letter for letter (its 等 leaves it open: HQ adds to it in
later editions). Filler adds nothing to a reason; an empty answer is no contact and no matter.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class BannedPhrase:
    """A phrase that is no reason, why not, and a sentence of the kind that is one."""

    phrase: str
    why_zh: str
    why_en: str
    better_zh: str
    better_en: str


BANNED_PHRASES = (
    BannedPhrase(
        "加班派",
        "加班是本网点的安排，不是快件的问题。",
        "Working overtime is the outlet's own affair, not a problem of the parcel.",
        "15:40 与收件人王女士电话约定，因其外出改于今晚 19:00 派送。",
        "15:40 Ms Wang, the receiver, is out and asks for delivery at 19:00 tonight.",
    ),
    BannedPhrase(
        "派送中",
        "派送中是快件的状态，没有说明遇到什么问题。",
        "Being on delivery is a state; it names no problem.",
        "10:20 到达地址，公司门卫李师傅称收件人今日休息，要求明日上午派送。",
        "10:20 At the address the guard, Mr Li, says the receiver is off today; deliver tomorrow morning.",
    ),
    BannedPhrase(
        "正在派送",
        "正在派送是快件的状态，没有说明遇到什么问题。",
        "Being on delivery is a state; it names no problem.",
        "10:50 致电收件人陈先生，称在外地出差，要求周五派送。",
        "10:50 The receiver, Mr Chen, is travelling and asks for delivery on Friday.",
    ),
    BannedPhrase(
        "查询中",
        "请写明在查什么、问了谁、对方怎么说。",
        "Say what is being asked, of whom, and what they answered.",
        "09:15 面单门牌号缺失，已致电寄件人刘小姐，答复中午前补地址。",
        "09:15 The house number is missing; the sender, Ms Liu, will give it before noon.",
    ),
    BannedPhrase(
        "还未交单",
        "交单是网点内部流程，不是快件的问题。",
        "Handing in the papers is a step inside the outlet, not a problem of the parcel.",
        "11:05 收件公司前台黄小姐签收后未交回回单，约定下午 16:00 取回。",
        "11:05 Ms Huang at the front desk kept the receipt; it is to be fetched at 16:00.",
    ),
    BannedPhrase(
        "查车",
        "请写明快件受到什么影响、与谁核实。",
        "Say what it does to this parcel and who confirmed it.",
        "08:50 卸车清点少一件，已与分拨中心张师傅核实，该件未装车。",
        "08:50 One piece short at unloading; Mr Zhang at the hub confirms it was not loaded.",
    ),
    BannedPhrase(
        "扣车",
        "车辆被扣由总部线路记录，不作为派送问题登记。",
        "A held vehicle belongs in the line-haul record, not in a delivery problem.",
        "10:10 派送车在虎门路口被交警暂扣，收件人周先生同意 14:00 自取。",
        "10:10 The receiver, Mr Zhou, agrees to fetch the parcel himself at 14:00.",
    ),
    BannedPhrase(
        "待查",
        "请写明在查什么、问了谁、何时有结果。",
        "Say what is being asked, of whom, and when the answer comes.",
        "09:40 外箱破损两处，已拍照并告知寄件人何小姐，等其答复是否派送。",
        "09:40 The box is torn in two places; photographed, and the sender, Ms He, is to decide.",
    ),
    BannedPhrase(
        "车坏",
        "车辆故障由网点调配解决，不作为快件问题登记。",
        "A broken vehicle is for the outlet to replace, not a problem of the parcel.",
        "11:00 致电收件人吴先生说明晚到，对方要求改送至其住处，明早 9:00 派送。",
        "11:00 The receiver, Mr Wu, asks for delivery to his home at 9:00 tomorrow instead.",
    ),
    BannedPhrase(
        "等联系送",
        "请先联系，再写明联系了谁、对方怎么说。",
        "Call first; then say who was called and what they answered.",
        "10:30 两次致电收件人郑小姐无人接听，已发短信，约 14:00 再次上门。",
        "10:30 Two calls to the receiver, Ms Zheng, unanswered; a text was sent, next visit at 14:00.",
    ),
    BannedPhrase(
        "下大雨",
        "天气不改变派送时效；请写明收件人的要求。",
        "Weather moves no deadline; say what the receiver asked for.",
        "11:00 收件人张先生因外出要求改约明早 9:00 派送。",
        "11:00 The receiver, Mr Zhang, is out and asks for delivery at 9:00 tomorrow.",
    ),
    BannedPhrase(
        "线车晚点",
        "线车晚点由总部线路记录自动顺延时效，网点无需也不得登记。",
        "A late truck extends the deadline by itself from the line-haul record; the outlet may not write it.",
        "14:20 收件单位已下班，前台冯小姐要求明日上午派送。",
        "14:20 The office has closed; Ms Feng at the desk asks for delivery tomorrow morning.",
    ),
)

_FILLER_WORDS = """
客户原因 其他原因 网点原因 无法派送 忙不过来 人手不足 有问题 问题件 异常件 请稍等 等一下
处理中 跟进中 核实中 联系中 配送中 业务员 快递员 待处理 雨太大 因为 由于 原因 所以 导致
异常 目前 现在 今天 今日 今晚 今早 明天 明日 明早 后天 晚上 上午 下午 中午 早上 暂时 稍后
稍等 等待 尽快 马上 随后 之后 继续 再次 正在 已经 处理 跟进 安排 配送 派送 派件 送货 加班
无法 不能 没有 未能 快件 货物 此件 该件 本件 这票 该票 此票 包裹 我司 我们 网点 站点 公司
师傅 司机 车辆 谢谢 您好 你好 麻烦 收到 知道 情况 说明 备注 登记 其他 其它 测试 路上 外面
特别 非常 全部 天气 下雨 大雨 雨天 堵车 塞车 因 的 了 中 在 正 已 还 仍 请 等 再 先 都 就
是 有 货 件 送 派 吧 啊 呢 哦 嗯 好 票 本 该 此 这 我 你 您 半 test ok please wait
pending
"""
FILLER_WORDS = tuple(_FILLER_WORDS.split())

_EMPTY_ANSWERS = """
无 没有 暂无 没 空 不详 未知 不知道 不清楚 不明 同上 略 无联系人 无电话 无人 某某 某人
某先生 xx xxx none na nil null unknown nobody same
"""
EMPTY_ANSWERS = tuple(_EMPTY_ANSWERS.split())
