"""What stands in the demo network's document library and which courses it teaches: on paper. Pure."""

from dataclasses import dataclass

from crm.accounts.roles import Role
from crm.home.demo.places import REGION_PREFIX

RULES_1 = """# 网点日常守则

1. 车到 30 分钟内完成**到件扫描**，先扫描后分拣。
2. 派送前电话联系收件人，快件当面验视、当面签收。
3. 签收录入须写明签收人与收件人的关系。
4. 问题件四要素齐全：时间、联系人、事由、电话。

# 安全

- 不收寄电池、液体、粉末等违禁品。
- 车辆离人上锁，钥匙不离身。
"""
RULES_2 = (
    RULES_1
    + """- 面单上的个人信息不得拍照外传。

# 签收照片

代收、驿站、前台签收须拍照，照片中能看清面单号和摆放位置。
"""
)
PRICES = """# 省内价格表

| 产品 | 首重 1 kg | 续重每 0.5 kg | 最低收费 |
|---|---|---|---|
| 当日件 | ¥18.00 | ¥4.00 | ¥18.00 |
| 次晨件 | ¥14.00 | ¥3.00 | ¥14.00 |
| 次日件 | ¥12.00 | ¥2.50 | ¥12.00 |
| 标准件 | ¥10.00 | ¥2.00 | ¥10.00 |

代收货款按金额的 **1 %** 收取，每票最低 ¥3.00；签回单每票 ¥4.00。
"""
MATERIAL = """# 物料价格

| 物料 | 规格 | 单价 | 起订量 |
|---|---|---|---|
| 热敏面单 | 100 × 150 mm，500 张/卷 | ¥32.00 | 10 卷 |
| 编织袋 | 90 × 110 cm | ¥2.60 | 50 个 |
| 防水袋 | 38 × 52 cm | ¥0.32 | 500 个 |
| 气泡柱 | 40 cm × 50 m | ¥26.00 | 5 卷 |
| 封箱胶带 | 60 mm × 100 m | ¥5.80 | 36 卷 |

每周三 17:00 前下单，随次日线车送达。
"""
CONTACTS = """# 总部联系方式

| 部门 | 负责的事 | 分机 |
|---|---|---|
| 操作部 | 线车、分拨、超区 | 8001 |
| 质控 | 时限、问题件、罚款 | 8002 |
| 申诉主管 | 罚款申诉 | 8003 |
| 客户关系组 | 大客户、投诉升级 | 8004 |

总机 0769-00000000，夜间值班转 9。
"""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document and its versions as (days ago, text, what has changed), the oldest first."""

    kind: str
    title: str
    versions: tuple[tuple[int, str, str], ...]
    roles: tuple[Role, ...] = ()


LIBRARY = (
    Paper("rules", "网点日常守则", ((60, RULES_1, ""), (1, RULES_2, "新增签收照片和个人信息的要求"))),
    Paper(
        "price_table", "省内价格表 2026", ((40, PRICES, ""),), (Role.MANAGER, Role.WAYBILL_CLERK, Role.SERVICE_CLERK)
    ),
    Paper("material_table", "物料价格表", ((30, MATERIAL, ""),), (Role.MANAGER,)),
    Paper("contact_list", "总部通讯录", ((90, CONTACTS, ""),)),
)


@dataclass(frozen=True, slots=True)
class News:
    """A general notice, so many hours ago."""

    title: str
    text: str
    text_en: str
    hours: int
    must_read: bool = False
    roles: tuple[Role, ...] = ()


NEWS = (
    News(
        "双十二旺季排班",
        "# 排班\n\n- 12 月 10 日至 15 日各网点加派一班。\n- 名单于 12 月 1 日前交操作部。",
        "Peak season: one more shift each day from 10 to 15 December; names to operations by 1 December.",
        150,
        roles=(Role.MANAGER,),
    ),
    News("总部食堂周六停业", "本周六总部食堂停业一天。", "The canteen at headquarters is closed this Saturday.", 60),
    News(
        "寒潮：电动车出车前检查",
        "# 今晚起降温\n\n1. 出车前检查刹车和胎压。\n2. 结冰路段推行，不赶时限。\n3. 因天气晚到的，按问题件登记。",
        "Frost from tonight: check brakes and tyres; walk on ice; register what comes late as a problem piece.",
        20,
        must_read=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A course; who plays `role` must have passed it when `demanded`."""

    code: str
    name: str
    months: int | None
    role: Role
    trainer: str
    demanded: bool = True


COURSES = (
    Lesson(f"{REGION_PREFIX}MGR", "网点负责人上岗培训", None, Role.MANAGER, "周培训"),
    Lesson(f"{REGION_PREFIX}SAFE", "派送安全与验视", 12, Role.COURIER, "吴安全"),
    Lesson(f"{REGION_PREFIX}DOC", "制单与个人信息保护", 24, Role.WAYBILL_CLERK, "周培训"),
    Lesson(f"{REGION_PREFIX}CALL", "客服规范用语", 12, Role.SERVICE_CLERK, "何客服"),
    Lesson(f"{REGION_PREFIX}FIRE", "消防演练", 12, Role.COURIER, "吴安全", demanded=False),
)
#: Texts of days that people have closed: remarks, handover, incidents.
DAYS = (
    ("上午车晚到二十分钟，已按时扫描。", "货架 3 号剩两件待联系。", ""),
    ("雨天派送，全部套袋。", "钥匙在柜台抽屉。", ""),
    ("园区西门封路，改走东门。", "", "一件外包装破损，已拍照登记。"),
    ("", "代收款已交柜台，金额无误。", ""),
    ("写字楼午休不让上楼，改下午派。", "两票放前台，明早补照片。", ""),
    ("", "三轮车左后胎要补气。", "客户反映电话没接到，已当面道歉。"),
    ("新同事跟车一天，路线已熟。", "", ""),
    ("晚班车货多，加派一趟。", "回单夹在蓝色文件夹里。", ""),
)
