"""A whole site on a real socket: the small township, its writer thread, a server on a free port, phones."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import httpx
from sqlalchemy import func, select

from bot.hub import Hub
from bot.web import site as web
from bot.web.server import listen, serve_on
from bot.web.services import Services
from bot.writer import Writer
from handlers import digests
from storage import outbox, signins
from storage.engine import Database
from storage.tables import Base, Outbox
from tests.conversation import SHANGHAI, Town


@dataclass
class House:
    """What a test walks around in."""

    url: str
    town: Town
    writer: Writer
    hub: Hub
    stop: asyncio.Event

    def link(self, name: str) -> str:
        """A new sign-in link of a person."""
        person = self.town.people[name]
        code = self.writer.run(lambda connection: signins.make_invite(connection, person, self.town.now))
        return f"{self.url}/in/{code}"

    def rows(self, table: type[Base]) -> int:
        """How many rows a table holds."""
        with self.town.database.reading() as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def tell(self, name: str, text: str, labels: tuple[str, ...] = (), about: str | None = None) -> str:
        """The bot says something of its own accord; returns the token of its choices."""
        token = uuid4().hex
        row: dict[str, Any] = {
            "account_id": self.account(name),
            "channel": "web",
            "body": {"text": text, "choices": [{"label": label, "action": "x", "args": {}} for label in labels]},
            "about": about,
            "token": token if labels else None,
            "choices_until": self.town.now + outbox.CHOICES_LAST if labels else None,
            "created_at": self.town.now,
            "due_at": self.town.now,
        }
        self.writer.run(lambda connection: outbox.queue(connection, [row]))
        return token

    def account(self, name: str) -> int:
        """The web account of somebody who has signed in."""
        from storage.tables import ChannelAccount

        with self.town.database.reading() as session:
            address = signins.address_of(self.town.people[name])
            query = select(ChannelAccount.id).where(ChannelAccount.channel == "web", ChannelAccount.address == address)
            return session.scalars(query).one()

    def states(self, name: str) -> list[str]:
        """The states of what was said to this person, oldest first."""
        query = select(Outbox.state).where(Outbox.account_id == self.account(name)).order_by(Outbox.id)
        with self.town.database.reading() as session:
            return list(session.scalars(query))

    def phone(self, language: str = "zh-CN") -> httpx.AsyncClient:
        """A browser that nobody is signed in on."""
        return httpx.AsyncClient(base_url=self.url, headers={"Accept-Language": language}, timeout=10)

    @asynccontextmanager
    async def signed_in(self, name: str) -> AsyncIterator[Phone]:
        """A phone on which this person is signed in."""
        async with self.phone() as client:
            response = await enter(client, self.link(name))
            assert response.status_code == 303, response.text
            page = (await client.get("/")).text
            yield Phone(client, hidden(page, "csrf"))


@dataclass
class Phone:
    """A signed-in browser with the token of its page."""

    client: httpx.AsyncClient
    csrf: str

    async def post(self, path: str, body: Any, **headers: str) -> httpx.Response:
        """Posts as the page's script does."""
        return await self.client.post(path, json=body, headers={"X-CSRF-Token": self.csrf} | headers)

    async def say(self, text: str = "", *, press: str = "", id_: str | None = None) -> httpx.Response:
        """Sends a message."""
        now = datetime.now(UTC).isoformat()
        body = {"id": id_ or str(uuid4()), "text": text, "press": press, "typed_at": now, "sent_at": now}
        return await self.post("/chat", body)

    async def hand_in(self, body: bytes, kind: str = "photo", id_: str | None = None) -> httpx.Response:
        """Hands in a file, as the page does before it sends the message."""
        params = {"id": id_ or str(uuid4()), "kind": kind}
        headers = {"X-CSRF-Token": self.csrf, "Content-Type": "application/octet-stream"}
        return await self.client.post("/chat/file", params=params, content=body, headers=headers)

    async def read(self, after: str = "0") -> dict[str, Any]:
        """The messages after a cursor."""
        response = await self.client.get("/chat/messages", params={"after": after})
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def hears(self, part: str, after: str = "0") -> dict[str, Any]:
        """Waits for a message of the bot that holds this."""
        for _ in range(200):
            found = [m for m in (await self.read(after))["messages"] if not m["said"] and part in m["text"]]
            if found:
                return dict(found[-1])
            await asyncio.sleep(0.02)
        raise AssertionError(f"nothing with {part!r} came: {(await self.read(after))['messages']}")


def hidden(page: str, name: str) -> str:
    """The value of a form's hidden field."""
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, page
    return found[1]


async def enter(client: httpx.AsyncClient, link: str) -> httpx.Response:
    """Opens a link and presses the button."""
    page = await client.get(link)
    return await client.post(link, data={"nonce": hidden(page.text, "nonce")})


@asynccontextmanager
async def house(database: Database) -> AsyncIterator[House]:
    """A site that is up; it goes down in good order afterwards."""
    town, hub, stop, up = Town(database), Hub(), asyncio.Event(), asyncio.Event()
    writer = Writer(database, town.desk, "web", lambda: town.now, hub.wake)
    with listen("127.0.0.1", 0) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        now, desk = lambda: town.now, town.desk
        services = Services(database, writer, now, SHANGHAI, url, hub, desk, digests.listing, digests.picture)
        writer.start()
        serving = asyncio.create_task(serve_on(listener, web.build(services), stop, up.set))
        await up.wait()
        try:
            yield House(url, town, writer, hub, stop)
        finally:
            stop.set()
            await serving
            await asyncio.to_thread(writer.stop)
