"""How surely a clause tells of a matter."""

from __future__ import annotations

import re
from typing import Final

from handlers.patterns import regex
from handlers.reading.clauses import Clause
from handlers.reading.duties import explains
from handlers.reading.lexicon import Hit
from handlers.reading.plain import DAY, OFFICIAL, PERSON, VILLAGE
from handlers.reading.states import is_done
from handlers.reading.weights import AT_ODDS, FAINT, GOING_UP, MILD, MONEY_GONE, QUARREL, SETTLED_PARTS, SUBJECTS

HARD, SOFT, OVER, NOTHING = 3, 2, 1, 0
_FOUND: Final = regex("发现|存在|反映|提出|说|看到|查到|查出了|排查出了|查出有|检查出")
FOUND: Final = regex(f"{_FOUND.pattern}|投诉|坏|塌|漏水|断了")
_REPORTED: Final = regex(r"反映|反应|投诉|求助|诉求|来反映|的事|的问题|一事|提出|那事|问题是|难题")
_SOMEBODY: Final = regex(
    rf"{PERSON}|组|户|屯|社|巷|村民|群众|老人|老乡|农户|住户|居民|商户|大家|有人|他|她|老百姓|家长|业主|户主|老两口|租户|学生|孩子|儿子|女儿|孙|老伴|媳妇|妇女|青年|年轻人|游客|大伙"
)
_TOLD_BY_THEM: Final = regex(
    rf"(?:{PERSON}|村民|群众|老人|老百姓|大家|户主|家长|住户|组里人)[^,;。]{{0,6}}(?:说|讲|反映|反应|问|提|念叨|嫌|抱怨|埋怨|要求)"
)
_THEY_TELL: Final = regex(
    r"^(?:他|她|老汉|老人|老两口|老伴|媳妇|儿子|女儿|大娘|大爷|人家)[^,;。]{0,3}(?:说|讲|问|还问|又问|提意见|提出|念叨|反映)"
)
_CADRE_WILL: Final = regex(
    rf"^[{DAY}]*(?:我|我们|早上|上午|下午|再|要|准备|打算|计划)*(?:去|到|上|给|找|看|陪|帮|跟)[^,;。]{{0,6}}{PERSON}"
)
_CADRE_WANTS: Final = regex(r"^(?:我|我们|今天我|现场|要求|督促|建议|让(?!我)|叫(?!我)|提醒|嘱咐|叮嘱)")
_CADRE_SAYS: Final = regex(r"^(?:我|我们)?(?:指出|强调|提醒|嘱咐|叮嘱|叮咛|督促|教育|警告|批评|重点讲|重点查)")
# The cadre at work: what it is about is no matter, unless something is found.
_CADRE_DOES: Final = regex(
    rf"^[{DAY}{VILLAGE}]*(?:我|我们|一起|上午|下午|早上)?(?:清理|清运|打扫|清扫|打捞|清洗|修剪|铲|捡|冲洗|粉刷|栽|种(?![的着了])|整治|拆除|检查|查看|查了|抽查|巡)(?:了|好|完|干净)?"
)
# Work in rounds, with others, or in numbers: what it is about is no matter.
_IN_ROUNDS: Final = regex(
    r"集中(?:办|做|采|发)|挨个|逐个|逐一|一家家|一户户|挨家|挨组|[过排查摸走筛理巡]了?一?遍|一轮|个遍|一遍筛|全覆盖|收缴|全发完|全部发|发到手|发到户|理完|归档|留了底|贴上墙|上了墙"
)
_WITH_OTHERS: Final = regex(
    rf"^[{DAY}{VILLAGE}]*(?:我|我们|一起|上午|下午|早上|晚上|凌晨|夜里|半夜|连夜|一早|清早|中午|晌午|后晌)?(?:跟|和|同|会同|联合|带着|带上|带领|领着|组织|发动|盯着|督着|督促|指导|召集|牵头|主持|列席|参加|协助|领(?=几|一|村|养|种|群|十|二|三|了)|带(?=几|民兵|村|群众|党员|志愿|保洁|护林|网格|工作队)|教(?=群众|大家|村民|农户|大伙|妇女)|帮(?!他|她|老|{PERSON})|带[^,;。]{{1,10}}(?:把|将|清|铲|扫|捞)|请[^,;。]{{1,10}}(?:讲|教|授|上了|上一?堂))"
)
_WHO: Final = regex(r"谁(?:手里|那里|那儿|那有|有|知道|晓得|经手|负责|存|拿|记得|去过|一起|能|会|帮)")
_TAUGHT: Final = regex(
    rf"^[{DAY}{VILLAGE}]*(?:我|我们|上午|下午|晚上)?(?:请|邀|让)[^,;。]{{1,12}}(?:讲|教|授|示范|传授|上了?一?[堂课])"
)
_QUESTION: Final = regex(
    r"(?:吗|呢|么|不|[了过完到好齐去发交]没有?|多少|几[户个天号]|谁|哪[里个些]?|怎么[\u4e00-\u9fff]{0,3}|咋[\u4e00-\u9fff]{0,3})$"
)


