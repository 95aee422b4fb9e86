"""A task on its way out: through the real sender to a strict fake, within all its bounds on speed, and how near to them."""

from __future__ import annotations

import asyncio
import math
import shutil
import tempfile
import time
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from bot.channels import Channel
from bot.channels.telegram import limits
from bot.channels.telegram.api import Api as TelegramApi
from bot.channels.telegram.sending import Telegram as TelegramLine
from bot.channels.wecom import limits as wecom_limits
from bot.channels.wecom.api import Api as WeComApi
from bot.channels.wecom.sending import WeCom as WeComLine
from bot.desk import Desk
from bot.limiter import Limiter
from bot.outbox import Sender
from bot.tokens import TokenStore
from bot.writer import Writer
from handlers import tasks as handlers
from handlers.kit.texts import Texts
from storage import migrations, outbox
from storage.engine import Database
from storage.tables import ChannelAccount, Outbox
from tests.bench.measure import Result, Size
from tests.fakes import Telegram, WeCom
from tests.fakes.fake import Fake
from tests.path import office
from tests.tasks.rows import to_all

# So many messages are out before somebody asks something: his answer must not wait behind the rest.
BEFORE_ANSWER = 40
SOON = 0.02


def drain(size: Size) -> Iterator[Result]:
    """Rows of both platforms, with as many recipients as the size says."""
    with Telegram() as fake:
        yield from _telegram(fake, size.drained)
    with WeCom() as corporation:
        yield from _wecom(corporation, size.members)


class Post:
    """A task to everybody of an office on one platform, and a sender for it. The clock is never in a busy minute."""

    def __init__(self, database: Database, channel: str, addresses: Sequence[str]) -> None:
        self.database = database
        self._ahead = timedelta(minutes=5) - timedelta(minutes=datetime.now(UTC).minute % 30)
        migrations.ensure(database)
        self.writer = Writer(
            database, Desk(office.routes(), office.SHANGHAI), "bench", self.clock, lambda accounts: None
        )
        self._composed(office.settle(database, len(addresses)), channel, addresses)

    def clock(self) -> datetime:
        """The time, put forward or back by some minutes."""
        return datetime.now(UTC) + self._ahead

    def _composed(self, ids: Sequence[int], channel: str, addresses: Sequence[str]) -> None:
        """The first of them sends it to the others."""
        now = self.clock().astimezone(office.SHANGHAI)
        with self.database.writing() as session:
            for id_, address in zip(ids, addresses, strict=True):
                moved = update(ChannelAccount).where(ChannelAccount.person_id == id_)
                session.execute(moved.values(channel=channel, address=address))
        to_all(self.database, ids[0], now, "防汛")

    async def drained(self, line: Channel, beside: Callable[[Sender], Coroutine[Any, Any, None]]) -> None:
        """Hands it on batch by batch and sends it meanwhile, until all of it is out."""
        self.writer.start(handling=False)
        sender = Sender(self.writer, {line.name: line}, self.clock, Texts("zh_CN"))
        sending, other = asyncio.create_task(sender.run()), asyncio.create_task(beside(sender))
        now = self.clock().astimezone(office.SHANGHAI)
        while await asyncio.wrap_future(self.writer.submit(lambda connection: handlers.hand_on(connection, now))):
            sender.wake()
        while await asyncio.to_thread(self._waiting):  # noqa: ASYNC110 - the database does not call back
            await asyncio.sleep(SOON)
        await other
        sender.end()
        await sending
        await asyncio.to_thread(self.writer.stop)

    def _waiting(self) -> int:
        with self.database.reading() as session:
            return session.scalar(select(func.count()).where(Outbox.ended_at.is_(None))) or 0

    async def answered(self, sender: Sender) -> None:
        """Somebody is answered in between."""
        body = {"text": "答复", "choices": [], "answers": True}
        with self.database.reading() as session:
            account = session.scalars(select(ChannelAccount.id).order_by(ChannelAccount.id)).first()
            channel = session.scalars(select(ChannelAccount.channel)).first()
        assert account is not None
        assert channel is not None
        row = outbox.row(account, channel, body, None, self.clock())
        await asyncio.wrap_future(self.writer.submit(partial(outbox.queue, rows=[row])))
        sender.wake()


