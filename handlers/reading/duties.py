"""Which of the nine duties a sentence is evidence for."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Final

from handlers.patterns import regex
from handlers.reading.bodies import DENIED, WISH, answers, coordinates, names_a_body
from handlers.reading.clauses import Clause
from handlers.reading.lexicon import Hit
from handlers.reading.plain import PERSON
from storage.vocabulary import DUTY_CODES

OF_CATEGORY: Final = {
    "dispute": "mediation", "petition": "mediation", "safety": "priority", "environment": "priority",
    "industry": "development", "governance": "democracy",
}  # fmt: skip

_OF_TOPIC: Final = {"environment": "priority", "safety": "priority", "industry": "development"}
_LED_OTHERS: Final = regex(
    r"^[^,;。]{0,8}(?:带|领|组织|发动|喊|叫)(?:着|上|了|领)?[^,;。]{0,10}(?:把|将|清|铲|扫|捞|疏通|填|挖)[^,;。]{0,14}(?:垃圾|泥|雪|冰|草|沟|渠|塘|河|杂物|路|水葫芦|淤|石|树)"
)
_DOES: Final = regex(
    r"^[^,;。]{0,12}(?:全捞|捞了|捞完|[过排查摸筛巡]了?一?遍|挨个|清了|贴了?警示|贴了|拉了?警戒|装了|收缴|没收)|^[^,;。]{0,8}(?:清理|清运|打扫|清扫|打捞|清洗|修剪|铲|捡|整治|拆除|检查|查看|查了|抽查|督促|教|领|带[^,;。]{1,10}(?:看|到|去)|请[^,;。]{1,10}(?:看|讲|来)|指导|跑|带人把)"
)
_FOR: Final = regex(
    rf"帮|替|代|给(?=[认办装修换弄缴交填捎送垫贴])|给[^,;。]{{0,4}}(?:{PERSON}|他|她|老人|老|两|孩|村民)|为[^,;。]{{0,3}}(?:{PERSON}|他|她|老人|群众|村民|老)|我[^,;。]{{0,6}}(?:开车|陪|带(?:着|了)?(?:他|她|老|孩|{PERSON}))"
)
_BRINGING: Final = regex(
    r"带(?:着|了)?(?:他|她|老人|孩子|村医|医生)[^,;。]{0,6}(?:去|到|看)|(?:领|取|拿|带|办|捎)(?:了|回来|来)?[^,;。]{0,6}给了?[他她它]|给(?![^,;。]{0,5}[所站局办队司院])[^,;。]{0,4}(?:认证|办|装|修|换|缴|交|弄|填|报|打扫|剪|洗)[^,;。]{0,3}了|(?<![还包卖租分发付])给(?:[他她]|老人|人家|老两口)?[钉拍补充装换修剪理填缴量测挑劈洗扫晒捎贴搬扛抬]|我(?:重填|补填|代填)|拉(?:了|着)?[^,;。]{1,8}(?:去|到)[^,;。]{0,6}(?:医院|妇幼|卫生院|检查|体检|筛查)|给[^,;。]{0,6}(?:娃|孩子|学生|儿童|老人)[^,;。]{0,4}发|带给|送[他她它]|送到[他她]|把[^,;。]{1,12}(?:送|带|拿|交)[去到给来过]"
)
_HELPED: Final = regex(r"帮|代办|接送|陪|给[^,;。]{0,6}(?:老人|五保|低保|户|老党员|孩子|残疾)|了")
_FOR_THE_WEAK: Final = regex(
    r"(?:打扫|收拾|整理|清洗|洗|剪|理|换|修|装|劈|晒|送|买)了?[^,;。]{0,6}(?:老人|五保|老党员|独居|孤寡|残疾|困难户|困境儿童)"
    r"|(?:给|帮|替|为)[^,;。]{0,14}(?:老人|五保|独居|残疾|困难户|低保户|群众|村民|乡亲)[^,;。]{0,6}(?:做|办|认证|拍|照|量|测|填|交|缴|录|领|送|剪|理)"
    r"|把[^,;。]{1,16}(?:发|送|交|递)到(?:手上|手里|手中|户|家里|家中|每户|各户|老人)"
)
_THEM: Final = rf"(?:他|她|老人|老人家|他们|{PERSON}+)(?:们|家)?"
_TOLD_HOW: Final = regex(
    r"(?:把|将)[^,;。]{1,14}(?:讲|说|解释|算)(?:给|清|明|了一遍|了一下|了讲|了说)"
    rf"|给{_THEM}(?:都|细细|仔细|详细|当面)?(?:算|讲|说)了(?:一遍|算|讲|说|政策|$)"
    r"|(?:给|向|对)[^,;。]{0,16}(?:讲|上)了?(?:(?:怎么|如何)(?!种|养|治|剪|拉枝|施肥|打药|嫁接|管|防[^,;。]{0,4}[虫病瘟虱])|一[课堂](?!党|微党|[^,;。]{0,6}(?:技术|剪枝|嫁接|栽培|养殖|种植|管理))|政策|法|安全|[^,;。]{0,6}知识)|一一解答|逐一解答"
    rf"|(?:念|读|翻|讲|解释|摆|说|算)[^,;。]{{0,8}}给{_THEM}(?:听|看)"
    rf"|给(?:{_THEM})?(?:大家|大伙|群众)?(?:讲|念|解释|说明)了|查了?(?:文件|政策|标准)|一条条?地?(?:念|讲|解释)|(?:说|讲)了(?:条件|政策|规定|流程|标准|要求|办法)|翻[^,;。]{{0,4}}(?:文件|条文|政策)"
    r"|学[了习][^,;。]{0,6}(?:法|条例|政策|文件精神)"
)
_ABOUT: Final = ("dispute", "petition")


def duties_of(
    clauses: Sequence[Clause], categories: Collection[str], told: Collection[int], visit: bool
) -> tuple[str, ...]:
    """The codes in the order of the scheme. `told`: clauses that tell of matters; meetings are not looked for there."""
    found = {OF_CATEGORY[c] for c in categories if c in OF_CATEGORY}
    if visit:
        found.add("opinion")
    turned = False
    for number, clause in enumerate(clauses):
        if clause.asked:
            continue
        if number not in told and not clause.planned:
            found |= {duty for duty, _ in clause.work if duty != "any"}
            found |= {
                _OF_TOPIC[c] for t, _ in clause.topics if (c := t.split("/")[0]) in _OF_TOPIC and _at_work(clause)
            }
        if number not in told and _LED_OTHERS.search(clause.text):
            found.add("priority")
        if "service" not in found and _serves(clause, clauses, visit or bool(categories)):
            found.add("service")
        if "policy" not in found and explains(clause):
            found.add("policy")
        if "coordination" not in found and (coordinates(clause) or (turned and answers(clause))):
            found.add("coordination")
        turned = turned or names_a_body(clause)
    return tuple(code for code in DUTY_CODES if code in found)


def _at_work(clause: Clause) -> bool:
    """The cadre does something about it himself: 清理了路边的杂草, 带专家看了葡萄园."""
    return bool(_DOES.search(clause.text)) and "fine" not in clause.signs


def _serves(clause: Clause, clauses: Sequence[Clause], record: bool) -> bool:
    """Practical help given by the cadre, not wished for by the villager."""
    helps = record or _FOR_THE_WEAK.search(clause.text) or any(c.people for c in clauses) or _HELPED.search(clause.text)
    if not helps or "plan" in clause.signs:
        return False
    for hit in clause.hits:
        signs, before = hit.word.signs, clause.before(hit)
        if DENIED.search(before) or WISH.search(before):
            continue
        if "service" in signs and not (hit.word.text in ("帮", "帮忙", "帮着") and _asks_body(clause, hit)):
            return True
        if "service for" in signs and _FOR.search(clause.text, 0, hit.end - clause.start):
            return True
    if _FOR_THE_WEAK.search(clause.text):
        return True
    bringing = _BRINGING.search(clause.text)
    return bool(bringing and not WISH.search(clause.text[: bringing.start()]) and not clause.text.startswith("想"))


def _asks_body(clause: Clause, hit: Hit) -> bool:
    """让镇里帮忙 is a wish, 帮他 is help."""
    return bool(
        re.search(rf"(?:让|请|叫|要)[^,;。]{{0,6}}$|{PERSON}[^,;。]{{0,3}}$", clause.before(hit))
    ) and "我" not in clause.before(hit)


def explains(clause: Clause) -> bool:
    """A policy, a rule or a sum is explained to somebody."""
    for hit in clause.hits:
        if "explain" not in hit.word.signs or clause.planned:
            continue
        before = clause.before(hit)
        if hit.word.text == "政策" and not re.search(
            r"(?:讲|说|宣传|解释|介绍|告知|宣讲|学|算|对照|送)[^,;。]{0,6}$", before
        ):
            continue
        if not DENIED.search(before) and not re.search(r"(?:要求|希望|想|需要|请)[^,;。]{0,6}$", before):
            return True
    return bool(_TOLD_HOW.search(clause.text))
