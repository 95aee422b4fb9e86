"""Passive answers: a message or a changed card in the answer to a callback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.fake import Refusal
from tests.fakes.tencent import wire, xml
from tests.fakes.tencent.callback import Delivery
from tests.fakes.tencent.shape import INVALID
from tests.fakes.wecom import contents
from tests.fakes.wecom.sending import change

if TYPE_CHECKING:
    from tests.fakes.wecom.platform import WeCom


def apply(fake: WeCom, delivery: Delivery, answer: xml.Element) -> None:
    """Shows the answer to whoever sent the message. Raises Refusal, Broken."""
    wire.addressed(answer, delivery.who, fake.corp_id)
    member = next(one for one in fake.people.values() if one.userid == delivery.who)
    match answer.get("MsgType"):
        case "text":
            shown = contents.read(fake, "text", {"content": str(answer.get("Content", ""))})
        case "image" | "voice" as kind:
            shown = contents.read(fake, kind, {"media_id": (answer.get(kind.capitalize()) or {}).get("MediaId", "")})
        case "update_button":
            _change(fake, delivery, {"button": {"replace_name": (answer.get("Button") or {}).get("ReplaceName", "")}})
            return
        case other:
            raise Refusal(INVALID, f"the fake shows no passive answer of type {other}")
    if shown.cut:
        fake.blame("callback", "text of more than 2048 bytes was cut")
    member.sees(shown.what, shown.text, "", shown.buttons, shown.content, shown.name)


def _change(fake: WeCom, delivery: Delivery, params: dict[str, Any]) -> None:
    """The answer to a press changes the pressed card; its response code is spent by it."""
    code = fake.codes.spend(str(delivery.message.get("ResponseCode", "")))
    member = next(one for one in code.card.members if one.userid == delivery.who)
    change(code.card, member, params)
