"""How a matter stands: over or open, pressing or not."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from handlers.patterns import regex
from handlers.reading.clauses import Clause
from handlers.reading.duties import explains
from handlers.reading.lexicon import Hit
from handlers.reading.promises import promise_in

_STILL: Final = regex(r"还(?:在|渗|漏|滴|堵|冒|响|疼|痛|缺|差|欠|背)|仍|照样|又(?:坏|漏|堵|断|停|犯)")
_BUT_NOT: Final = regex("没(?!事|问题|啥|人受伤)|还不|未")
_NOT: Final = regex(r"(?:没有|没|未|还没|不|别|没能|未能|尚未|无法|没法|难)[^,]{0,1}$")
_NOT_YET: Final = regex(
    r"(?:会|能|才|争取|答应|承诺|保证|等|待|希望|想|催|要求|计划|准备|打算|正在?|申请(?!的|了)|建议|什么时候|啥时候|尽快|抓紧|赶紧|需要|如果|前|得|请|联系|预计|将|再|先|暂时)[^,]{0,8}$"
)
_ALREADY: Final = regex(r"(?:已|当场|现场|当天|马上叫|全部|都|刚|昨天|上午|下午|今天|给|帮|叫人|喊人|来)[^,]{0,8}$")
_RESULT: Final = regex(
    r"(?:修|装|换|补|接|盖|压|填|铺|撒|焊|钉|绑|立|贴|挂|封|拴|扶|架|清|拉|掏|疏|挖|理|弄|办|搞|处理|解决|调|劝|缴|交|报|领|取|送|找|洗|晒|剪|锯|拆|搬|移|挪|运|治|抢|扑|浇|灭|扫|铲|捞|排|改|割|收|卖|退|还|付|结|发|录|登|开通|激活|认证|更正|砌|垒|支|焊|刷|涂|喷|买|配|种|栽|安|加固|顶|垫|跑|建|请|追|讨|要|谈|哄|劝|盖|凑|借|贷|救|控制|稳|安置|安顿|腾)(?:好|完|上|掉|妥|成|通|清|净|干净|到位|齐|平|走|回来|下来|回去|住|正)了"
    r"|给(?:他|她|老人|老|人家)?(?:抬|钉|装|换|修|补|充|盖|堵|糊|绑|垫|铺|接|通|清|停)(?:严实|结实|牢|到屋里|到家|好|上)?了"
    r"|当场(?:就)?(?:开|办|给|换|修|补|结|付|退|赔|改|解决|处理)了"
    r"|(?:送|捎|带|拿)(?:了[^,;。]{0,8})?(?:过去|到家|上门|到她家|到他家)"
)


# Somebody is taken away: the matter is not over by that.
_TAKEN_AWAY: Final = regex(r"(?:120|救护车|纪委|警察|民警|派出所|交警)[^,;。]{0,8}(?:拉|带|送|调|抬)走了?")


def is_over(numbers: Sequence[int], clauses: Sequence[Clause], today: date) -> bool:
    """Over if the last word about it is that it is done, with nothing left open or promised after."""
    over = asked = False
    for number in numbers:
        clause = clauses[number]
        if clause.asked:
            continue
        if promise_in(clause, number, today):
            over = False
            continue
        over = _after(clause, over, asked)
        asked = asked or "ask" in clause.signs
    return over


def _after(clause: Clause, over: bool, asked: bool) -> bool:
    """How it stands after this clause. A question that is explained is answered."""
    if _TAKEN_AWAY.search(clause.text):
        return over
    if (done := _RESULT.search(clause.text)) and not _NOT.search(clause.text[: done.start()]):
        over = not _NOT_YET.search(clause.text[: done.start()]) or over
    if asked and explains(clause):
        over = True
    if over and _STILL.search(clause.text):
        over = False
    for hit in clause.hits:
        if is_done(clause, hit):
            over = not _BUT_NOT.search(clause.text, hit.end - clause.start)
        elif "open" in hit.word.signs and over:
            over = False
    return over


def is_done(clause: Clause, hit: Hit) -> bool:
    """Whether this word says that something is over: not denied, wished for or still to come."""
    before = clause.text[: hit.start - clause.start]
    if "done" in hit.word.signs:
        return not _NOT.search(before) and (not _NOT_YET.search(before) or bool(_ALREADY.search(before)))
    return "bare done" in hit.word.signs and bool(_ALREADY.search(before)) and not _NOT.search(before)


def is_pressing(clause: Clause) -> bool:
    """A word of urgency that is not denied (没人受伤) or only feared (怕中毒)."""
    for hit in clause.hits:
        before = clause.text[: hit.start - clause.start]
        if "urgent" in hit.word.signs and not re.search(r"[怕防免没无未不][^,]{0,2}$", before):
            return True
    return False
