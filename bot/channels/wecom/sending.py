"""Messages out by active push: texts, cards, files; in the place of an earlier card; to many at once where equal."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog

from bot.channels import Enclosure, Outbound, SendError
from bot.channels.tencent.codes import Refusal
from bot.channels.wecom import wording
from bot.channels.wecom.api import Api
from bot.channels.wecom.failures import REPEATED
from bot.channels.wecom.limits import BUSY_MINUTES, COPIES_LEFT_OUT, KINDS, MOST_MEMBERS, NAME, PATIENCE
from bot.channels.wecom.wording import Worded
from bot.limiter import Crowded, Halted, Limiter

# An equal message is taken for a copy when it was sent so lately; what is really said twice is said later.
EQUAL_SECONDS = 120
# A stranger is told how to come in, but not at every word.
GREETING_LASTS = 30.0
MOST_GREETED = 10_000
# What goes out after a busy minute is spread over so many seconds.
SPREAD_SECONDS = 20

log = structlog.get_logger()


class WeCom:
    """The channel. `site` is the page that a card without buttons leads to."""

    name = NAME
    most = MOST_MEMBERS

    def __init__(self, api: Api, limiter: Limiter, clock: Callable[[], datetime], site: str) -> None:
        self._api = api
        self.limiter = limiter
        self._clock = clock
        self._site = site
        self._greeted: dict[str, float] = {}

    def known_again(self, outbound: Outbound) -> bool:
        """A card is, by its task id, if nothing else is still to be sent; texts and files are not."""
        worded = wording.worded(outbound.text, outbound.labels, outbound.token)
        before = len(outbound.files) + len(worded.texts)
        return worded.card is not None and outbound.done >= before

    async def send(self, outbound: Outbound) -> Sequence[str]:
        """Sends one message; the ids of its parts: of a card, the code that changes it once. Raises SendError."""
        self._not_now(outbound)
        sent: list[str] = []
        try:
            async for id_ in self._parts(outbound):
                sent.append(id_)
        except SendError as error:  # what has arrived is not sent again
            error.sent = tuple(sent)
            raise
        return sent

    async def send_many(self, outbounds: Sequence[Outbound]) -> dict[int, Sequence[str] | SendError]:
        """Sends equal messages to up to 1,000 members in one call; what became of each. Raises SendError: of none.

        `token` of all is that of the first: whoever presses is known by the platform, and which message of his is meant
        by the id that all of them have in common.
        """
        first = outbounds[0]
        self._not_now(first)
        worded = wording.worded(first.text, first.labels, first.token)
        lost: dict[str, str] = {}
        ids: list[str] = []
        members, since = [one.address for one in outbounds], max(one.copy for one in outbounds)
        for call in _calls(worded):
            async with self._turn(members):
                told = await self._send(members, call | _checked(since + EQUAL_SECONDS))
            lost |= _lost(told)
            ids.append(shared(first.token or "") if "template_card" in call else str(told.get("msgid") or ""))
        return {one.id: _gone(why) if (why := lost.get(one.address.lower())) else tuple(ids) for one in outbounds}

    async def _parts(self, outbound: Outbound) -> AsyncIterator[str]:
        worded = wording.worded(outbound.text, outbound.labels, outbound.token)
        if outbound.replaces and not outbound.files and await self._changed(outbound, worded):
            yield outbound.replaces
            return
        sending = [partial(self._file, outbound, file) for file in outbound.files]
        sending += [partial(self._said, outbound, call) for call in _calls(worded)]
        for send in sending[outbound.done :]:
            yield await send()

    async def _said(self, outbound: Outbound, call: dict[str, Any]) -> str:
        told = await self._one(outbound, call)
        return str(told.get("response_code") or told.get("msgid") or "")

    async def _file(self, outbound: Outbound, file: Enclosure) -> str:
        """A picture to be looked at, a sound to be heard, anything else to be kept."""
        kind = KINDS.get(file.mime, "file")
        try:
            media = await self._api.upload(kind, file.name, file.body)
        except Refusal as refusal:
            raise self._failed(refusal) from None
        except SendError as error:  # nobody has seen anything yet
            raise SendError(str(error), permanent=error.permanent, until=error.until) from None
        return await self._said(outbound, {"msgtype": kind, kind: {"media_id": media}})

    async def _one(self, outbound: Outbound, call: dict[str, Any]) -> dict[str, Any]:
        """One message to one member. Raises SendError."""
        async with self._turn([outbound.address]):
            again = _checked(outbound.copy + EQUAL_SECONDS) if outbound.copy else {}
            told = await self._send([outbound.address], call | again)
        if why := _lost(told).get(outbound.address.lower()):
            raise _gone(why)
        return told

    async def _send(self, members: Sequence[str], call: dict[str, Any]) -> dict[str, Any]:
        try:
            return await self._api.post(
                "message/send", {"touser": "|".join(members), "agentid": self._api.agent_id} | call
            )
        except Refusal as refusal:
            if refusal.code == REPEATED:  # an earlier try of this very card has arrived
                return {}
            raise self._failed(refusal) from None
        except SendError as error:
            self._halted(error)
            raise

    async def _changed(self, outbound: Outbound, worded: Worded) -> bool:
        """Puts the message into the place of an earlier card; False where that cannot be changed any more."""
        card = worded.card or wording.plain_card(outbound.text, self._site)
        if not wording.fits(outbound.text) or (outbound.labels and not worded.card):
            return False
        code = (outbound.replaces or "").partition(" ")[0]
        if not code:
            return False
        body = {"userids": [outbound.address], "agentid": self._api.agent_id, "response_code": code}
        try:
            await self._api.post("message/update_template_card", body | {"template_card": card})
        except Refusal as refusal:
            error = self._failed(refusal)
            if error.permanent:  # its code was used, or is older than three days
                return False
            raise error from None
        except SendError as error:  # changed twice it looks as if changed once, and a used code shows that it was
            self._halted(error)
            raise SendError(str(error), permanent=error.permanent, until=error.until) from None
        return True

    async def greet(self, address: str, text: str) -> None:
        """Tells somebody unknown how to come in; not again and again. Raises SendError."""
        if time.monotonic() - self._greeted.get(address, -GREETING_LASTS) < GREETING_LASTS:
            return
        if len(self._greeted) >= MOST_GREETED:
            self._greeted.clear()
        self._greeted[address] = time.monotonic()
        async with self._turn([address]):
            await self._send([address], _text(text))

    async def fetch(self, ref: str, most: int) -> bytes:
        """The photo or voice note of this media id. Raises SendError."""
        try:
            return await self._api.download(ref, most)
        except Refusal as refusal:
            raise self._failed(refusal) from None

    def _not_now(self, outbound: Outbound) -> None:
        """Raises SendError where a message would go out in a minute in which everybody pushes, and nobody waits."""
        now = self._clock()
        if now.minute not in BUSY_MINUTES or outbound.answers or outbound.copy:
            return
        after = now.replace(second=0, microsecond=0) + timedelta(minutes=1, seconds=outbound.id % SPREAD_SECONDS)
        raise SendError("a busy minute", again=after)

    @asynccontextmanager
    async def _turn(self, members: Sequence[str]) -> AsyncIterator[None]:
        try:
            async with self.limiter.turn_of(members, PATIENCE):
                yield
        except Halted as halted:
            raise SendError("halted", until=self._clock() + timedelta(seconds=halted.seconds)) from halted
        except Crowded as crowded:
            raise SendError("too many to a member", again=self._clock() + timedelta(seconds=crowded.seconds)) from None

    def _failed(self, refusal: Refusal) -> SendError:
        error = self._api.failed(refusal)
        self._halted(error)
        return error

    def _halted(self, error: SendError) -> None:
        if error.until is not None:
            log.warning("wecom_halted", why=str(error))
            self.limiter.halt((error.until - self._clock()).total_seconds())


def shared(token: str) -> str:
    """The id of a card that many have: no code that changes it is known, but what its buttons carry."""
    return f" {token}"


def _calls(worded: Worded) -> list[dict[str, Any]]:
    card = worded.card
    calls = [_text(text) for text in worded.texts]
    return calls if card is None else [*calls, {"msgtype": "template_card", "template_card": card}]


def _text(content: str) -> dict[str, Any]:
    return {"msgtype": "text", "text": {"content": content}}


def _checked(seconds: int) -> dict[str, int]:
    return {"enable_duplicate_check": 1, "duplicate_check_interval": min(COPIES_LEFT_OUT, seconds)}


def _lost(told: dict[str, Any]) -> dict[str, str]:
    """Those who were not reached, in small letters as the platform writes them, and the list that names them: they left
    or may not be shown the app, or the corporation has no licence for them."""
    named = {why: str(told.get(why) or "").lower() for why in ("unlicenseduser", "invaliduser")}
    return {one: why for why, those in named.items() for one in those.split("|") if one}


def _gone(why: str) -> SendError:
    return SendError(why, permanent=True, unreachable=True)
