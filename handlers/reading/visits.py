"""In which clauses people are seen: the cadre goes to somebody, or is with somebody at home."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Final

from handlers.patterns import regex
from handlers.reading.clauses import Clause
from handlers.reading.plain import DAY, PERSON, VILLAGE
from handlers.reading.promises import promise_in

_SKIP: Final = rf"[^,;。{PERSON}]"
_HOUSE: Final = regex(
    rf"(?:去|到|在|来到|路过|进|上|回){_SKIP}{{0,6}}{PERSON}+[^,;。]{{0,8}}家"
    rf"|(?:登|串|敲|进|上|叩|踏进|迈进)(?:了|过|开)?{_SKIP}{{0,3}}{PERSON}[^,;。]{{0,12}}(?:门|屋|院)"
    rf"|(?:下|转|赶|摸|绕|拐|走|跑|折|回)到{_SKIP}{{0,6}}{PERSON}[^,;。]{{0,12}}(?:家|屋|院|那)"
    rf"|(?:走|访|跑|到|去|看|转|走动|望|瞧|瞅|探视|问候)(?:了|过|的)[^,;。{PERSON}]{{0,4}}{PERSON}"
    rf"|(?:看望|看看|去看|见了|见到|见着|碰到|碰见|碰上|遇到|遇见|遇上|去找|探|陪|扶|看|瞧瞧|去瞧|去望|去陪|去会|去劝|去开导|去安慰|去安抚){_SKIP}{{0,5}}{PERSON}"
    rf"|(?:拎|提|带|捎|抱|扛|揣)(?:着|了|上)[^,;。]{{1,10}}(?:瞧|看|望|给|去|到){_SKIP}{{0,2}}{PERSON}"
    rf"|{PERSON}+[^,;。]{{0,6}}家(?:里|中|院子里)?(?:{DAY}+)?(?:走|坐|看|转|去(?!年)|聊|吃|待|帮|送|慰问|呆|唠)"
    rf"|{PERSON}[^,;。]{{0,6}}(?:那里|那儿|那边|那头|处|屋里|屋头|屋)[^,;。]{{0,6}}(?:走了|坐了|聊了|去过|到过|走过|去了|走到|看了|串了|转了|待了|呆了|站了|歇了)"
    rf"|{PERSON}[^,;。]{{0,8}}(?:{DAY}+)?(?:去的|走的|走过|去过|去了|走了一趟|跑了一趟|看过了|去走了)"
    rf"|(?:去|到)了?{_SKIP}{{0,4}}{PERSON}[^,;。]{{0,5}}(?:那|那儿|那里|处|店里|地里|田里|棚里|厂里|门口|屋)"
    rf"|(?:给|为|替)[^,;。]{{0,10}}{PERSON}[^,;。没]{{0,8}}(?:挑|劈|换|剪|理|量|送|扫|洗|晒|钉|贴|搬|扛|背|喂)(?:了|去|上)"
    rf"|{PERSON}[^,;。]{{0,14}}(?:家|户)各?(?:送|发|拎|提)了|在{PERSON}[^,;。]{{0,4}}(?:家|屋)[^,;。]{{0,3}}[吃喝坐聊谝唠待]"
    rf"|(?:跟|和|陪){PERSON}[^,;。]{{0,4}}(?:一起)?(?:剥|掰|摘|包|喝|谝|拉话|唠|下棋|晒太阳)"
)
# Inside, with nobody named in these words: counts where somebody was named before or is just after.
_INSIDE: Final = regex(
    r"(?:我|我们)?(?:专门|特地|又|就|都|顺路|顺道)?(?:一?进[他她]家?门|[跑到去上进][他她](?:家|屋)[里上]?一?|进屋|进门|进院|进了屋|进了门|到屋里|到家里|去|过去|赶到[他她]家|赶到[他她]屋里)"
    r"(?:又|还|就|都|也|跟|陪|和|给|[他她]|老人|拉着){0,4}"
    r"(?:聊|坐|(?<!去)劝|瞧|望|说了|谈了|唠|陪|待了|呆了|歇|道了|贺|吊唁|安抚|开导|宽慰|探望|问候|看了?看?[他她])"
)
_WENT_FIRST: Final = regex(rf"[^,;。]{{0,10}}(?:去了|到了|走了|看了|走访了|去的){PERSON}")
_FAMILY: Final = regex(
    r"(?:爱人|老伴|媳妇|妻子|丈夫|男人|儿子|女儿|母亲|父亲|老婆|孙子|孙女|家人|他妈|他爸|她妈|婆婆|老娘|老爹)[^,;。不没]{0,4}(?:在(?:家|屋)?(?:里)?$|接待|开的?门|在家说)"
)
_DOWN: Final = regex(
    rf"[{DAY}{VILLAGE}]*(?:我|我们|上午|下午|早上|一早)*(?:进|下|上|去|到)了?趟?(?:村|组|冲|塆|湾|屯|寨|坳|片|村里|组里|队里|山里)[里上子]*(?:去|转|走|里)?了?"
)
_INDOORS: Final = regex(
    rf"{PERSON}[^,;。]{{0,6}}(?:家|屋)(?:里|头|中)?(?:{DAY}|我|也|都|又|刚|才)*[聊坐唠谈拉待呆吃喝](?:了|过)"
)
# Talk at length, wherever its words stand apart: 拉了半个钟头家常.
_CHATTED: Final = regex(
    r"拉了?[^,;。]{1,6}(?:家常|话)|(?:聊|谝|唠|谈)了?[^,;。]{1,8}(?:天|家常|嗑|心)|坐了[^,;。]{0,6}(?:会|阵|钟头|小时|分钟|晌|工夫)"
)
_WEAK_ONES: Final = regex(
    r"(?:走|访|看|望|探|慰问)(?:访|望|了|过)+[^,;。]{0,3}[0-9一二两三四五六七八九十几多百]+(?:来|多)?[个位名](?:独居|孤寡|五保|特困|低保|残疾|留守|困难|空巢|高龄|老人|老党员|老兵|监测|重点|失独)"
)
# Going told without a name: counts where people are named in it or just before.
_WENT: Final = regex(
    r"(?:(?:去|走(?<![送接拉运搬拿带赶]走)|看|访|(?:^|我|们|都|也|又|全|家|户|处|趟)跑)(?:的|了|过了|过|到了)|(?<![找收拿领等得想买遇报送寄款钱货水电])到(?:了|过))$|(?:一起|也|都|又|专门|特地)去(?:看|坐|瞧)了?|去了一?趟|去送了|去坐了|都(?:走|跑|去|访|看)(?:到|了|过)|跑了.趟"
)
_NUMBER: Final = r"[0-9一二两三四五六七八九十几多百]+"
_HOUSEHOLDS: Final = regex(
    rf"(?:走|跑|访|看|转(?![移运发办交接])|查|入|进|去|摸排|排)(?:访|了|过|查|到)*[^,;。]{{0,4}}?{_NUMBER}(?:多|来|余)?(?:户|家)"
    r"(?![^,;。]{0,4}(?:厂|店|企业|公司|商户|超市|饭馆|网吧|学校|加油站|合作社|作坊|养殖场|工地))"
)
_CARRIED: Final = regex(
    r"(?:送|带|拎|提|拿|捎)(?:了|着|去|上)?[^,;。]{0,10}(?:过去|上门|到家|去家里|进门|到家里|上家里|去看)|(?:送|提|拎|带)了?[^,;。]{1,8}去(?:看|慰问|了|$)"
    rf"|给[^,;。]{{0,8}}{PERSON}[^,;。]{{0,14}}(?:送|捎|拎)(?!医|诊|到(?:医院|县|镇|学校))"
)
# Help that is given in somebody's house or field: 给她挑了两担水.
_AT_HOME: Final = regex(
    r"(?<!没)(?<!没人)(?:帮|给|替|为)[^,;。]{0,12}(?:(?:挑|担|打)了?[^,;。]{0,3}水|劈了?[^,;。]{0,4}柴|换了?[^,;。]{0,4}灯泡"
    r"|(?:打扫|收拾|清扫)了?[^,;。]{0,4}(?:屋|院|房|卫生|家)|(?:生|装|通)了?[^,;。]{0,3}(?:炉子|火炉|烟囱)|(?:糊|钉)了?[^,;。]{0,3}窗"
    r"|贴了?[^,;。]{0,3}春联|(?:剪|理|剃)了?[^,;。]{0,3}(?:指甲|头)|(?:掰|收|割|摘|挖|栽|种|浇)了?(?:半晌|半天|一天|一上午|一下午)"
    r"|做了?[^,;。]{0,3}(?:饭|面))"
)
_IN_THE_FIELD: Final = regex(
    r"(?:去|到|上|下)[^,;。]{0,3}(?:棚|地|田|园|圈|厂|店|塘)(?:里|头|上|边)?(?:看|转|坐|聊|瞧|站)了"
    r"|进了?[他她](?:家)?的?(?:门|屋)|(?:跑|赶|奔)(?:到|去)?[他她](?:们)?(?:家|屋)"
)
# From door to door with paper in hand is publicity.
_HANDED_OUT: Final = regex(
    r"(?:发|贴|张贴|散)(?:放|了|发)?[^,;。]{0,10}(?:单|卡|册|资料|传单|海报|倡议书|告知书|公开信|明白纸|宣传画)"
)
# Others at the door, not the cadre.
_THEY_CAME: Final = regex(
    rf"(?:有人|推销|骗子|贩子|商贩|卖药|老板|包工头|人家|别人|债主|厂家|对方|所|站|办|局|公司|师傅|医生|他们|媒人|{PERSON})[^,;。]{{0,6}}上门"
)
_GONE: Final = regex(rf"(?:去|到|下|进|回|上|在|来)(?:了趟|了一趟|了|过|到|趟)?{VILLAGE}")
_GATHERING: Final = regex("会|课|培训|宣传|巡|检查|演练|整治|排查|活动|验收")


def seen_in(clauses: Sequence[Clause], today: date) -> list[int]:
    """The clauses in which the cadre sees people."""
    seen = list[int]()
    for number, clause in enumerate(clauses):
        missed = ("not gone" in clause.signs and not _family_in(clauses, number)) or _in_vain(
            clauses[number + 1 : number + 4]
        )
        if (
            not missed
            and not clause.planned
            and not (promise_in(clause, number, today) and not _WENT_FIRST.match(clause.text))
            and not _is_question(clause)
            and _sees(number, clauses)
        ):
            seen.append(number)
    return seen


def _family_in(clauses: Sequence[Clause], number: int) -> bool:
    """没碰上本人，他爱人在: somebody of the house was seen."""
    return any(_FAMILY.search(clause.text) for clause in clauses[number : number + 2])


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
        and not _HANDED_OUT.search(text)
        and not re.search(r"(?:要|请|让|叫)[^,;。]{0,6}(?:走访|入户|回访|上门)", text)
    ):
        return True
    house = _HOUSE.search(text)
    if house and PERSON in text[: house.start()]:
        house = None
    if house and text[house.start()] in "给为替" and clause.signs & {"body", "village body"}:
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
    if (with_them := _is_with_them(number, clauses)) is not None:
        return with_them
    gone = _GONE.search(text)
    near = [c for c in clauses[number : number + 2] if c.people]
    return bool(gone and near and not _GATHERING.search(text) and _went(text, gone))


def _is_with_them(number: int, clauses: Sequence[Clause]) -> bool | None:
    """By what is done there: talk at length, help in the house, a look at the field. None if nothing tells."""
    clause, text = clauses[number], clauses[number].text
    if _WEAK_ONES.search(text) or (_CHATTED.search(text) and any(c.people for c in clauses)):
        return True
    if (_AT_HOME.search(text) or _IN_THE_FIELD.search(text)) and any(c.people for c in clauses[: number + 1]):
        return not _THEY_CAME.search(text) and "tell" not in clause.signs
    if _INDOORS.search(text):
        return True
    if _INSIDE.search(text) and not _THEY_CAME.search(text) and "tell" not in clause.signs:
        return any(c.people for c in clauses[: number + 2])
    if _DOWN.fullmatch(text):
        return any(c.people for c in clauses[number : number + 2])
    return None


def _stands_there(clause: Clause) -> bool:
    """What was looked at is a thing: 去看了水渠 is no visit."""
    return any(topic.startswith(("infrastructure", "environment", "safety")) for topic, _ in clause.topics)


def _went(text: str, gone: re.Match[str]) -> bool:
    """到王家坞 as a way somebody goes, not 路修到王家坞."""
    return not re.search(r"[修通接装铺停开]$", text[: gone.start()])