@contextmanager
def _folder() -> Iterator[Database]:
    folder = Path(tempfile.mkdtemp(prefix="baocun-bench-"))
    database = Database(str(folder / "drain.db"))
    try:
        yield database
    finally:
        database.close()
        shutil.rmtree(folder)


def _telegram(fake: Telegram, recipients: int) -> Iterator[Result]:
    cadres = [fake.person(f"干部{number}") for number in range(recipients + 1)]
    for cadre in cadres:
        cadre.chat.started = True
    waits: list[float] = []

    async def all_of_it(post: Post) -> None:
        api = TelegramApi(fake.url, fake.token)

        async def beside(sender: Sender) -> None:
            out = lambda calls: sum(call.outcome == "ok" for call in calls) >= min(BEFORE_ANSWER, recipients)  # noqa: E731
            await asyncio.to_thread(fake.ledger.wait, out, 60)
            asked = time.perf_counter()
            await post.answered(sender)
            await asyncio.to_thread(cadres[0].hears, "答复")
            waits.append(time.perf_counter() - asked)

        await post.drained(TelegramLine(api, Limiter(limits.RATES, limits.is_group)), beside)
        await api.close()

    with _folder() as database:
        asyncio.run(all_of_it(Post(database, limits.NAME, [cadre.address for cadre in cadres])))
    yield from _refused(fake, "Telegram")
    yield Result(
        "messages but one for each, Telegram", _wrong(cadres[1:]), 0, f"{recipients:,} people", "", at_most=True
    )
    calls = fake.ledger.of("sendMessage", outcome="ok")
    rate = limits.RATES.overall
    took = (calls[-1].at - calls[0].at).total_seconds()
    used = (len(calls) - 1) / took / (rate.most / rate.seconds)
    detail = f"{len(calls):,} messages in {took:.1f} s, {rate.most} a second allowed"
    yield Result("share of Telegram's rate that is used", used, 0.95, detail, "")
    yield Result("an answer while a task drains", waits[0], 2.0, "from its row to the phone", "s", at_most=True)


def _wecom(fake: WeCom, recipients: int) -> Iterator[Result]:
    members = [fake.person(f"干部{number}") for number in range(recipients + 1)]
    fake.callback.url = f"{fake.url}/nobody-presses"  # the platform takes no buttons without one

    async def all_of_it(post: Post) -> None:
        app = (fake.url, fake.corp_id, fake.agent_id, fake.secret)
        api = WeComApi(*app, TokenStore(post.writer), post.clock)

        async def beside(sender: Sender) -> None:
            pass

        await post.drained(WeComLine(api, Limiter(wecom_limits.RATES), post.clock, fake.url), beside)
        api.close()

    with _folder() as database:
        asyncio.run(all_of_it(Post(database, wecom_limits.NAME, [member.userid.lower() for member in members])))
    yield from _refused(fake, "WeCom")
    yield Result("messages but one for each, WeCom", _wrong(members[1:]), 0, f"{recipients:,} people", "", at_most=True)
    calls = sum(call.to != members[0].userid.lower() for call in fake.ledger.of("message/send"))
    fewest = math.ceil(recipients / wecom_limits.MOST_MEMBERS)
    yield Result("calls for a task to all, WeCom", calls, fewest, "cards with buttons", "calls", at_most=True)


def _refused(fake: Fake, name: str) -> Iterator[Result]:
    refused = sum(fake.ledger.refusals.values())
    why = ", ".join(fake.ledger.refusals) or f"{len(fake.ledger.calls):,} calls"
    yield Result(f"refusals of {name}", refused, 0, why, "", at_most=True)


def _wrong(those: Sequence[Any]) -> int:
    return sum(len(one.heard) != 1 for one in those)
