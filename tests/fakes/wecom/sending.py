"""message/send and what changes or takes back what was sent."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson

from tests.fakes.fake import Asked, Refusal
from tests.fakes.tencent.shape import INVALID, fields
from tests.fakes.wecom import cards, contents
from tests.fakes.wecom.cards import Card

if TYPE_CHECKING:
    from tests.fakes.wecom.people import Member
    from tests.fakes.wecom.platform import WeCom

MOST_MEMBERS, MOST_PARTIES = 1000, 100
KINDS = ("text", "markdown", "image", "voice", "file", "textcard", "news", "template_card")
# Above these the platform drops silently.
A_MINUTE, AN_HOUR = 30, 1000
LONGEST_CHECK, USUAL_CHECK = 14400, 1800
RECALLABLE_FOR = timedelta(hours=24)
INTERACTIVE = ("button_interaction", "vote_interaction", "multiple_interaction")


@dataclass
class Sent:
    """One message, until it can no longer be taken back."""

    at: datetime
    members: list[Member]
    text: str


@dataclass
class Memory:
    """What sending has to remember: messages, task ids, equal messages, and how much each member got."""

    messages: dict[str, Sent] = field(default_factory=dict)
    tasks: set[tuple[int, str]] = field(default_factory=set)
    cards: list[Card] = field(default_factory=list)
    equal: dict[tuple[str, bytes], datetime] = field(default_factory=dict)
    got: dict[str, deque[float]] = field(default_factory=dict)


def send(fake: WeCom, asked: Asked) -> dict[str, Any]:
    """message/send. Raises Refusal."""
    params = fields(
        asked.params,
        "message",
        {"msgtype": str, "agentid": int},
        {
            "touser": str,
            "toparty": str,
            "totag": str,
            "safe": int,
            "enable_id_trans": int,
            "enable_duplicate_check": int,
            "duplicate_check_interval": int,
            **dict.fromkeys(KINDS, dict),
        },
    )
    kind = params["msgtype"]
    _agent(fake, params["agentid"])
    if kind not in KINDS or kind not in params:
        raise Refusal(40008, "invalid message type")
    other = [name for name in KINDS if name in params and name != kind]
    if other:
        raise Refusal(INVALID, f"invalid parameter: {other[0]} beside msgtype {kind}")
    members, invalid = _addressed(fake, params)
    shown = contents.read(fake, kind, params[kind])
    told: dict[str, Any] = {"msgid": fake.token_of_message()}
    if kind == "template_card":
        told |= _card(fake, params, members)
    for member in _unlike(fake, params, members):
        _deliver(fake, member, told["msgid"], shown)
    fake.memory.messages[told["msgid"]] = Sent(fake.clock.now(), members, shown.text)
    if shown.cut:
        fake.blame("message/send", f"{kind} of more than 2048 bytes was cut")
    return told | invalid


def _agent(fake: WeCom, agent: int) -> None:
    if agent != fake.agent_id:
        raise Refusal(40056, "invalid agentid")


def _addressed(fake: WeCom, params: dict[str, Any]) -> tuple[list[Member], dict[str, str]]:
    """Who gets it, and who cannot. Raises Refusal: 81013 when nobody is left."""
    named = [one for one in params.get("touser", "").split("|") if one]
    parties = [one for one in params.get("toparty", "").split("|") if one]
    tags = [one for one in params.get("totag", "").split("|") if one]
    if not (named or parties or tags):
        raise Refusal(82001, "touser, toparty and totag are all empty")
    if len(named) > MOST_MEMBERS or len(parties) > MOST_PARTIES or len(tags) > MOST_PARTIES:
        raise Refusal(40032, "invalid size of the UserID list")
    everybody = [member for member in fake.people.values() if member.reachable]
    if named == ["@all"]:
        return everybody, {}
    licensed = {member.userid.lower(): member.licensed for member in everybody}
    known = {member.userid.lower(): member for member in everybody if member.licensed}
    lost = [one for one in named if one.lower() not in licensed]
    members = list(dict.fromkeys(known[one.lower()] for one in named if one.lower() in known))
    if "1" in parties:
        members = list(dict.fromkeys([*members, *everybody]))
    told = {
        "invaliduser": "|".join(one.lower() for one in lost),
        "unlicenseduser": "|".join(one.lower() for one in named if not licensed.get(one.lower(), True)),
        "invalidparty": "|".join(one for one in parties if one != "1"),
        "invalidtag": "|".join(tags),
    }
    told = {name: value for name, value in told.items() if value}
    if not members:
        raise Refusal(81013, "user & party & tag all invalid", mistake=False, **told)
    return members, told


def _card(fake: WeCom, params: dict[str, Any], members: list[Member]) -> dict[str, str]:
    body = params["template_card"]
    task = (params["agentid"], body.get("task_id", ""))
    if task[1] and task in fake.memory.tasks:
        raise Refusal(42014, "template_card.task_id is repeated")
    answerable = body["card_type"] in INTERACTIVE or "action_menu" in body
    if answerable and not fake.callback.url:
        raise Refusal(INVALID, "no callback is set for this app")
    fake.memory.tasks.add(task)
    card = Card(task[1], body, members)
    fake.memory.cards.append(card)
    return {"response_code": fake.codes.give(card)} if answerable else {}


def _unlike(fake: WeCom, params: dict[str, Any], members: list[Member]) -> list[Member]:
    """Without those who got the same within the interval, where that is asked for."""
    if not params.get("enable_duplicate_check"):
        return members
    seconds = params.get("duplicate_check_interval", USUAL_CHECK)
    if not 1 <= seconds <= LONGEST_CHECK:
        raise Refusal(INVALID, "invalid duplicate_check_interval")
    content = orjson.dumps(params[params["msgtype"]], option=orjson.OPT_SORT_KEYS)
    now, left = fake.clock.now(), []
    for member in members:
        before = fake.memory.equal.get((member.userid, content))
        if before is None or now - before >= timedelta(seconds=seconds):
            left.append(member)
            fake.memory.equal[member.userid, content] = now
    return left


def _deliver(fake: WeCom, member: Member, msgid: str, shown: contents.Shown) -> None:
    """To one phone, unless the member got too much lately: then it is dropped and the caller not told."""
    got, now = fake.memory.got.setdefault(member.userid, deque()), time.monotonic()
    while got and now - got[0] >= 3600:
        got.popleft()
    if len(got) >= AN_HOUR or sum(now - one < 60 for one in got) >= A_MINUTE:
        fake.blame("message/send", "more than 30 a minute or 1000 an hour to a member: dropped")
        return
    got.append(now)
    member.sees(shown.what, shown.text, msgid, shown.buttons, shown.content, shown.name)


def update(fake: WeCom, asked: Asked) -> dict[str, Any]:
    """message/update_template_card: buttons made dead, or a new card. Raises Refusal."""
    params = fields(
        asked.params,
        "update",
        {"agentid": int, "response_code": str},
        {
            "userids": list,
            "partyids": list,
            "tagids": list,
            "atall": int,
            "button": dict,
            "template_card": dict,
            "enable_id_trans": int,
        },
    )
    _agent(fake, params["agentid"])
    if ("button" in params) == ("template_card" in params):
        raise Refusal(INVALID, "either button or template_card")
    if len(params.get("userids", [])) > MOST_MEMBERS:
        raise Refusal(40032, "invalid size of the UserID list")
    if "template_card" in params:
        cards.check(params["template_card"])
    else:
        fields(params["button"], "button", {"replace_name": str})
    code = fake.codes.spend(params["response_code"])
    named = {str(one).lower() for one in params.get("userids", [])} or ({code.who.lower()} if code.who else set())
    members = [one for one in code.card.members if not named or params.get("atall") or one.userid.lower() in named]
    for member in members:
        change(code.card, member, params)
    known = {member.userid.lower() for member in code.card.members}
    lost = sorted(one for one in named if one not in known)
    return {"invaliduser": lost} if lost else {}


def change(card: Card, member: Member, params: dict[str, Any]) -> None:
    """The card looks different to one member from now on."""
    if "template_card" in params:
        new = params["template_card"]
        card.shown[member.userid] = new
        card.replaced.pop(member.userid, None)
        buttons = tuple(one["text"] for one in new.get("button_list", []))
        member.sees("edited", cards.text(new), card.task, buttons)
    else:
        card.replaced[member.userid] = params["button"]["replace_name"]
        member.sees(
            "edited", f"{cards.text(card.seen_by(member.userid))}\n{params['button']['replace_name']}", card.task
        )


def recall(fake: WeCom, asked: Asked) -> dict[str, Any]:
    """message/recall, within a day. Raises Refusal."""
    msgid = fields(asked.params, "recall", {"msgid": str})["msgid"]
    sent = fake.memory.messages.pop(msgid, None)
    if sent is None:
        raise Refusal(INVALID, "invalid msgid")
    if fake.clock.now() - sent.at >= RECALLABLE_FOR:
        raise Refusal(INVALID, "msgid is expired", mistake=False)
    for member in sent.members:
        member.sees("deleted", sent.text, msgid)
    return {}
