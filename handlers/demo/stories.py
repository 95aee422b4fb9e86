"""What is told in the demo township: sentences of cadres, with holes for names, days and villages.

Holes: {t} when (may be empty), {V} the village's everyday name, {v} the same or nothing where it goes without saying,
{a} and {b} heads of households, {ta} 他 or 她, {g} a 组, {due} until when it was promised, {n} a number.
"""

from __future__ import annotations

from typing import Final, Literal

from msgspec import Struct

Kind = Literal["visit", "issue", "visit+issue", "duty"]


class Sentence(Struct, frozen=True):
    """One sentence and what it is to be recorded as; `months` are those it is told in, all if empty."""

    kind: Kind
    text: str
    months: tuple[int, ...] = ()


class Story(Struct, frozen=True):
    """A matter: how it is told, told once more, and told as settled. Settled at once where `settled` is None."""

    category: str
    told: Sentence
    settled: Sentence | None
    again: Sentence | None = None
    urgent: bool = False


def _issue(text: str) -> Sentence:
    return Sentence("issue", text)


def _visit(text: str) -> Sentence:
    return Sentence("visit+issue", text)


INFRASTRUCTURE: Final = (
    Story(
        "infrastructure",
        _issue("{t}{v}{g}组有三盏路灯不亮，晚上黑灯瞎火的，已报供电所"),
        _issue("{v}{g}组不亮的路灯换好了，晚上亮堂堂的"),
        _issue("{v}{g}组路灯还是不亮，今天又催了供电所"),
    ),
    Story(
        "infrastructure",
        _visit("{t}去{V}走访{a}，门口的机耕路冲出一道沟，三轮车开不进去，已联系交通站，答应{due}前来看"),
        _issue("{v}{a}门口的机耕路填平压实了，三轮车能走了"),
    ),
    Story(
        "infrastructure",
        _issue("{t}{v}{a}打电话来，说自来水时断时续，水压太小，已联系自来水公司，{due}前派人来查"),
        _issue("{v}{a}家的自来水修好了，水压正常"),
    ),
    Story(
        "infrastructure",
        _issue("{t}{v}{g}组小桥的栏杆断了一截，小孩上学要从这里过，已报建设办"),
        _issue("{v}{g}组小桥的栏杆修好了"),
    ),
    Story(
        "infrastructure",
        _visit("{t}去{V}走访{a}，说家里手机信号差，电话打不出去，已反映给电信公司"),
        _issue("{v}{a}家那一片的手机信号恢复正常了，电信公司来调过基站"),
    ),
    Story(
        "infrastructure",
        _issue("{t}{v}{g}组抽水机坏了，田里放不上水，已联系农机站，答应{due}前修好"),
        _issue("{v}{g}组的抽水机修好了"),
    ),
    Story(
        "infrastructure",
        _issue("{t}{v}进村路口的反光镜被撞坏了，会车很不方便，已联系交警队"),
        _issue("{v}进村路口的反光镜换了新的"),
    ),
    Story(
        "infrastructure",
        _issue("{t}{a}反映{V}{g}组一到晚上电压低，电饭煲都烧不开，已联系供电所"),
        _issue("供电所给{V}{g}组换好了变压器，电压正常了"),
        _issue("{v}{g}组电压低的事又有两户来问，已再次联系供电所"),
    ),
)

LIVELIHOOD: Final = (
    Story(
        "livelihood",
        _visit("{t}去{V}走访{a}，屋顶漏雨，{ta}想申请危房改造，申请材料我带回来了"),
        _issue("{v}{a}家漏雨的屋顶修好了"),
    ),
    Story(
        "livelihood",
        _visit("{t}走访{v}{a}，高龄补贴这个月没到账，已联系民政办核实"),
        _issue("{v}{a}的高龄补贴补发到账了"),
    ),
    Story(
        "livelihood",
        _issue("{t}{v}{a}来镇里找我，大病报销的钱还没到账，我帮{ta}问了医保办，{due}前给回话"),
        _issue("{v}{a}的大病报销办好了，钱已经到账"),
    ),
    Story(
        "livelihood",
        _visit("{t}到{V}看望{a}，{ta}的助听器坏了听不清，想换一个，已联系残联"),
        _issue("残联给{V}{a}换了新的助听器"),
    ),
    Story(
        "livelihood",
        _visit("{t}走访{v}{a}，孩子上学的学费还差一截，帮{ta}联系了慈善总会，{due}前有答复"),
        _issue("{v}{a}家孩子的助学金批下来了"),
    ),
    Story(
        "livelihood",
        _visit("{t}入户{v}{a}家，腿脚不便想申请一辆轮椅，已报残联"),
        _issue("{v}{a}的轮椅批下来了"),
    ),
    Story(
        "livelihood",
        _visit("{t}走访{v}{a}，想找个工作，帮{ta}联系了人社所"),
        _issue("{v}{a}的工作找到了，在来料加工点"),
    ),
    Story("livelihood", _issue("{t}{v}{a}的养老金认证手机上弄不来，我帮{ta}认证好了"), None),
    Story("livelihood", _issue("{t}{v}{a}的低保年审帮{ta}办好了"), None),
)