def strength(clause: Clause) -> int:
    """How surely a clause tells of a matter: `HARD` wrong, `SOFT` wanted or asked, `OVER` only settled, `NOTHING`."""
    if clause.strength is None:
        clause.strength = _strength(clause)
    return clause.strength


def _strength(clause: Clause) -> int:
    text = clause.text
    work = "act" in clause.signs or any(h.word.work and not h.word.topics and not h.word.troubles for h in clause.hits)
    work = work or bool(_CADRE_DOES.match(clause.text))
    found = not work or _FOUND.search(text) is not None
    troubles = [h for _, h in clause.troubles if found or h.word.text not in SUBJECTS]
    by_the_cadre = _by_the_cadre(clause, found)
    if GOING_UP.search(text) and not by_the_cadre:
        return HARD
    if by_the_cadre or (_CADRE_SAYS.match(text) and PERSON not in text):
        return NOTHING
    if clause.planned and "tell" not in clause.signs and _CADRE_WILL.search(text):
        return NOTHING
    if clause.planned and not any(h.word.text not in SUBJECTS and h.word.text not in MILD for h in troubles):
        return NOTHING
    if not clause.planned and (QUARREL.search(text) or AT_ODDS.search(text) or MONEY_GONE.search(text)):
        return HARD
    if not found and PERSON not in text and _CADRE_DOES.match(text):
        return NOTHING
    if troubles and explains(clause) and all(h.word.text in SUBJECTS for h in troubles):
        return NOTHING
    mild = "fine" in clause.signs and all(h.word.text in MILD for h in troubles)
    if (troubles and not mild and not _served(clause, troubles[0])) or _JUDGED.match(text):
        return HARD
    return _by_topic(clause, work, found)


# Said of what was told just before: 变压器底下住着人,太悬了.
_JUDGED: Final = regex(
    r"^(?:实在|真是|真的|也)?(?:太|真|很|非常|特别|怪|够)(?:悬|危险|吓人|险|不方便|麻烦|难走|恼火|烦人|闹心|憋屈|不像话|不合理|不公平|可怜|恓惶|难受|遭罪)"
)


def _by_topic(clause: Clause, work: bool, found: bool) -> int:
    """Nothing is wrong by the word for it: a topic decides, and what is said of it."""
    signs = clause.signs
    topics = [(t, h) for t, h in clause.topics if not h.word.work or found or PERSON in clause.text]
    if "fine" in signs and "want" not in signs and "done" not in signs and not _after_all(clause):
        return NOTHING
    named = any(h.word.text not in FAINT for _, h in topics) or _SOMEBODY.search(clause.text)
    if topics and named and "problem" in signs and (not work or found or _bad(clause)):
        return HARD
    settled = any(t in SETTLED_PARTS for t, h in topics if h.word.text not in FAINT)
    asks = "ask" in signs and bool(_THEY_TELL.match(clause.text))
    if work and not asks and not (settled and "service" in signs and PERSON in clause.text):
        return NOTHING
    if topics and _asked_for(clause):
        return SOFT
    if settled and (_has_done(clause) or ("service" in signs and _SOMEBODY.search(clause.text))):
        return OVER
    return NOTHING if "service" in signs and "problem" not in signs else _without_topic(clause)


