"""Where the demo outlets stand: towns and streets of Guangdong's 21 cities. Pure.

A bare name is a street (街道); towns are written out.
"""

from collections.abc import Iterator
from dataclasses import dataclass

#: Code, name. The codes mark what belongs to the demo: `demo --remove` takes these regions and all below them.
REGION_PREFIX = "DEMO-"
REGIONS = {
    "DG": "东莞区",
    "GZ": "广州区",
    "SZ": "深圳区",
    "FS": "佛山区",
    "XJ": "西江口区",
    "HH": "惠州河源区",
    "YD": "粤东区",
    "YB": "粤北区",
    "YX": "粤西区",
}


@dataclass(frozen=True, slots=True)
class HubPlace:
    name: str
    region: str
    address: str


HUBS = {
    "HM": HubPlace("虎门分拨中心", "DG", "广东省东莞市虎门镇示范大道1号"),
    "BY": HubPlace("广州白云分拨中心", "GZ", "广东省广州市白云区江高镇示范大道1号"),
    "FY": HubPlace("深圳福永分拨中心", "SZ", "广东省深圳市宝安区福永街道示范大道1号"),
    "LC": HubPlace("佛山乐从分拨中心", "FS", "广东省佛山市顺德区乐从镇示范大道1号"),
}


@dataclass(frozen=True, slots=True)
class City:
    """
    trade     how much is sent there, against the other cities
    reach     hours that a truck needs from the hub, roughly: 0, 1 or 2
    towns     one district a line, its places after the colon
    """

    name: str
    region: str
    hub: str
    trade: float
    reach: int
    towns: str


@dataclass(frozen=True, slots=True)
class Place:
    city: City
    district: str
    town: str

    @property
    def address(self) -> str:
        return f"广东省{self.city.name}{self.district}{self.town}"

    @property
    def is_country_town(self) -> bool:
        """Far from the hub, or a town of a county: goods of the morning are not all delivered the same day there."""
        return self.town.endswith("镇") and (self.city.reach == 2 or self.district.endswith(("县", "市")))


