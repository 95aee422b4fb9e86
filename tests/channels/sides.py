"""Every channel seen from a person's side, all alike: to add one is to write its Side and its row in ROWS.

A side is one running bot with its fake, and serves all tests of a module: each test speaks in another person's name.
"""

from __future__ import annotations

import asyncio
import re
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager, contextmanager
from typing import Any
from uuid import uuid4

import pytest

from bot.app import utc_now
from bot.channels.telegram import limits as telegram_limits
from bot.channels.terminal import Conversation
from bot.channels.wecom import sending as wecom_sending
from bot.inbox import accept
from bot.limiter import Rate, Rates
from handlers.kit.messages import Incoming
from storage import outbox, people
from storage.engine import Database
from storage.tables import ChannelAccount, Outbox
from tests.channels.running import Running
from tests.conversation import Town
from tests.fakes import Telegram, WeChat, WeCom
from tests.fakes.faults import Fault, broken, refuse
from tests.fakes.person import Heard, Person
from tests.telegram.chat import Office as TelegramOffice
from tests.web.house import House, Phone, house
from tests.wechat.chat import Office as WeChatOffice
from tests.wecom.chat import Office as WeComOffice

FAST = Rates(Rate(1000, 1.0), Rate(1000, 1.0), Rate(1000, 1.0))


class Voice(ABC):
    """One person on one channel."""

    @abstractmethod
    def says(self, text: str) -> None:
        """Writes something."""

    @abstractmethod
    def again(self) -> None:
        """The platform hands in what was said last once more."""

    @abstractmethod
    def hears(self, part: str) -> str:
        """Waits for a message that holds this; its text, choices included where they stand in it."""

    def chooses(self, card: str, label: str) -> None:
        """Takes a choice of a card that was heard last, by its number."""
        found = re.search(rf"^ *(\d+)\. {label}", card, re.MULTILINE)
        assert found, f"no {label} in:\n{card}"
        self.says(found[1])


class Side(ABC):
    """A channel and the township behind it. `longest` characters make several messages, and no more than a few."""

    name: str
    longest: int
    town: Town

    @abstractmethod
    def voice(self, name: str) -> Voice:
        """A person whose account is known."""

    @abstractmethod
    def run(self, job: Callable[[Any], Any]) -> Any:
        """Something done by the writer."""

    def account(self, name: str) -> int:
        """The account of a person here."""
        with self.town.database.reading() as session:
            rows = session.query(ChannelAccount).filter_by(channel=self.name, person_id=self.town.people[name])
            return int(rows.one().id)

    def tells(self, name: str, text: str) -> None:
        """The bot says something of its own accord."""
        body: dict[str, Any] = {"text": text, "choices": []}
        row = outbox.row(self.account(name), self.name, body, None, utc_now())
        self.run(lambda connection: outbox.queue(connection, [row]))

    def said(self, text: str) -> list[Outbox]:
        """The messages of the bot with this text, wherever they are for."""
        with self.town.database.reading() as session:
            return [row for row in session.query(Outbox).order_by(Outbox.id) if row.body["text"] == text]

    def ended(self, text: str, wait: float = 8) -> list[Outbox]:
        """The same, once the first has come to a named end."""
        until = time.monotonic() + wait
        while not (found := self.said(text)) or found[0].ended_at is None:
            assert time.monotonic() < until, f"{text} has not ended"
            time.sleep(0.02)
        return found


class Pushed(Side):
    """A channel that messages are pushed to."""

    busy: tuple[str, Fault]

    def __init__(self, office: Running[Any]) -> None:
        self.office = office
        self.town, self.fake = office.town, office.fake
        self.name = office.fake.NAME

    def run(self, job: Callable[[Any], Any]) -> Any:
        done = self.office.app.writer.run(job)
        assert self.office.push is not None
        self.office.push.wake()
        return done

    @abstractmethod
    def loses(self, name: str) -> None:
        """The person can no longer be reached here."""

    def page(self, name: str) -> int:
        """The person has a page as well."""
        person, now = self.town.people[name], utc_now()
        account: int = self.run(lambda connection: people.account(connection, "web", f"p{person}", person, now))
        return account


class Heeding(Voice):
    """Somebody at a fake."""

    def __init__(self, person: Person) -> None:
        self.person: Any = person

    def hears(self, part: str) -> str:
        self.heard: Heard = self.person.hears(part)
        return str(self.heard.text)


class OnTelegram(Heeding):
    def says(self, text: str) -> None:
        self.last = self.person.says(text)

    def again(self) -> None:
        self.person.fake.repeats({"update_id": 1_000_000 + uuid4().int % 1_000_000, "message": self.last})

    def chooses(self, card: str, label: str) -> None:
        self.person.presses(label)


class TelegramSide(Pushed):
    longest = 5000
    busy = "sendMessage", broken(502)

    def voice(self, name: str) -> Voice:
        return OnTelegram(self.office.bound(name))  # type: ignore[attr-defined]

    def loses(self, name: str) -> None:
        self.fake.person(name).chat.left = "bot was blocked by the user"


