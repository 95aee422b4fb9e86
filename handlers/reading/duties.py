"""Which of the nine duties a sentence is evidence for."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from handlers.reading.clauses import Clause
from handlers.reading.lexicon import Hit
from handlers.reading.plain import DAY, OFFICIAL, PERSON
from handlers.reading.words import lists
from storage.vocabulary import DUTY_CODES

OF_CATEGORY: Final = {
    "dispute": "mediation", "petition": "mediation", "safety": "priority", "environment": "priority",
    "industry": "development", "governance": "democracy",
}  # fmt: skip

_OF_TOPIC: Final = {"environment": "priority", "safety": "priority", "industry": "development"}
_DOES: Final = re.compile(
    r"^[^,;。]{0,8}(?:清理|清运|打扫|清扫|打捞|清洗|修剪|铲|捡|整治|拆除|检查|查看|查了|抽查|带[^,;。]{1,10}(?:看|到|去)|请[^,;。]{1,10}(?:看|讲|来)|指导|跑)"
)
_DENIED: Final = re.compile(r"(?:没有|没|未|不|还没|无人|没人|不肯|不愿)[^,]{0,3}$")
_FOR: Final = re.compile(
    rf"帮|替|代|给(?=[认办装修换弄缴交填捎送垫贴])|给[^,;。]{{0,4}}(?:{PERSON}|他|她|老人|老|两|孩|村民)|为[^,;。]{{0,3}}(?:{PERSON}|他|她|老人|群众|村民|老)|我[^,;。]{{0,6}}(?:开车|陪|带(?:着|了)?(?:他|她|老|孩|{PERSON}))"
)
_BRINGING: Final = re.compile(
    r"带(?:着|了)?(?:他|她|老人|孩子|村医|医生)[^,;。]{0,6}(?:去|到|看)|(?:领|取|拿|带|办|捎)(?:了|回来|来)?[^,;。]{0,6}给了?[他她它]|给[^,;。]{0,4}(?:认证|办|装|修|换|缴|交|弄|填|报|打扫|剪|洗)[^,;。]{0,3}了|带给|送[他她它]|送到[他她]|把[^,;。]{1,12}(?:送|带|拿|交)[去到给来过]"
)
_HELPED: Final = re.compile(r"帮|代办|接送|陪|给[^,;。]{0,6}(?:老人|五保|低保|户|老党员|孩子|残疾)|了")
_FOR_THE_WEAK: Final = re.compile(
    r"(?:打扫|收拾|整理|清洗|洗|剪|理|换|修|装|劈|晒|送|买)了?[^,;。]{0,6}(?:老人|五保|老党员|独居|孤寡|残疾|困难户|困境儿童)"
)
_WISH: Final = re.compile(r"(?:想让|想请|希望|要求|请求|恳请|能不能|能否|可否|求|盼|需要|想|让我|建议|请)[^,;。]{0,8}$")
_CALLED: Final = re.compile(
    r"(?:叫|喊|请|找|安排|联系)了?(?:人|师傅|个师傅|电工|水电工|工人|施工队|挖机|人手|吊车)(?!家|大)"
)
_REPORTED: Final = re.compile(
    r"(?:已|已经|及时|马上|立即|当即|第一时间|立刻)(?:上报|报告|报修|报警|报案|反馈|对接|转办|转交|汇报|报了)|报了?警(?!器)|报了?案|报了?修|报险|报了镇|报给了?"
)
_UNIT: Final = (
    r"(?:[\u4e00-\u9fff]{1,5}(?:所|站|局|办|公司|中心|大队|中队|疾控|保险|法庭|联社|银行|学校)"
    r"|镇上|县上|村上|乡上|镇里|县里|乡里|街道)"
)
_BODY_TOLD: Final = re.compile(
    rf"(?:跟|和|给|向|同|与){_UNIT}(?:的人|那边|领导)?[^,;。]{{0,4}}(?:说|打了?电话|打过|讲|反映|汇报|报告|报了|联系|对接|沟通|商量|约|递|提)|叫的?120|(?:和|跟|同|会同|联合|陪同?){_UNIT}(?:的人|的同志|几个人)?(?:一起|一同|去|到|现场|看|把|上门|来)|打了?120|(?:已|已经)?(?:上报|报给|报到|报了|通知了?|转给|联系了?|对接了?|催了){_UNIT}"
)
_THEM: Final = rf"(?:他|她|老人|老人家|他们|{PERSON}+)(?:们|家)?"
_TOLD_HOW: Final = re.compile(
    r"(?:把|将)[^,;。]{1,14}(?:讲|说|解释|算)(?:给|清|明|了一遍|了一下|了讲|了说)"
    rf"|给{_THEM}(?:都|细细|仔细|详细|当面)?(?:算|讲|说)了(?:一遍|算|讲|说|政策|$)"
    r"|(?:给|向|对)[^,;。]{0,16}(?:讲|上)了?(?:怎么|如何|一课|一堂|政策|法|安全|[^,;。]{0,6}知识)|一一解答|逐一解答"
    r"|学[了习][^,;。]{0,6}(?:法|条例|政策|文件精神)"
)
_WORKMEN: Final = re.compile(
    r"(?:电工|师傅|施工队|工程队|养护队|抢修队|维修队|厂家)(?:来|给|就|已经|已)?(?:了)?(?:换|修|装|接|通|清|抢|弄)"
)
_TOWARDS: Final = re.compile(
    rf"(?:向|跟|和|与|同|给|找)[^,;。]{{0,3}}{OFFICIAL}[^,;。]{{0,6}}(?:汇报|报告|反映|说|请示|沟通|对接|商量|联系|讲)|(?:联系|报告|汇报|请|通知|约)了?{OFFICIAL}"
)
# Bodies people also just go to: they count only if they are contacted.
_VISITED_BODIES: Final = frozenset(lists("weights")["visited bodies"])
_TOLD_VILLAGE: Final = frozenset(lists("weights")["told the village"])
_ABOUT: Final = ("dispute", "petition")


def duties_of(
    clauses: Sequence[Clause], categories: Collection[str], told: Collection[int], visit: bool
) -> tuple[str, ...]:
    """The codes in the order of the scheme. `told`: clauses that tell of matters; meetings are not looked for there."""
    found = {OF_CATEGORY[c] for c in categories if c in OF_CATEGORY}
    if visit:
        found.add("opinion")
    for number, clause in enumerate(clauses):
        if clause.asked:
            continue
        if number not in told and not clause.planned:
            found |= {duty for duty, _ in clause.work if duty != "any"}
            found |= {
                _OF_TOPIC[c] for t, _ in clause.topics if (c := t.split("/")[0]) in _OF_TOPIC and _at_work(clause)
            }
        if _serves(clause, clauses, visit or bool(categories)):
            found.add("service")
        if explains(clause):
            found.add("policy")
        if _coordinates(clause):
            found.add("coordination")
    return tuple(code for code in DUTY_CODES if code in found)


def _at_work(clause: Clause) -> bool:
    """The cadre does something about it himself: 清理了路边的杂草, 带专家看了葡萄园."""
    return bool(_DOES.search(clause.text)) and "fine" not in clause.signs


def _before(clause: Clause, hit: Hit) -> str:
    return clause.text[: hit.start - clause.start]


def _serves(clause: Clause, clauses: Sequence[Clause], record: bool) -> bool:
    """Practical help given by the cadre, not wished for by the villager."""
    helps = record or _FOR_THE_WEAK.search(clause.text) or any(c.people for c in clauses) or _HELPED.search(clause.text)
    if not helps or "plan" in clause.signs:
        return False
    for hit in clause.hits:
        signs, before = hit.word.signs, _before(clause, hit)
        if _DENIED.search(before) or _WISH.search(before):
            continue
        if "service" in signs and not (hit.word.text in ("帮", "帮忙", "帮着") and _asks_body(clause, hit)):
            return True
        if "service for" in signs and _FOR.search(clause.text, 0, hit.end - clause.start):
            return True
    if _FOR_THE_WEAK.search(clause.text):
        return True
    bringing = _BRINGING.search(clause.text)
    return bool(bringing and not _WISH.search(clause.text[: bringing.start()]) and not clause.text.startswith("想"))


def _asks_body(clause: Clause, hit: Hit) -> bool:
    """让镇里帮忙 is a wish, 帮他 is help."""
    return bool(
        re.search(rf"(?:让|请|叫|要)[^,;。]{{0,6}}$|{PERSON}[^,;。]{{0,3}}$", _before(clause, hit))
    ) and "我" not in _before(clause, hit)


def explains(clause: Clause) -> bool:
    """A policy, a rule or a sum is explained to somebody."""
    for hit in clause.hits:
        if "explain" not in hit.word.signs or clause.planned:
            continue
        before = _before(clause, hit)
        if hit.word.text == "政策" and not re.search(
            r"(?:讲|说|宣传|解释|介绍|告知|宣讲|学|算|对照|送)[^,;。]{0,6}$", before
        ):
            continue
        if not _DENIED.search(before) and not re.search(r"(?:要求|希望|想|需要|请)[^,;。]{0,6}$", before):
            return True
    return bool(_TOLD_HOW.search(clause.text))


def _coordinates(clause: Clause) -> bool:
    text = clause.text
    if _BODY_TOLD.search(text) or _WORKMEN.search(text):
        return True
    if _CALLED.search(text) or _REPORTED.search(text) or _TOWARDS.search(text):
        return True
    bodies = [h for h in clause.hits if "body" in h.word.signs]
    contacts = [
        h
        for h in clause.hits
        if "contact" in h.word.signs and not _WISH.search(_before(clause, h)) and not _DENIED.search(_before(clause, h))
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
        led = re.search(r"(?:向|跟|和|与|同|给|找|让|叫|请|帮)[^,;。]{0,6}$", _before(clause, body))
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
