"""Whether another body was turned to, or has taken a matter up."""

from __future__ import annotations

import re
from typing import Final

from handlers.patterns import regex
from handlers.reading.clauses import Clause
from handlers.reading.lexicon import Hit
from handlers.reading.plain import DAY, OFFICIAL
from handlers.reading.words import lists

DENIED: Final = regex(r"(?:没有|没|未|不|还没|无人|没人|不肯|不愿|得|该|还要|需要)[^,]{0,3}$")
WISH: Final = regex(
    r"(?:让(?![他她老])[^,;。我]{1,8}|想让|想请|希望|要求|请求|恳请|能不能|能否|可否|求|盼|需要|想|让我|建议|请)[^,;。]{0,8}$"
)
_CALLED: Final = regex(
    r"(?:叫|喊|请|找|安排|联系)了?(?:人|师傅|个师傅|电工|水电工|工人|施工队|挖机|人手|吊车)(?!家|大)"
)
_REPORTED: Final = regex(
    r"(?:已|已经|及时|马上|立即|当即|第一时间|立刻)(?:上报|报告|报修|报警|报案|反馈|对接|转办|转交|汇报|报了)|报了?警(?!器)|报了?案|报了?修|报险|报了镇|报给了?"
)
_UNIT: Final = (
    r"(?:[\u4e00-\u9fff]{1,5}(?:所|站|局|办|公司|中心|大队|中队|疾控|保险|法庭|联社|银行|学校)"
    r"|镇上|县上|村上|乡上|镇里|县里|乡里|街道)"
)
_BODY_TOLD: Final = regex(
    rf"(?:跟|和|给|向|同|与){_UNIT}(?:的人|那边|领导)?[^,;。]{{0,4}}(?:说|打了?电话|打过|讲(?!了?一?[堂课节])|反映|汇报|报告|报了|联系|对接|沟通|商量|约|递|提)|叫的?120|(?:和|跟|同|会同|联合|陪同?){_UNIT}(?:的人|的同志|几个人)?(?:一起|一同|去|到|现场|看|把|上门|来(?!的))|打了?120|(?:已|已经)?(?:上报|报给|报到|报了|通知了?|转给|联系了?|对接了?|催了){_UNIT}"
)
_WORKMEN: Final = regex(
    r"(?:电工|师傅|施工队|工程队|养护队|抢修队|维修队|厂家)(?:来|给|就|已经|已)?(?:了)?(?:换|修|装|接|通|清|抢|弄)"
)
_TOWARDS: Final = regex(
    rf"(?:向|跟|和|与|同|给|找)[^,;。]{{0,3}}{OFFICIAL}[^,;。]{{0,6}}(?:汇报|报告|反映|说|请示|沟通|对接|商量|联系|讲)|(?:联系|报告|汇报|请|通知|约)了?{OFFICIAL}"
)
# Bodies people also just go to: they count only if they are contacted.
_VISITED_BODIES: Final = frozenset(lists("weights")["visited bodies"])
_TOLD_VILLAGE: Final = frozenset(lists("weights")["told the village"])
# A body that is in no list is known by its last character and by what it does.
_ANY_UNIT: Final = (
    r"[\u4e00-\u9fff]{1,6}?(?:所|站|局|办|公司|中心|大队|中队|支队|交警队|公路段|水利执法|执法队|支局|地质队|勘测队|消防队|抢修队|"
    r"专班|法庭|纪委|热线|供销社|信用社|银行|工会|妇联|残联)"
)
_ANSWERS: Final = regex(
    r"(?:那头|那边|对方|人家|他们|说)(?:都|就)?(?:说|答复|回复|回话|答应|讲|表示|是|后天|明天|下周|周)"
)
_PROFESSION: Final = regex(
    r"(?:约|请|叫|联系|找来|找了)(?:了|好)?[^,;。]{0,4}(?:老师(?!讲)|大夫|师傅|专家|技术员|律师|法律援助)"
)
_UNIT_ENDS: Final = regex(
    "所|站|局|办|公司|中心|大队|中队|支队|交警队|公路段|水利执法|执法队|质队|测队|防队|修队|专班|法庭|纪委|热线|销社|用社|银行|工会|妇联|残联"
)
_NO_UNIT: Final = regex(
    "厕所|场所|住所|处所|加油站|车站|网站|小卖所|诊所|卫生所|补办|代办|新办|帮办|开办|承办|申办|"
    "怎么办|咋办|没办|举办|筹办|停办|当局|结局|饭局|牌局|布局|邮局门|理财公司|外地公司"
)
_UNIT_DID: Final = regex(
    rf"(?P<unit>{_ANY_UNIT})(?:的)?(?:人|那边|那头|师傅|同志|专家|老师|干部|工作人员|技术员|电工|工程师|领导)?(?:{DAY}|{OFFICIAL}|已经|已|当天|当场|下午|上午|今早|连夜|马上|随后|也|就|都|正|这边|他们)*"
    r"(?:[^,;。没不]{0,7}?(?:就|分钟|小时))?"
    r"(?:答应|应承|应下|应了|承诺|保证|答复|回复|回话|回应|回电|回了|表示|表态|说|讲|称|告知|同意|受理|立案|接单|接手|接了|安排|排了|排期|列入|列了|纳入|"
    r"派|来(?![的自了回路])|带人|来车|来看|来了|来取|来量|来查|来修|来换|来测|来清|来勘|来装|到$|到场|到现场|到了|到位|进场|赶到|赶来|出警|出动|出具|取样|采样|采了|取了|抽样|抽了|检测|化验|鉴定|测|量了|勘|踏勘|评估|定损|核实|核查|查了|查封|"
    r"调走|调取|调查|约谈|介入|处理|整改|抢修|修|换|装|清|拉走|拖走|抽|锯|砍|拆|收了|收下|收走|登记|下了|开了|限|批|拨|给了|协调|出面|牵头|成立|在查|在修|在办|接访|复验|补|追|冻结|止付|带走|劝|会|要来|能)"
)
_TURNED_TO: Final = regex(
    rf"(?:联系|联络|召集|报给|报到|报了|报|上报|转给|转到|转了|转|发给|发到|传给|寄给|反映给|反馈给|汇报给|请|邀|邀请|约|约了|叫|喊|找|找了|让|托|催|催了|协调|对接|通知|拨通|拨打|打给|打|发函给|递到|递给|送到|送|交到|交给|提交|咨询|问了|求助|求|拿去|拿到|送检)(?:了|过|上|到)?[^,;。没不]{{0,4}}?(?P<unit>{_ANY_UNIT})(?!门口|旁|边|附近)"
    rf"|(?:跟|和|与|同|会同|联合|拉上|带上|叫上|约上|喊上)[^,;。没不]{{0,3}}?(?P<unit2>{_ANY_UNIT})[^,;。]{{0,5}}(?:打了?招呼|打了?电话|通了?电话|说好|谈|商量|沟通|对接|联系|一起|一道|一块|坐|到|把|去|上门|碰|开)"
    rf"|把[^,;。]{{0,4}}(?P<unit3>{_ANY_UNIT})[^,;。]{{0,12}}(?:叫|请|喊|约|拉|凑)(?:到|来|在|上)"
)


