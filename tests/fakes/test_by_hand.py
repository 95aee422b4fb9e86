"""The fakes started by hand: a line is what somebody does, and what people hear is printed."""

from __future__ import annotations

import pytest

from tests.fakes import Telegram, WeChat, WeCom
from tests.fakes.__main__ import act, news
from tests.fakes.endpoint import listening, until
from tests.fakes.test_telegram import buttons, call


def test_lines_become_acts_and_hearing_is_printed(telegram: Telegram, capsys: pytest.CaptureFixture[str]) -> None:
    seen: dict[str, int] = {}
    list(news(telegram, seen))
    act(telegram, "周建明: 今天去王家坞走访")
    to = telegram.person("周建明").chat.id
    call(telegram, "sendMessage", chat_id=to, text="记下了", reply_markup=buttons("撤销"))
    assert list(news(telegram, seen)) == ["→ 周建明 text: 记下了 [撤销]"]
    act(telegram, "周建明！撤销")
    kinds = [sorted(update.keys() - {"update_id"}) for update in telegram.updates.waiting.values()]
    assert kinds == [["message"], ["callback_query"]]
    act(telegram, "no act at all")
    assert "name: text" in capsys.readouterr().out


def test_settings_name_the_fake(telegram: Telegram, wecom: WeCom, wechat: WeChat) -> None:
    for fake in (telegram, wecom, wechat):
        known = fake.settings()
        assert known[f"BAOCUN_{fake.NAME.upper()}_BASE_URL"] == fake.url
        assert all(known.values())


def test_a_fake_says_what_went_wrong_inside_it() -> None:
    fake = WeCom()
    fake.errors.append(RuntimeError("inside"))
    with pytest.raises(RuntimeError, match="inside"):
        fake.close()


def test_nothing_is_told_without_an_address(wechat: WeChat) -> None:
    with listening(lambda got: (200, b"success")) as (url, came):
        wechat.person("周建明").says("一")
        wechat.callback.url = url
        delivery = wechat.repeats(wechat.callback.sent[0])
        until(lambda: delivery.answered)
        assert len(came) == 1