DISPUTE: Final = (
    Story(
        "dispute",
        _issue("{t}{v}{a}和{b}为宅基地边界吵起来，我和村调解员去劝了半天，还没谈拢，{due}再谈"),
        _issue("{v}{a}和{b}两家宅基地边界的事调解好了，双方签了协议"),
        _issue("{v}{a}和{b}为宅基地边界又吵了一回，还是谈不拢"),
    ),
    Story(
        "dispute",
        _issue("{t}{v}{a}跟{b}为晒场堆柴的事吵嘴，劝了一上午，心里都还有气"),
        _issue("{v}{a}跟{b}堆柴吵嘴的事说开了，两家握手言和"),
    ),
    Story(
        "dispute",
        _issue("{t}{v}{a}说老板欠了{ta}三个月工资没给，已联系人社所，答应{due}前答复"),
        _issue("{v}{a}的工资要回来了"),
    ),
    Story(
        "dispute",
        _issue("{t}{v}{a}和{b}争山界，翻了林权证还是说不清，已请林业站来量"),
        _issue("{v}{a}和{b}争山界的事谈妥了，双方签了字"),
    ),
    Story(
        "dispute",
        _issue("{t}{v}{a}和弟弟为老人赡养的事闹矛盾，{due}叫到村委会一起谈"),
        _issue("{v}{a}和弟弟赡养老人的事谈妥了，签了协议"),
    ),
    Story(
        "dispute",
        _issue("{t}{v}{a}和{b}为滴水檐的事争吵，{due}上门再调"),
        _issue("{v}{a}和{b}滴水檐的纠纷调解好了"),
    ),
    Story("dispute", _issue("{t}{v}{a}婆媳闹矛盾，妇女主任去劝了，两人和好了"), None),
)

POLICY: Final = (
    Story(
        "policy",
        _issue("{t}{v}{a}问耕地地力补贴怎么还没到账，已联系农业办核实"),
        _issue("{v}{a}的耕地地力补贴到账了"),
    ),
    Story(
        "policy",
        _visit("{t}走访{v}{a}，问农机补贴什么时候发，我说{due}前回复{ta}"),
        _issue("{v}{a}的农机补贴发下来了"),
    ),
    Story(
        "policy",
        _issue("{t}{v}{a}反映种粮补贴面积登错了，少登两亩，已报农业办"),
        _issue("{v}{a}家的种粮补贴面积更正好了"),
    ),
    Story(
        "policy",
        _issue("{t}{a}反映{V}公益林补偿金没打到卡上，已联系林业站"),
        _issue("{v}{a}的公益林补偿金到账了"),
        _issue("{v}{a}又来问公益林补偿金，还没打到卡上"),
    ),
    Story("policy", _visit("{t}走访{v}{a}，油茶补贴没发到，问了农业办，今天已经补发到账"), None),
)

ENVIRONMENT: Final = (
    Story(
        "environment",
        _issue("{t}{v}{g}组垃圾桶满了好几天没人清，味道很大，已联系环卫所"),
        _issue("{v}{g}组的垃圾清运走了"),
        _issue("{v}{g}组垃圾桶又满了没人清，再催了环卫所"),
    ),
    Story(
        "environment",
        _issue("{t}{v}溪里漂着不少垃圾，叫了保洁员，{due}前清理"),
        _issue("{v}溪里的垃圾清理干净了"),
    ),
    Story(
        "environment",
        _issue("{t}{a}反映{V}养猪场污水直排，臭得很，已报环保所"),
        _issue("{v}养猪场污水直排的事整改到位了"),
    ),
    Story(
        "environment",
        _visit("{t}走访{v}{a}，屋后的化粪池满了往外溢，已联系环卫公司来抽"),
        _issue("{v}{a}家的化粪池抽干净了，处理好了"),
    ),
    Story(
        "environment",
        _issue("{t}{v}村口公厕堵了，脏得没法用，已叫保洁公司{due}前来通"),
        _issue("{v}村口公厕疏通好了"),
    ),
    Story(
        "environment",
        _issue("{t}{v}{g}组河边倒了一大堆建筑垃圾，已报城管"),
        _issue("{v}{g}组河边的建筑垃圾清运完了"),
    ),
)

