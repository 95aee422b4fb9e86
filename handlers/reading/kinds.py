"""Plans, and whether the whole message is no record at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from handlers.patterns import regex
from handlers.reading.clauses import Clause
from handlers.reading.plain import PERSON

_NOTICE: Final = regex(
    r"^[\s(\[]*(?:转发|重要通知|工作提示|关于(?:召开|开展|做好|印发|报送)|通知|温馨提示|转发|各位|各村|各包村|所有人|大家|请各|请大家|提醒|紧急通知|[^,;。]{0,6}同志们)|^别忘了|^记得|请(?:了)?(?:半天|一天|两天|几天|个)假|务必|的通知|请各村|请各位|请包村|收到请回|(?:交|报|发|送)(?:给|到|至)?我(?:这|处)?$|报我$"
)
_AGENDA: Final = regex(r"^(?:下个?|本|这|明)?(?:周|礼拜|星期|天|月)的?(?:工作)?(?:安排|计划|日程|行程)(?=[:,])")
_NEWS: Final = regex(r"^[(\[]?(?:链接|转载|视频|新闻|图片|文件)[)\]]|https?:|央视|新华社|人民日报|公众号")
# Said to a colleague, unless somebody is quoted.
_TO_COLLEAGUES: Final = regex(
    r"你那边|你那儿|你们村|你村|你们那|每村(?:报|交|派|出|来)|各村(?:做好|报|交|派|抓紧|注意)|(?:接到|收到)[^,;。]{0,12}(?:通知|短信)|群里(?:报个?名|接龙)|接龙|(?:把|将)[^,;。]{1,8}(?:交|报|发|送)(?:上来|过来|给我|到镇|到我)"
    r"|谁(?:重新|来|去|帮|能|那里|那儿|手里)?[^,;。]{0,4}(?:发下|发我|转我|发一下|经手|带一份|还没交|没交)"
    r"|(?:收|报|交|领|填|发|做|弄|写|传|打|签|统计|上报)(?:齐|完|好)?了?没有?(?:$|[,?。 ])"
)
_TICKET: Final = regex(r"12345|工单|热线|来电[,]?(?:称|反映|投诉)|信访件")
_PLAN_VERB: Final = regex(
    r"[^,;。]{0,4}(?:要是|如果|等)[^,;。]{0,8}(?:就|再)(?:去|到|下)|^(?:我|我们)?(?:打算|准备|计划|拟|想|要|争取|安排)(?:去|到|下|上|再|明|后|周|在)"
)
_ARRANGED: Final = regex("约了|约好|约定|说好|答应|定了|定在|联系了|安排了|商定|定好|约在|约")


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


def is_no_record(text: str, clauses: Sequence[Clause]) -> bool:
    """Notices to colleagues and questions or orders to the bot."""
    if _TICKET.search(text):
        return False
    if _NOTICE.search(text) or _AGENDA.match(text) or _NEWS.search(text):
        return True
    if _TO_COLLEAGUES.search(text) and not any(c.signs & {"tell", "visit"} for c in clauses):
        return True
    heard = any("tell" in c.signs or "visit" in c.signs or c.people for c in clauses)
    return not heard and (any("command" in c.signs for c in clauses[:1]) or any(map(_chats, clauses[:2])))


def _chats(clause: Clause) -> bool:
    """A word to colleagues; 大家 and 通知 only where they open the clause."""
    return any(
        "chat" in hit.word.signs and (hit.start == clause.start or hit.word.text not in ("大家", "通知", "明白"))
        for hit in clause.hits
    )


def is_ticket(text: str) -> bool:
    """A ticket that merely arrives is nothing the cadre did."""
    return bool(_TICKET.search(text))
