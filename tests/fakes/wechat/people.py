"""Followers of the Official Account."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.fakes.person import Heard, Person, What
from tests.fakes.tencent import menus
from tests.fakes.tencent.callback import Delivery
from tests.fakes.wechat.windows import Window
from tests.fakes.wecom.people import redirect

if TYPE_CHECKING:
    from tests.fakes.wechat.platform import WeChat

OUT_OF_ORDER = "该公众号提供的服务出现故障，请稍后再试"


class Follower(Person):
    """A person with WeChat, known to the account by an openid."""

    def __init__(self, fake: WeChat, name: str) -> None:
        self.openid = f"o{hashlib.sha256(name.encode()).hexdigest()[:27]}"
        super().__init__(fake, self.openid)
        self._fake = fake
        self.name = name
        self.subscribed = True
        self.window = Window(fake.clock)

    def subscribes(self, scene: str = "") -> Delivery:
        """Follows the account, perhaps by scanning a code with a scene."""
        self.subscribed = True
        self.window.touch()
        more = {"EventKey": f"qrscene_{scene}", "Ticket": "ticket"} if scene else {"EventKey": ""}
        return self._event("subscribe", more)

    def unsubscribes(self) -> Delivery:
        """Follows no longer."""
        self.subscribed = False
        self.window.open.clear()
        return self._event("unsubscribe", {"EventKey": ""})

    def scans(self, scene: str) -> Delivery:
        """Scans a code of the account."""
        if not self.subscribed:
            return self.subscribes(scene)
        self.window.touch()
        return self._event("SCAN", {"EventKey": scene, "Ticket": "ticket"})

    def says(self, text: str, *, msgid: int | None = None) -> Delivery:
        """Writes a message; a `msgid` is given where two must share one."""
        return self._message("text", {"Content": text}, msgid)

    def sends_photo(self, content: bytes, caption: str = "") -> Delivery:
        """Sends a photo; WeChat has no captions, so one is a message of its own."""
        kept = self._fake.media.keep("image", "photo.jpg", content)
        sent = self._message("image", {"PicUrl": f"{self._fake.url}/pic/{kept.id}", "MediaId": kept.id})
        return self.says(caption) if caption else sent

    def sends_voice(self, content: bytes) -> Delivery:
        """Sends a voice note; what was said in it no longer comes with it."""
        kept = self._fake.media.keep("voice", "voice.amr", content)
        return self._message("voice", {"MediaId": kept.id, "Format": "amr", "Recognition": ""})

    def sends_place(self, latitude: float, longitude: float, label: str = "") -> Delivery:
        """Sends a place."""
        return self._message("location", {"Location_X": latitude, "Location_Y": longitude, "Scale": 15, "Label": label})

    def clicks(self, label: str) -> Delivery | str:
        """Presses a button of the menu; for a link, the address comes back."""
        button = menus.find(self._fake.menu, label)
        if button["type"] == "view":
            self._event("VIEW", {"EventKey": button["url"]})
            return str(button["url"])
        self.window.touch()
        return self._event("CLICK", {"EventKey": button["key"]})

    def opens(self, url: str) -> str:
        """Opens a sign-in link inside WeChat; returns where the platform sends the browser to."""
        parts = urlsplit(url)
        params = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        assert (parts.path, parts.fragment) == ("/connect/oauth2/authorize", "wechat_redirect"), url
        assert params.get("appid") == self._fake.app_id, "appid is not the account's"
        assert params.get("response_type") == "code", "response_type must be code"
        assert params.get("scope") in ("snsapi_base", "snsapi_userinfo"), "no such scope"
        state = {"state": params["state"]} if params.get("state") else {}
        return redirect(params["redirect_uri"], code=self._fake.code(self.openid), **state)

    def sees(self, what: What, text: str, content: bytes = b"") -> None:
        """Something reaches the phone."""
        self.get(Heard(what, text, self._fake.clock.now(), content=content))

    def _message(self, kind: str, body: dict[str, Any], msgid: int | None = None) -> Delivery:
        self.window.message()
        return self._fake.tell(self.openid, {"MsgType": kind, **body, "MsgId": msgid or self._fake.number()})

    def _event(self, event: str, body: dict[str, Any]) -> Delivery:
        return self._fake.tell(self.openid, {"MsgType": "event", "Event": event, **body})