def works_with_others(clause: Clause) -> bool:
    """The cadre and others do something: 和技术员一道下地."""
    return not clause.planned and bool(_WITH_OTHERS.search(clause.text))


def _by_the_cadre(clause: Clause, found: bool) -> bool:
    """Work told as work, and nobody's trouble in it."""
    text = clause.text
    if PERSON in text or ("tell" in clause.signs and not _TAUGHT.search(text)):
        return False
    if _IN_ROUNDS.search(text):
        return not _FOUND.search(text)
    return bool(_WITH_OTHERS.search(text)) and not (found and _FOUND.search(text))


def _served(clause: Clause, trouble: Hit) -> bool:
    """接送了4个走不动的: people are described by their trouble while they are helped."""
    helped = clause.first("service")
    return 0 <= helped < trouble.start and clause.text.endswith("的") and PERSON not in clause.text


def _bad(clause: Clause) -> bool:
    return any(h.word.text in ("坏", "断", "堵", "塌", "裂", "漏", "破损", "倒了", "不亮") for h in clause.hits)


def _after_all(clause: Clause) -> bool:
    return any(word in clause.text for word in ("但", "就是", "只是", "不过"))


def _asked_for(clause: Clause) -> bool:
    """Somebody of the village wants, asks or reports something: the cadre's own wishes are none."""
    if _CADRE_WANTS.match(clause.text):
        return False
    if _REPORTED.search(clause.text):
        return True
    if ("want" in clause.signs or "open" in clause.signs) and (clause.heard or _SOMEBODY.search(clause.text)):
        return True
    nouns = any(h.word.text not in FAINT for _, h in clause.topics)
    if _TOLD_BY_THEM.search(clause.text) and nouns and not clause.planned:
        return True
    told = "tell" in clause.signs or bool(_SOMEBODY.search(clause.text))
    return "ask" in clause.signs and (told or (clause.heard and clause.text.startswith(("问", "还问", "又问"))))


def _has_done(clause: Clause) -> bool:
    return any(is_done(clause, hit) for hit in clause.hits)


def _without_topic(clause: Clause) -> int:
    """No known topic, yet somebody complains or wants something."""
    tells = bool(_THEY_TELL.match(clause.text))
    if clause.work or not (PERSON in clause.text or tells or _REPORTED.search(clause.text)):
        return NOTHING
    if re.search("没人$|家里没人|不在|没在", clause.text):
        return NOTHING
    heard = tells or _REPORTED.search(clause.text) or ("visit" not in clause.signs and "not gone" not in clause.signs)
    if "problem" in clause.signs and heard and "fine" not in clause.signs and not clause.planned:
        return HARD
    wants = any(
        h.word.text in ("想", "想要", "想办", "想买", "想换", "要个", "需要", "希望", "想申请", "申请", "要求", "缺")
        for h in clause.hits
    )
    return (
        SOFT
        if wants and PERSON in clause.text and "visit" not in clause.signs and "fine" not in clause.signs
        else NOTHING
    )


def is_question(clause: Clause) -> bool:
    """The cadre asks; a villager's question that is told is none."""
    heard = PERSON in clause.text or OFFICIAL in clause.text or "tell" in clause.signs
    asks = (
        clause.asked
        or bool(_QUESTION.search(clause.text) or _WHO.search(clause.text))
        or "command" in clause.signs
        or "chat" in clause.signs
    )
    return asks and not ("tell" in clause.signs or (heard and not clause.asked))


def is_faintly_told(clause: Clause) -> bool:
    """A clause that tells of villagers or places and of something about them; enough where nothing else is told."""
    if works_with_others(clause) or _by_the_cadre(clause, found=False):
        return False
    if clause.planned or clause.asked or clause.work or clause.signs & {"fine", "act", "not gone", "command", "chat"}:
        return False
    who = PERSON in clause.text or VILLAGE in clause.text or bool(_SOMEBODY.search(clause.text))
    return who and bool(clause.topics or "problem" in clause.signs or _TOLD_BY_THEM.search(clause.text))