def coordinates(clause: Clause) -> bool:
    """The clause tells so; whether in a ticket that merely arrives is not looked at."""
    text = clause.text
    if _any_unit(text) or _PROFESSION.search(text) or _BODY_TOLD.search(text) or _WORKMEN.search(text):
        return True
    if _CALLED.search(text) or _REPORTED.search(text) or _TOWARDS.search(text):
        return True
    bodies = [h for h in clause.hits if "body" in h.word.signs]
    contacts = [
        h
        for h in clause.hits
        if "contact" in h.word.signs and not WISH.search(clause.before(h)) and not DENIED.search(clause.before(h))
    ]
    if contacts and any(_reached(clause, contact, body) for contact in contacts for body in bodies):
        return True
    if any(h for h in clause.hits if "village body" in h.word.signs) and any(_told_village(h) for h in contacts):
        return True
    return any(_took_up(clause, body) for body in bodies)


def _reached(clause: Clause, contact: Hit, body: Hit) -> bool:
    """联系水利站, 跟水利站联系; 12 characters apart at most. 反映 alone needs the body after it or 向 before."""
    near = body.start - contact.end <= 12 and contact.start - body.end <= 12
    if contact.start > body.start:
        led = re.search(r"(?:向|跟|和|与|同|给|找|让|叫|请|帮)[^,;。]{0,6}$", clause.before(body))
        return near and bool(led or body.start == clause.start)
    if body.word.text in _VISITED_BODIES and contact.word.text in ("找", "问", "请", "报", "转", "约", "叫"):
        return near and contact.word.text != "找" and contact.word.text != "转" and contact.word.text != "报"
    return near


def _told_village(hit: Hit) -> bool:
    return hit.word.text in _TOLD_VILLAGE


def _took_up(clause: Clause, body: Hit) -> bool:
    if body.word.text in _VISITED_BODIES:
        return False
    after = clause.text[body.end - clause.start : body.end - clause.start + 12]
    return any("take up" in h.word.signs and 0 <= h.start - body.end <= 6 + after.count(DAY) for h in clause.hits)


def _any_unit(text: str) -> bool:
    """A body of any name acts, or is turned to; what a villager wishes of it is left out."""
    if not _UNIT_ENDS.search(text):
        return False
    for pattern in (_UNIT_DID, _TURNED_TO):
        for found in pattern.finditer(text):
            unit = next(filter(None, found.groups()))
            before = text[: found.start()]
            if not _NO_UNIT.search(unit) and not WISH.search(before) and not DENIED.search(before):
                return True
    return False


def names_a_body(clause: Clause) -> bool:
    """A body is named, whatever it does."""
    return any("body" in hit.word.signs for hit in clause.hits) or bool(_UNIT_ENDS.search(clause.text))


def answers(clause: Clause) -> bool:
    """那头说月底前给结果: the body named before answers."""
    return bool(_ANSWERS.match(clause.text))