SAFETY: Final = (
    Story(
        "safety",
        _visit("{t}入户{v}{a}家，电线老化，怕起火花，已叫电工{due}前来换"),
        _issue("{v}{a}家的电线换好了，安全隐患排除了"),
    ),
    Story(
        "safety",
        _issue("{t}{v}池塘边没有护栏，小孩常去玩，有安全隐患，已报建设办"),
        _issue("{v}池塘边的安全护栏装好了，隐患消除了"),
    ),
    Story(
        "safety",
        _visit("{t}走访{v}{a}，煤气瓶放在灶膛边上，有安全隐患，叫{ta}{due}前挪走"),
        _issue("{v}{a}家灶膛边的煤气瓶挪走了，隐患排除了"),
    ),
    Story(
        "safety",
        _issue("{t}{v}小店在卖过期食品，已报市场监管所"),
        _issue("{v}小店的过期食品处理了"),
    ),
    Story("safety", _issue("{t}{v}{a}接到冒充公安的诈骗电话，差点转账，我陪{ta}去派出所报了案，钱追回来了"), None),
)

URGENT: Final = (
    Story(
        "safety",
        _issue("{t}{v}{g}组后山落石滚到路上，情况紧急，已报应急办，先拉了警戒线"),
        _issue("{v}{g}组后山的落石清理掉了"),
        urgent=True,
    ),
    Story(
        "safety",
        _issue("{t}{v}{a}的老屋土墙要倒，很危险，先让{ta}住到亲戚那里，已报应急办"),
        _issue("{v}{a}老屋的危墙拆掉了"),
        urgent=True,
    ),
    Story(
        "infrastructure",
        _issue("{t}{v}{g}组自来水管爆了，全组停水，急，自来水公司答应今天派人来"),
        _issue("{v}{g}组爆了的自来水管修好了"),
        urgent=True,
    ),
    Story("safety", _issue("{t}{v}{a}的柴房着火，扑灭了，没人受伤"), None, urgent=True),
)

INDUSTRY: Final = (
    Story(
        "industry",
        _visit("{t}走访{v}{a}，番薯干卖不出去，还有两百斤，帮{ta}联系了供销社"),
        _issue("{v}{a}的番薯干滞销，现在都卖完了"),
    ),
    Story(
        "industry",
        _issue("{t}{v}{a}反映养的鸡死了十几只，不知道什么病，已请畜牧站{due}前来看"),
        _issue("{v}{a}的鸡生病的事处理好了，打了疫苗"),
    ),
    Story(
        "industry",
        _visit("{t}走访{v}{a}，想扩大茶园，缺资金想贷款，帮{ta}联系了农商银行"),
        _issue("{v}{a}茶园贷款难的事解决了，贷款到了"),
    ),
    Story(
        "industry",
        _issue("{t}{v}{a}反映香菇棚被风吹倒了，已联系保险公司来定损"),
        _issue("{v}{a}香菇棚倒了的损失，保险赔付到位了"),
    ),
    Story(
        "industry",
        _visit("{t}走访{v}{a}，种的黄桃长虫，已请农技站{due}前来看"),
        _issue("{v}{a}家的黄桃虫害治好了"),
    ),
    Story(
        "industry",
        _visit("{t}去{V}走访{a}，想学电商卖笋干，帮{ta}问问培训班"),
        _issue("{v}{a}笋干的销路问题解决了，在网上卖完了"),
    ),
)

GOVERNANCE: Final = (
    Story(
        "governance",
        _issue("{t}{v}{a}反映村务公开栏三个月没更新，账目看不到"),
        _issue("{v}村务公开栏没更新的问题解决了，账目贴出来了"),
    ),
    Story(
        "governance",
        _issue("{t}{v}{a}问集体山林承包款的账目怎么没公开，要求查一查"),
        _issue("{v}集体山林承包款账目没公开的问题整改到位了"),
    ),
    Story(
        "governance",
        _issue("{t}有村民反映{V}村干部作风不好，办事拖拉"),
        _issue("{v}村干部作风的问题整改到位了"),
    ),
)

PETITION: Final = (
    Story(
        "petition",
        _issue("{t}{v}{a}说征地补偿款再不给就去县里上访，已向镇领导汇报"),
        _issue("{v}{a}要上访的事化解了，征地补偿款跟{ta}讲清楚了"),
    ),
    Story(
        "petition",
        _issue("{t}{v}有七八户为修路占地的事要集体上访，已报信访办，先稳住了"),
        _issue("{v}修路占地集体上访的事化解了，都签了字"),
    ),
)

