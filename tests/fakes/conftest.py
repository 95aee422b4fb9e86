"""One fake of each platform for all its tests; what a test puts out of order it puts right again."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes import Telegram, WeChat, WeCom
from tests.fakes.raw import HTTP
from tests.fakes.wechat.windows import Window
from tests.fakes.wecom.sending import Memory


@pytest.fixture(scope="session", autouse=True)
def _hang_up() -> Iterator[None]:
    yield
    HTTP.close()


@pytest.fixture(scope="module")
def _telegram() -> Iterator[Telegram]:
    with Telegram() as fake:
        fake.webhook.pace = 0.01
        yield fake


@pytest.fixture
def telegram(_telegram: Telegram) -> Iterator[Telegram]:
    """The fake Bot API, with nothing waiting and no bound on speed."""
    _telegram.rates.enforced = False
    _telegram.updates.waiting.clear()
    _telegram.updates.allowed = None
    _telegram.ledger.calls.clear()
    yield _telegram
    _telegram.faults.clear()
    _telegram.updates.webhook = ""


@pytest.fixture(scope="module")
def _wecom() -> Iterator[WeCom]:
    with WeCom() as fake:
        yield fake


@pytest.fixture
def wecom(_wecom: WeCom) -> Iterator[WeCom]:
    """The fake of WeCom with a few members and no callback."""
    for name in ("周建明", "方晓燕"):
        _wecom.person(name).reachable = True
    _wecom.memory = Memory()
    _wecom.ledger.calls.clear()
    _wecom.callback.url = ""
    _wecom.callback.sent.clear()
    yield _wecom
    _wecom.faults.clear()
    _wecom.callback.same_envelope = False


@pytest.fixture(scope="module")
def _wechat() -> Iterator[WeChat]:
    with WeChat() as fake:
        yield fake


@pytest.fixture
def wechat(_wechat: WeChat) -> Iterator[WeChat]:
    """The fake of an Official Account, one follower who has said nothing, and no callback."""
    person = _wechat.person("周建明")
    person.subscribed, person.window = True, Window(_wechat.clock)
    _wechat.ledger.calls.clear()
    _wechat.callback.url = ""
    _wechat.callback.sent.clear()
    yield _wechat
    _wechat.faults.clear()
    _wechat.safe = True