CITIES = (
    City(
        "东莞市",
        "DG",
        "HM",
        2.0,
        0,
        """
        :虎门镇 长安镇 厚街镇 东城 南城 万江 莞城 石碣镇 石龙镇 茶山镇 石排镇 企石镇 横沥镇 桥头镇 谢岗镇 东坑镇 常平镇
        :寮步镇 樟木头镇 大朗镇 黄江镇 清溪镇 塘厦镇 凤岗镇 大岭山镇 沙田镇 道滘镇 洪梅镇 麻涌镇 望牛墩镇 中堂镇 高埗镇
        """,
    ),
    City(
        "广州市",
        "GZ",
        "BY",
        2.2,
        0,
        """
        荔湾区:沙面 华林 金花 站前 花地 东漖
        越秀区:北京 流花 东山 农林 黄花岗 登峰 矿泉
        海珠区:赤岗 江南中 滨江 琶洲 南洲 官洲
        天河区:五山 员村 车陂 石牌 天河南 林和 棠下 珠吉
        白云区:三元里 同德 新市 嘉禾 石井 金沙 人和镇 太和镇 钟落潭镇 江高镇
        黄埔区:鱼珠 大沙 夏港 萝岗 联和 永和
        番禺区:市桥 大石 钟村 沙湾 南村镇 石楼镇 化龙镇
        花都区:新华 花城 花东镇 狮岭镇
        南沙区:南沙 黄阁镇 大岗镇
        从化区:街口 太平镇
        增城区:荔城 新塘镇 石滩镇
        """,
    ),
    City(
        "深圳市",
        "SZ",
        "FY",
        2.4,
        0,
        """
        罗湖区:桂园 黄贝 东门 翠竹 笋岗 莲塘 东晓
        福田区:南园 园岭 福田 沙头 香蜜湖 梅林 莲花 华强北
        南山区:南头 南山 沙河 蛇口 粤海 桃源 西丽
        宝安区:新安 西乡 航城 福永 沙井 新桥 松岗 石岩
        龙岗区:平湖 坪地 大鹏 南湾 坂田 布吉 龙城 横岗 宝龙
        盐田区:盐田 沙头角
        龙华区:观湖 民治 龙华 大浪 福城 观澜
        坪山区:坪山 马峦 坑梓
        光明区:光明 公明 新湖 凤凰 马田
        """,
    ),
    City(
        "佛山市",
        "FS",
        "LC",
        1.7,
        0,
        """
        禅城区:张槎 祖庙 南庄镇
        南海区:桂城 九江镇 西樵镇 丹灶镇 狮山镇 大沥镇 里水镇
        顺德区:伦教 勒流 大良 容桂 陈村镇 北滘镇 乐从镇 龙江镇 杏坛镇 均安镇
        三水区:西南 云东海 大塘镇 乐平镇 白坭镇 芦苞镇
        高明区:荷城 杨和镇 明城镇 更合镇
        """,
    ),
    City(
        "中山市",
        "XJ",
        "LC",
        1.3,
        1,
        """
        :石岐 东区 中山港 西区 南区 民众 南朗 黄圃镇 东凤镇 古镇镇
        :沙溪镇 坦洲镇 港口镇 三角镇 横栏镇 南头镇 三乡镇 板芙镇 大涌镇 小榄镇
        """,
    ),
    City(
        "珠海市",
        "XJ",
        "LC",
        1.1,
        1,
        """
        香洲区:翠香 梅华 前山 吉大 拱北 唐家湾镇 南屏镇 横琴镇
        斗门区:乾务镇 白蕉镇 井岸镇
        金湾区:三灶镇 红旗镇
        """,
    ),
    City(
        "江门市",
        "XJ",
        "LC",
        1.0,
        1,
        """
        蓬江区:白沙 环市 棠下镇 荷塘镇
        江海区:江南 外海
        新会区:会城 双水镇 古井镇
        台山市:台城 大江镇 广海镇
        开平市:三埠 水口镇
        鹤山市:沙坪 址山镇
        恩平市:恩城 沙湖镇
        """,
    ),
    City(
        "惠州市",
        "HH",
        "HM",
        1.2,
        1,
        """
        惠城区:桥东 桥西 江南 江北 河南岸 陈江 水口 小金口 马安镇
        惠阳区:淡水 秋长 新圩镇 镇隆镇
        博罗县:罗阳 龙溪 园洲镇 石湾镇 杨村镇
        惠东县:平山 大岭 吉隆镇 黄埠镇
        龙门县:龙城 永汉镇
        """,
    ),
    City(
        "河源市",
        "HH",
        "HM",
        0.5,
        2,
        """
        源城区:上城 源西
        紫金县:紫城镇 蓝塘镇
        龙川县:老隆镇 佗城镇
        连平县:元善镇 忠信镇
        和平县:阳明镇
        东源县:仙塘镇 灯塔镇
        """,
    ),
    City(
        "汕头市",
        "YD",
        "HM",
        1.0,
        2,
        """
        龙湖区:金霞 珠池 鸥汀 外砂
        金平区:金砂 光华 岐山 鮀莲
        濠江区:达濠
        潮阳区:文光 谷饶镇 贵屿镇
        潮南区:峡山 两英镇 陈店镇
        澄海区:凤翔 莲下镇 东里镇
        南澳县:后宅镇
        """,
    ),
    City(
        "潮州市",
        "YD",
        "HM",
        0.7,
        2,
        """
        湘桥区:桥东 城西 凤新
        潮安区:庵埠镇 彩塘镇 浮洋镇
        饶平县:黄冈镇 钱东镇
        """,
    ),
    City(
        "揭阳市",
        "YD",
        "HM",
        0.8,
        2,
        """
        榕城区:榕华 东升 渔湖
        揭东区:曲溪 锡场镇
        揭西县:河婆 棉湖镇
        惠来县:惠城镇 葵潭镇
        普宁市:流沙东 池尾 占陇镇 洪阳镇
        """,
    ),
    City(
        "汕尾市",
        "YD",
        "HM",
        0.5,
        2,
        """
        城区:新港 香洲
        海丰县:海城镇 可塘镇 公平镇
        陆河县:河田镇
        陆丰市:东海 碣石镇 甲子镇
        """,
    ),
    City(
        "梅州市",
        "YD",
        "HM",
        0.5,
        2,
        """
        梅江区:江南 金山
        梅县区:程江镇 松口镇 畲江镇
        大埔县:湖寮镇 高陂镇
        丰顺县:汤坑镇 留隍镇
        五华县:水寨镇 华城镇
        平远县:大柘镇
        蕉岭县:蕉城镇
        兴宁市:兴田 水口镇
        """,
    ),
    City(
        "韶关市",
        "YB",
        "BY",
        0.5,
        2,
        """
        武江区:新华 惠民
        浈江区:东河 风采
        曲江区:马坝镇
        始兴县:太平镇
        仁化县:丹霞
        翁源县:龙仙镇 翁城镇
        乳源瑶族自治县:乳城镇
        新丰县:丰城
        乐昌市:乐城 坪石镇
        南雄市:雄州 珠玑镇
        """,
    ),
    City(
        "清远市",
        "YB",
        "BY",
        0.7,
        1,
        """
        清城区:凤城 东城 源潭镇 石角镇
        清新区:太和镇 太平镇
        佛冈县:石角镇 汤塘镇
        阳山县:阳城镇
        连南瑶族自治县:三江镇
        英德市:英城 英红镇 浛洸镇
        连州市:连州镇
        """,
    ),
    City(
        "肇庆市",
        "YB",
        "LC",
        0.7,
        1,
        """
        端州区:城东 城西 黄岗
        鼎湖区:坑口
        高要区:南岸 金利镇
        广宁县:南街
        怀集县:怀城
        封开县:江口
        德庆县:德城
        四会市:城中 东城 大沙镇
        """,
    ),
    City(
        "云浮市",
        "YX",
        "LC",
        0.5,
        2,
        """
        云城区:云城 河口
        云安区:六都镇
        新兴县:新城镇
        郁南县:都城镇
        罗定市:罗城 附城
        """,
    ),
    City(
        "阳江市",
        "YX",
        "LC",
        0.6,
        2,
        """
        江城区:南恩 城南 闸坡镇
        阳东区:东城镇
        阳西县:织篢镇
        阳春市:春城 春湾镇
        """,
    ),
    City(
        "茂名市",
        "YX",
        "LC",
        0.6,
        2,
        """
        茂南区:河西 河东 公馆镇
        电白区:水东 博贺镇 沙琅镇
        高州市:潘州 石鼓镇
        化州市:河西 良光镇
        信宜市:玉都 镇隆镇
        """,
    ),
    City(
        "湛江市",
        "YX",
        "LC",
        0.7,
        2,
        """
        赤坎区:寸金 民主
        霞山区:解放 海滨
        坡头区:南调 坡头镇
        麻章区:麻章镇
        遂溪县:遂城 城月镇
        徐闻县:徐城
        廉江市:罗州 安铺镇
        雷州市:雷城 客路镇
        吴川市:梅菉 黄坡镇
        """,
    ),
)


def places() -> Iterator[Place]:
    """Every place of the list, city by city."""
    for city in CITIES:
        for line in city.towns.split("\n"):
            district, _, names = line.strip().partition(":")
            for name in names.split():
                yield Place(city, district, name if name.endswith("镇") else f"{name}街道")
