"""Whether people were seen, and in which clauses; whether the whole message is no record at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from handlers.reading.clauses import Clause
from handlers.reading.plain import DAY, PERSON, VILLAGE
from handlers.reading.promises import promise_in

_SKIP: Final = rf"[^,;。{PERSON}]"
_HOUSE: Final = re.compile(
    rf"(?:去|到|在|来到|路过|进|上|回){_SKIP}{{0,6}}{PERSON}+[^,;。]{{0,8}}家"
    rf"|(?:走|访|跑|到|去|看|转)(?:了|过|的)[^,;。{PERSON}]{{0,4}}{PERSON}"
    rf"|{PERSON}+[^,;。]{{0,6}}家(?:里|中|院子里)?(?:{DAY}+)?(?:走|坐|看|转|去|聊|吃|待|帮|送|慰问)"
    rf"|(?:看了|看过|看看|去看|见了|见到|见着|碰到|碰见|碰上|遇到|遇见|遇上|去找|探|陪|扶|看){_SKIP}{{0,5}}{PERSON}"
    rf"|{PERSON}[^,;。]{{0,8}}(?:{DAY}+)?(?:去的|走的|走过|去过|去了|走了一趟|跑了一趟|看过了|去走了)"
    rf"|(?:去|到)了?{_SKIP}{{0,4}}{PERSON}[^,;。]{{0,5}}(?:那|那儿|那里|处|店里|地里|田里|棚里|厂里|门口)"
)
# Going told without a name: counts where people are named in it or just before.
_WENT: Final = re.compile(
    r"(?:去|走|跑|看|到|访)(?:的|了|过了|过|到了)$|(?:一起|也|都|又|专门|特地)去(?:看|坐|瞧)了?|去了一?趟|去送了|去坐了|都(?:走|跑|去|访|看)(?:到|了|过)|跑了.趟"
)
_NUMBER: Final = r"[0-9一二两三四五六七八九十几多百]+"
_HOUSEHOLDS: Final = re.compile(
    rf"(?:走|跑|访|看|转|查|入|进|去|摸排|排)(?:访|了|过|查|到)*[^,;。]{{0,4}}?{_NUMBER}(?:多|来|余)?(?:户|家)"
)
_CARRIED: Final = re.compile(
    r"(?:送|带|拎|提|拿|捎)(?:了|着|去|上)?[^,;。]{0,10}(?:过去|上门|到家|去家里|进门|到家里|上家里|去看)|(?:送|提|拎|带)了?[^,;。]{1,8}去(?:看|慰问|了|$)"
)
# Others at the door, not the cadre.
_THEY_CAME: Final = re.compile(
    rf"(?:人家|别人|债主|厂家|对方|所|站|办|局|公司|师傅|医生|他们|媒人|{PERSON})[^,;。]{{0,6}}上门"
)
_GONE: Final = re.compile(rf"(?:去|到|下|进|回|上|在|来)(?:了趟|了一趟|了|过|到|趟)?{VILLAGE}")
_GATHERING: Final = re.compile("会|课|培训|宣传|巡|检查|演练|整治|排查|活动|验收")
_NOTICE: Final = re.compile(
    r"^[\s(\[]*(?:转发|重要通知|工作提示|关于(?:召开|开展|做好|印发|报送)|通知|温馨提示|转发|各位|各村|各包村|所有人|大家|请各|请大家|提醒|紧急通知|[^,;。]{0,6}同志们)|务必|的通知|请各村|请各位|请包村|收到请回|(?:交|报|发|送)(?:给|到|至)?我(?:这|处)?$|报我$"
)
_TICKET: Final = re.compile(r"12345|工单|热线|来电[,]?(?:称|反映|投诉)|信访件")
_PLAN_VERB: Final = re.compile(r"^(?:我|我们)?(?:打算|准备|计划|拟|想|要|争取|安排)(?:去|到|下|上|再|明|后|周|在)")
_ARRANGED: Final = re.compile("约了|约好|约定|说好|答应|定了|定在|联系了|安排了|商定|定好|约在|约")


def mark_plans(clauses: Sequence[Clause]) -> None:
    """A clause about days to come tells what will be done; what is arranged already (约了后天) is told as done."""
    for clause in clauses:
        ahead = any(when.past is None and not when.deadline for when in clause.days)
        told = _villager_first(clause)
        planned = ("plan" in clause.signs and not told) or ahead or bool(_PLAN_VERB.match(clause.text))
        clause.planned = planned and not _ARRANGED.search(clause.text) and not _TICKET.search(clause.text)


def _villager_first(clause: Clause) -> bool:
    """吴老五说要去 is a villager's plan, 要去看吴老五 the cadre's."""
    plan = clause.first("plan")
    before = clause.text[: max(plan - clause.start, 0)]
    return PERSON in before or 0 <= clause.first("tell") < plan


def seen_in(clauses: Sequence[Clause], today: date) -> list[int]:
    """The clauses in which the cadre sees people."""
    seen = list[int]()
    for number, clause in enumerate(clauses):
        missed = "not gone" in clause.signs or _in_vain(clauses[number + 1 : number + 4])
        if (
            not missed
            and not clause.planned
            and not promise_in(clause, number, today)
            and not _is_question(clause)
            and _sees(number, clauses)
        ):
            seen.append(number)
    return seen


def _in_vain(following: Sequence[Clause]) -> bool:
    """本来说去看她，县里临时来人，没去上: the visit did not happen, unless somebody else is named in between."""
    for clause in following:
        if clause.people or clause.opens:
            return False
        if "not gone" in clause.signs:
            return True
    return False


def _is_question(clause: Clause) -> bool:
    return (clause.asked and "tell" not in clause.signs) or "command" in clause.signs


def _sees(number: int, clauses: Sequence[Clause]) -> bool:
    clause = clauses[number]
    text = clause.text
    if "away" in clause.signs:
        return False
    if (
        "visit" in clause.signs
        and not _THEY_CAME.search(text)
        and not re.search(r"(?:要|请|让|叫)[^,;。]{0,6}(?:走访|入户|回访|上门)", text)
    ):
        return True
    house = _HOUSE.search(text)
    if house and PERSON in text[: house.start()]:
        house = None
    if _HOUSEHOLDS.search(text) or house:
        return not _GATHERING.search(text) or bool(_HOUSEHOLDS.search(text))
    if _CARRIED.search(text) and any(c.people for c in clauses[: number + 1]):
        return True
    if (
        _WENT.search(text)
        and not clause.signs & {"body", "village body"}
        and "来看" not in text
        and not _GATHERING.search(text)
        and not _stands_there(clause)
    ):
        return any(c.people for c in clauses[max(0, number - 1) : number + 2])
    gone = _GONE.search(text)
    near = [c for c in clauses[number : number + 2] if c.people]
    return bool(gone and near and not _GATHERING.search(text) and _went(text, gone))


def _stands_there(clause: Clause) -> bool:
    """What was looked at is a thing: 去看了水渠 is no visit."""
    return any(topic.startswith(("infrastructure", "environment", "safety")) for topic, _ in clause.topics)


def _went(text: str, gone: re.Match[str]) -> bool:
    """到王家坞 as a way somebody goes, not 路修到王家坞."""
    return not re.search(r"[修通接装铺停开]$", text[: gone.start()])


def is_no_record(text: str, clauses: Sequence[Clause]) -> bool:
    """Notices to colleagues and questions or orders to the bot."""
    if _TICKET.search(text):
        return False
    if _NOTICE.search(text):
        return True
    heard = any("tell" in c.signs or "visit" in c.signs or c.people for c in clauses)
    return not heard and any("command" in c.signs or "chat" in c.signs for c in clauses[:1])


def is_ticket(text: str) -> bool:
    """A ticket that merely arrives is nothing the cadre did."""
    return bool(_TICKET.search(text))
