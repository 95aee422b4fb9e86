"""An answer in the very reply to a callback: its XML, and the reply that tells when it has left."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.channels.wechat.slots import Slot

_TEXT: Final = (
    "<xml><ToUserName><![CDATA[{to}]]></ToUserName><FromUserName><![CDATA[{us}]]></FromUserName>"
    "<CreateTime>{at}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[{text}]]></Content></xml>"
)


def text(to: str, us: str, said: str, now: datetime) -> str:
    """A text from us to a follower. What would end its element early, as people may write it, is parted."""
    values = {"to": to, "us": us, "text": said}
    safe = {name: value.replace("]]>", "]]]]><![CDATA[>") for name, value in values.items()}
    return _TEXT.format(**safe, at=int(now.timestamp()))


class Leaving(Response):
    """A reply whose slot learns whether it was written."""

    def __init__(self, xml: str, slot: Slot) -> None:
        super().__init__(xml, media_type="text/xml")
        self._slot = slot

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Writes it."""
        arrived = False
        try:
            await super().__call__(scope, receive, send)
            arrived = True
        finally:
            self._slot.left(arrived)