OTHER: Final = (
    Story(
        "other",
        _issue("{t}{v}{a}的身份证到期了，不会网上预约，我帮{ta}约了派出所"),
        _issue("{v}{a}的身份证办好了"),
    ),
    Story(
        "other",
        _issue("{t}{v}{a}想翻建老房子，建房审批手续不会办，帮{ta}问了建设办"),
        _issue("{v}{a}的建房审批办下来了"),
    ),
    Story(
        "other",
        _issue("{t}{v}{a}反映小孩户口办不下来，已联系派出所"),
        _issue("{v}{a}家小孩的户口办好了"),
    ),
    Story(
        "other",
        _issue("{t}{v}{a}想开小吃店，营业执照不会办，帮{ta}问了市场监管所"),
        _issue("{v}{a}的营业执照办下来了"),
    ),
)

STORIES: Final = (
    *INFRASTRUCTURE,
    *LIVELIHOOD,
    *DISPUTE,
    *POLICY,
    *ENVIRONMENT,
    *SAFETY,
    *INDUSTRY,
    *GOVERNANCE,
    *PETITION,
    *OTHER,
)

# A visit is one way of going and one thing found there.
GOING: Final = (
    "{t}去{V}走访{a}",
    "{t}走访{v}{a}、{b}两户",
    "{t}到{V}看望{a}",
    "{t}入户{v}{a}家",
    "{t}回访{v}{a}",
    "{t}去{V}走访了{a}、{b}",
    "{t}到{V}{a}家坐了坐",
    "{t}走访{v}{a}",
)
FOUND: Final = (
    "，身体硬朗，没啥困难",
    "，家里都好，没反映问题",
    "，精神不错，没什么困难",
    "，今年收成不错",
    "，收入稳定，没有返贫风险",
    "，一切正常",
    "，吃穿不愁",
    "，没啥事",
    "，聊了聊家常，都挺好",
    "，送了一袋米和一桶油",
    "，帮{ta}晒了被子",
    "，给老人量了血压，正常",
    "，跟老人讲了防诈骗",
    "，讲了医保缴费的政策",
    "，把药送到了",
    "，孩子读书用功，家里没困难",
)

WARM: Final = (4, 5, 6, 7, 8, 9, 10)
COLD: Final = (1, 2, 3, 4, 10, 11, 12)


def _duty(*texts: str, months: tuple[int, ...] = ()) -> tuple[Sentence, ...]:
    return tuple(Sentence("duty", text, months) for text in texts)


# Work that is neither visit nor matter, by the duty it is done for. Opinion and mediation come with visits and matters.
DUTY_WORK: Final[dict[str, tuple[Sentence, ...]]] = {
    "team": _duty(
        "{t}参加{V}两委班子会，商量下个月的工作",
        "{t}在{V}支部上了一堂党课，到会党员{n}人",
        "{t}列席{V}支委会，督促做好发展党员材料",
        "{t}跟{V}村书记谈心谈话，交流班子分工",
        "{t}参加{V}支部主题党日",
    ),
    "coordination": _duty(
        "{t}协调{V}和供电所把架线的位置定了",
        "{t}联系电信公司和{V}村委对接光缆迁移",
        "{t}陪水利站的人到{V}踏勘，把项目对接好了",
    ),
    "service": _duty(
        "{t}{v}便民服务日，给老人代办社保认证{n}件",
        "{t}组织{V}志愿者给老人理发，来了{n}人",
        "{t}在{V}便民服务点代缴医保，办了{n}户",
    ),
    "policy": _duty(
        "{t}{v}用大喇叭宣传医保缴费政策，发传单{n}份",
        "{t}组织{V}村民学习民法典，到了{n}人",
        "{t}在{V}开展反诈宣传，发了宣传单{n}份",
    ),
    "opinion": _duty("{t}在{V}开院坝会听村情民意，到了{n}人"),
    "mediation": _duty(
        "{t}参加{V}矛盾纠纷排查，没有新情况",
        "{t}组织{V}村干部开展矛盾纠纷排查",
    ),
    "democracy": _duty(
        "{t}参加{V}村民代表会议，表决村规民约，全票通过",
        "{t}督促{V}更新三务公开栏",
        "{t}跟{V}监委会对了上季度的账",
        "{t}指导{V}开展三务公开",
    ),
    "development": _duty(
        "{t}组织{V}村民参加农技培训，到了{n}人",
        "{t}带{V}合作社的人去看示范基地",
        "{t}请农技员给{V}种植户上了一堂技术课",
    ),
    "priority": (
        *_duty(
            "{t}组织{V}开展消防安全检查",
            "{t}{v}环境整治日，组织党员打扫村道",
            "{t}巡河，{V}段没有问题",
        ),
        *_duty("{t}{v}森林防火巡查，没发现火点", months=COLD),
        *_duty("{t}{v}防汛巡查，没发现险情", months=WARM),
    ),
}
