"""Members of the corporation and what they do with the app."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from tests.fakes.person import Heard, Person, What
from tests.fakes.tencent import menus
from tests.fakes.tencent.callback import Delivery

if TYPE_CHECKING:
    from tests.fakes.wecom.platform import WeCom


class Member(Person):
    """A member. Not `reachable` are those who left, or whom the app is not shown to.

    Without being `licensed`, the server API reaches nobody.
    """

    def __init__(self, fake: WeCom, userid: str, name: str) -> None:
        super().__init__(fake, userid)
        self._fake = fake
        self.userid = userid
        self.name = name
        self.reachable = True
        self.licensed = True

    def says(self, text: str, *, msgid: int | None = None) -> Delivery:
        """Writes a message; a `msgid` is given where two must share one."""
        return self._message("text", {"Content": text}, msgid)

    def sends_photo(self, content: bytes, caption: str = "") -> Delivery:
        """Sends a photo; WeCom has no captions, so one is a message of its own."""
        kept = self._fake.media.keep("image", "photo.jpg", content)
        sent = self._message("image", {"PicUrl": f"{self._fake.url}/pic/{kept.id}", "MediaId": kept.id})
        return self.says(caption) if caption else sent

    def sends_voice(self, content: bytes) -> Delivery:
        """Sends a voice note."""
        kept = self._fake.media.keep("voice", "voice.amr", content)
        return self._message("voice", {"MediaId": kept.id, "Format": "amr"})

    def sends_file(self, content: bytes, name: str) -> Delivery:
        """Sends a file."""
        kept = self._fake.media.keep("file", name, content)
        return self._message("file", {"MediaId": kept.id, "FileName": name})

    def sends_place(self, latitude: float, longitude: float, label: str = "") -> Delivery:
        """Sends a place."""
        place = {"Location_X": latitude, "Location_Y": longitude, "Scale": 15, "Label": label, "AppType": "wxwork"}
        return self._message("location", place)

    def enters(self) -> Delivery:
        """Opens the app."""
        return self._event("enter_agent", {"EventKey": ""})

    def clicks(self, label: str) -> Delivery | str:
        """Presses a button of the app's menu; for a link, the address comes back."""
        button = menus.find(self._fake.menu, label)
        if button["type"] == "view":
            self._event("view", {"EventKey": button["url"]})
            return str(button["url"])
        return self._event(button["type"], {"EventKey": button["key"]})

    def presses(self, label: str) -> Delivery:
        """Presses the button with that label on the newest card that shows it."""
        for card in reversed(self._fake.memory.cards):
            if self in card.members:
                for button in card.buttons(self.userid):
                    if button["text"] == label:
                        return self.forges(card.task, button["key"], card=card)
        raise AssertionError(f"{self.userid} sees no button {label!r}")

    def forges(self, task: str, key: str, card: Any = None) -> Delivery:
        """Presses a button that need not exist."""
        with self._fake.lock:
            code = self._fake.codes.give(card, self.userid) if card else secrets.token_urlsafe(24)
        kind = card.seen_by(self.userid)["card_type"] if card else "button_interaction"
        body = {"EventKey": key, "TaskId": task, "CardType": kind, "ResponseCode": code}
        return self._event("template_card_event", body)

    def opens(self, url: str) -> str:
        """Opens a sign-in link inside WeCom; returns where the platform sends the browser to.

        Raises AssertionError where WeCom would show an error page.
        """
        return self._fake.oauth.authorise(self.userid, url)

    def leaves(self) -> None:
        """Leaves the corporation."""
        self.reachable = False

    def sees(
        self, what: What, text: str, id_: str, buttons: tuple[str, ...] = (), content: bytes = b"", name: str = ""
    ) -> None:
        """Something reaches the phone."""
        self.get(Heard(what, text, self._fake.clock.now(), id_, buttons, content, name))

    def _message(self, kind: str, body: dict[str, Any], msgid: int | None = None) -> Delivery:
        return self._fake.tell(self.userid, {"MsgType": kind, **body, "MsgId": msgid or self._fake.number()})

    def _event(self, event: str, body: dict[str, Any]) -> Delivery:
        return self._fake.tell(self.userid, {"MsgType": "event", "Event": event, **body})


def redirect(url: str, **params: str) -> str:
    """An address with more parameters."""
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()} | params
    return parts._replace(query=urlencode(query)).geturl()