class OnWeChat(Heeding):
    def says(self, text: str) -> None:
        self.last = self.person.says(text)

    def again(self) -> None:
        self.person.fake.repeats(self.last)


class WeChatSide(Pushed):
    longest = 1500
    busy = "message/custom/send", refuse(-1)

    def voice(self, name: str) -> Voice:
        return OnWeChat(self.office.bound(name))  # type: ignore[attr-defined]

    def loses(self, name: str) -> None:
        self.fake.person(name).subscribed = False


class WeComSide(Pushed):
    longest = 5000
    busy = "message/send", refuse(-1)

    def voice(self, name: str) -> Voice:
        return OnWeChat(self.office.bound(name))  # type: ignore[attr-defined]

    def loses(self, name: str) -> None:
        self.fake.person(name).reachable = False


class AtTerminal(Voice):
    def __init__(self, side: TerminalSide, name: str) -> None:
        self._side = side
        self._person = side.town.people[name]
        self._talk = Conversation(side.town.database, side.town.writer, self._person, utc_now())
        self._heard: list[str] = []

    def says(self, text: str) -> None:
        self._last = Incoming("terminal", f"p{self._person}", uuid4().hex, utc_now(), text)
        self._hand_in()

    def again(self) -> None:
        self._hand_in()

    def _hand_in(self) -> None:
        accept(self._side.town.writer, self._last, utc_now())
        self._side.town.writer.drain()

    def hears(self, part: str) -> str:
        fresh = list(self._talk.heard(utc_now()))
        self._heard = fresh or self._heard
        text = "\n".join(self._heard)
        assert part in text, text
        return text


class TerminalSide(Side):
    name = "terminal"
    longest = 5000

    def __init__(self, database: Database) -> None:
        self.town = Town(database)

    def voice(self, name: str) -> Voice:
        return AtTerminal(self, name)

    def run(self, job: Callable[[Any], Any]) -> Any:
        return self.town.writer.run(job)


class OnPage(Voice):
    def __init__(self, side: PageSide, phone: Phone) -> None:
        self._side = side
        self._phone = phone
        self._id, self._text, self._cursor = "", "", "0"

    def says(self, text: str) -> None:
        self._id, self._text = str(uuid4()), text
        self.again()

    def again(self) -> None:
        answer = self._side.do(self._phone.say(self._text, id_=self._id))
        assert answer.status_code == 200, answer.text

    def hears(self, part: str) -> str:
        found = self._side.do(self._phone.hears(part))
        self._labels = found["labels"]
        return str(found["text"])

    def chooses(self, card: str, label: str) -> None:
        found = self._side.do(self._phone.hears(card.splitlines()[0]))
        press = f"{found['token']}.{found['labels'].index(label)}"
        assert self._side.do(self._phone.say(label, press=press)).status_code == 200


class PageSide(Side):
    name = "web"
    longest = 5000

    def __init__(self, home: House, runner: asyncio.Runner) -> None:
        self._home, self._runner = home, runner
        self.town = home.town
        self._phones: list[AbstractAsyncContextManager[Phone]] = []

    def do(self, work: Any) -> Any:
        """Something in the page's loop."""
        return self._runner.run(work)

    def voice(self, name: str) -> Voice:
        self._phones.append(self._home.signed_in(name))
        return OnPage(self, self.do(self._phones[-1].__aenter__()))

    def hang_up(self) -> None:
        """Puts the phones away."""
        for phone in self._phones:
            self.do(phone.__aexit__(None, None, None))

    def run(self, job: Callable[[Any], Any]) -> Any:
        return self._home.writer.run(job)


@contextmanager
def telegram(database: Database) -> Iterator[Side]:
    """Telegram, with no bound on speed."""
    with pytest.MonkeyPatch.context() as patch, Telegram() as fake:
        patch.setattr(telegram_limits, "RATES", FAST)
        fake.rates.enforced = False
        with TelegramOffice(fake, database).running() as office:
            yield TelegramSide(office)


@contextmanager
def wechat(database: Database) -> Iterator[Side]:
    """The Official Account."""
    with WeChat() as fake, WeChatOffice(fake, database).running() as office:
        office.save()
        yield WeChatSide(office)


@contextmanager
def wecom(database: Database) -> Iterator[Side]:
    """WeCom, where no minute of the test's own hour is a busy one."""
    with pytest.MonkeyPatch.context() as patch, WeCom() as fake:
        patch.setattr(wecom_sending, "BUSY_MINUTES", ())
        with WeComOffice(fake, database).running() as office:
            fake.save_callback(f"{office.url}/wecom")
            yield WeComSide(office)


@contextmanager
def terminal(database: Database) -> Iterator[Side]:
    """The terminal."""
    yield TerminalSide(database)


@contextmanager
def page(database: Database) -> Iterator[Side]:
    """The phone page."""
    with asyncio.Runner() as runner:
        home = house(database)
        side = PageSide(runner.run(home.__aenter__()), runner)
        try:
            yield side
        finally:
            side.hang_up()
            runner.run(home.__aexit__(None, None, None))


PUSHED: tuple[Callable[[Database], AbstractContextManager[Side]], ...] = (telegram, wecom, wechat)
ROWS = (*PUSHED, terminal, page)
