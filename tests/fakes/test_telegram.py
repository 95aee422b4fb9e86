"""The fake Bot API: what it refuses, shown by raw calls."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.fakes import Telegram
from tests.fakes.pictures import png
from tests.fakes.raw import HTTP
from tests.fakes.telegram import TOKEN, files

Files = dict[str, tuple[str, bytes]]


def call(fake: Telegram, method: str, uploaded: Files | None = None, **params: Any) -> dict[str, Any]:
    """A raw call; the answer whatever the status."""
    url = f"{fake.url}/bot{TOKEN}/{method}"
    sent = HTTP.post(url, data=params, files=uploaded) if uploaded else HTTP.post(url, json=params)
    answer: dict[str, Any] = sent.json()
    assert answer["ok"] == sent.is_success
    return answer


def why(fake: Telegram, method: str, uploaded: Files | None = None, **params: Any) -> str:
    """The sentence of a refusal."""
    answer = call(fake, method, uploaded, **params)
    assert not answer["ok"], answer
    return str(answer["description"])


def chat(fake: Telegram, name: str = "周建明") -> int:
    """The private chat of somebody who has written."""
    person = fake.person(name)
    person.says("/start")
    return person.chat.id


def sent(fake: Telegram, to: int, text: str = "你好", **params: Any) -> int:
    """A message of the bot."""
    return int(call(fake, "sendMessage", chat_id=to, text=text, **params)["result"]["message_id"])


def buttons(*labels: str, data: str = "t.0", **more: Any) -> dict[str, Any]:
    """An inline keyboard of one row."""
    return {"inline_keyboard": [[{"text": label, "callback_data": data} | more for label in labels]]}


@pytest.mark.parametrize(
    ("params", "reason"),
    [
        ({}, "parameter text is required"),
        ({"text": "  \n "}, "message text is empty"),
        ({"text": "长" * 4097}, "message is too long"),
        ({"text": "🏠" * 2049}, "message is too long"),
        ({"text": "好", "shade": 1}, "unknown parameter shade"),
        ({"text": "好", "entities": [{"type": "bold", "offset": 0, "length": 2}]}, "ENTITY_BOUNDS_INVALID"),
        ({"text": "好", "reply_parameters": {"message_id": 999999}}, "message to be replied not found"),
        ({"text": "<b>好", "parse_mode": "HTML"}, "Can't find end tag"),
        ({"text": "<村>好", "parse_mode": "HTML"}, "Unsupported start tag"),
        ({"text": "一.", "parse_mode": "MarkdownV2"}, "Character '.' is reserved"),
        ({"text": "一*好", "parse_mode": "MarkdownV2"}, "Can't find end of bold entity"),
        ({"text": "好", "parse_mode": "Word"}, "unsupported parse_mode"),
        ({"text": "好", "reply_markup": buttons("收到", data="村" * 22)}, "BUTTON_DATA_INVALID"),
        ({"text": "好", "reply_markup": buttons("收到", data="")}, "BUTTON_DATA_INVALID"),
        ({"text": "好", "reply_markup": buttons(*"123456789")}, "REPLY_MARKUP_TOO_LONG"),
        ({"text": "好", "reply_markup": buttons(" ")}, "button text is empty"),
        ({"text": "好", "reply_markup": buttons("收到", url="https://a.cn")}, "BUTTON_TYPE_INVALID"),
        ({"text": "好", "reply_markup": buttons("收到", colour="red")}, "unknown field colour"),
        ({"text": "好", "reply_markup": {"inline_keyboard": [[{"text": "看"}]]}}, "text buttons are unallowed"),
        (
            {"text": "好", "reply_markup": {"inline_keyboard": [[{"text": "看", "url": "http://host/"}]]}},
            "Wrong HTTP URL",
        ),
    ],
)
def test_a_text_is_refused(telegram: Telegram, params: dict[str, Any], reason: str) -> None:
    assert reason in why(telegram, "sendMessage", chat_id=chat(telegram), **params)
    assert len(telegram.ledger.mistakes) == 1


def test_what_is_just_within_the_limits_is_taken(telegram: Telegram) -> None:
    to = chat(telegram)
    sent(telegram, to, "长" * 4096)
    sent(telegram, to, "🏠" * 2048)
    sent(telegram, to, "好", reply_markup=buttons(*"12345678", data="村" * 21))
    shown = call(telegram, "sendMessage", chat_id=to, text="<b>村</b>&lt;&amp;", parse_mode="HTML")["result"]
    assert (shown["text"], shown["entities"]) == ("村<&", [{"type": "bold", "offset": 0, "length": 1}])
    shown = call(telegram, "sendMessage", chat_id=to, text=r"*村*一\.[看](http://a.cn)", parse_mode="MarkdownV2")[
        "result"
    ]
    assert (shown["text"], [one["type"] for one in shown["entities"]]) == ("村一.看", ["bold", "text_link"])
    assert telegram.ledger.mistakes == []


def test_tokens_and_methods(telegram: Telegram) -> None:
    assert HTTP.get(f"{telegram.url}/bot1:wrong/getMe").json()["error_code"] == 401
    assert HTTP.get(f"{telegram.url}/bot/getMe").status_code == 404
    assert HTTP.get(f"{telegram.url}/bot{TOKEN}/getNothing").status_code == 404
    assert "the fake does not know" in why(telegram, "getUserProfilePhotos", user_id=1)
    assert HTTP.get(f"{telegram.url}/bot{TOKEN}/GETME").json()["result"]["username"] == "baocun_bot"
    assert (
        HTTP.post(
            f"{telegram.url}/bot{TOKEN}/getMe", content=b"{", headers={"content-type": "application/json"}
        ).status_code
        == 400
    )


def test_whom_the_bot_may_write_to(telegram: Telegram) -> None:
    stranger = telegram.person("韩冬")
    assert "can't initiate" in why(telegram, "sendMessage", chat_id=stranger.chat.id, text="好")
    assert "chat not found" in why(telegram, "sendMessage", chat_id=17, text="好")
    to = chat(telegram, "方晓燕")
    telegram.person("方晓燕").blocks()
    assert why(telegram, "sendMessage", chat_id=to, text="好") == "Forbidden: bot was blocked by the user"
    telegram.person("方晓燕").unblocks()
    sent(telegram, to)
    telegram.person("方晓燕").leaves()
    assert "user is deactivated" in why(telegram, "sendMessage", chat_id=to, text="好")
    assert [call.why for call in telegram.ledger.mistakes] == ["Bad Request: chat not found"]


def test_a_group_that_moved_says_where_to(telegram: Telegram) -> None:
    group = telegram.group("云溪镇", telegram.person("周建明"))
    sent(telegram, group.id)
    new = telegram.upgrade(group)
    refused = call(telegram, "sendMessage", chat_id=group.id, text="好")
    assert refused["parameters"] == {"migrate_to_chat_id": new.id}
    sent(telegram, new.id)
    told = [update["message"] for update in telegram.updates.waiting.values()]
    assert [one.get("migrate_to_chat_id") or one.get("migrate_from_chat_id") for one in told] == [new.id, group.id]
    telegram.removes_bot(new, telegram.person("周建明"))
    assert "kicked from the supergroup" in why(telegram, "sendMessage", chat_id=new.id, text="好")
    assert telegram.ledger.mistakes == []


def test_edits_are_refused(telegram: Telegram) -> None:
    to = chat(telegram)
    own = sent(telegram, to, reply_markup=buttons("收到"))
    theirs = telegram.person("周建明").says("我的")["message_id"]
    edit: dict[str, Any] = {"chat_id": to, "text": "你好"}
    assert "message to edit not found" in why(telegram, "editMessageText", **edit, message_id=1)
    assert "can't be edited" in why(telegram, "editMessageText", **edit, message_id=theirs)
    same = edit | {"message_id": own}
    assert "is not modified" in why(telegram, "editMessageText", **same, reply_markup=buttons("收到"))
    assert "there is no caption" in why(telegram, "editMessageCaption", chat_id=to, message_id=own, caption="好")
    assert "message is too long" in why(telegram, "editMessageText", chat_id=to, message_id=own, text="长" * 4097)
    assert call(telegram, "editMessageText", **same)["ok"]
    assert "is not modified" in why(telegram, "editMessageText", **same)
    assert "is not modified" in why(telegram, "editMessageReplyMarkup", chat_id=to, message_id=own)
    old = sent(telegram, to)
    telegram.clock.forward(hours=48)
    assert "can't be edited" in why(telegram, "editMessageText", chat_id=to, message_id=old, text="新")
    assert "can't be deleted" in why(telegram, "deleteMessage", chat_id=to, message_id=old)
    gone = sent(telegram, to)
    assert call(telegram, "deleteMessage", chat_id=to, message_id=gone)["ok"]
    assert "message to delete not found" in why(telegram, "deleteMessage", chat_id=to, message_id=gone)


def test_a_press_is_answered_once_and_soon(telegram: Telegram) -> None:
    to, person = chat(telegram), telegram.person("周建明")
    sent(telegram, to, reply_markup=buttons("收到"))
    late, early = person.presses("收到"), person.presses("收到")
    assert "MESSAGE_TOO_LONG" in why(telegram, "answerCallbackQuery", callback_query_id=early, text="长" * 201)
    assert call(telegram, "answerCallbackQuery", callback_query_id=early, text="记下了")["ok"]
    assert person.hears("记下了", what="toast")
    assert "query is too old" in why(telegram, "answerCallbackQuery", callback_query_id=early)
    assert "query ID is invalid" in why(telegram, "answerCallbackQuery", callback_query_id="17")
    telegram.clock.forward(seconds=16)
    assert "query is too old" in why(telegram, "answerCallbackQuery", callback_query_id=late)
    assert len(telegram.ledger.mistakes) == 3
    with pytest.raises(AssertionError, match="sees no button '办结'"):
        person.presses("办结")


@pytest.mark.parametrize(
    ("command", "more", "reason"),
    [
        ({"command": "走访", "description": "x"}, {}, "BOT_COMMAND_INVALID"),
        ({"command": "visit", "description": ""}, {}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"command": "visit", "description": "长" * 257}, {}, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ({"command": "visit", "description": "x"}, {"language_code": "zh_CN"}, "LANG_CODE_INVALID"),
        ({"command": "visit", "description": "x"}, {"scope": {"type": "chat", "chat_id": 17}}, "chat not found"),
    ],
)
def test_commands_are_refused(telegram: Telegram, command: dict[str, str], more: Any, reason: str) -> None:
    assert reason in why(telegram, "setMyCommands", commands=[command], **more)


def test_lists_of_commands_are_kept_by_scope_and_language(telegram: Telegram) -> None:
    many = [{"command": f"c{n}", "description": "x"} for n in range(101)]
    assert "BOT_COMMANDS_TOO_MUCH" in why(telegram, "setMyCommands", commands=many)
    own: dict[str, Any] = {"scope": {"type": "chat", "chat_id": chat(telegram)}, "language_code": "zh"}
    assert call(telegram, "setMyCommands", commands=many[:2], **own)["ok"]
    assert call(telegram, "getMyCommands", **own)["result"] == many[:2]
    assert call(telegram, "getMyCommands")["result"] == []
    assert call(telegram, "deleteMyCommands", **own)["ok"]
    assert call(telegram, "getMyCommands", **own)["result"] == []


def test_files_are_refused(telegram: Telegram, monkeypatch: pytest.MonkeyPatch) -> None:
    to = chat(telegram)

    def photo(content: bytes, **more: Any) -> str:
        return why(telegram, "sendPhoto", {"photo": ("a.png", content)}, chat_id=to, **more)

    assert "IMAGE_PROCESS_FAILED" in photo(b"no picture")
    assert "PHOTO_INVALID_DIMENSIONS" in photo(png(1, 21))
    assert "file must be non-empty" in photo(b"")
    assert "PHOTO_TOO_BIG" in photo(png() + bytes(10 * 1024 * 1024))
    assert "caption is too long" in photo(png(), caption="长" * 1025)
    monkeypatch.setattr(files, "LARGEST_UPLOAD", 1000)  # Fifty megabytes take seconds.
    assert "wrong file identifier" in why(telegram, "sendPhoto", chat_id=to, photo="http://a.cn/a.png")
    assert "there is no file" in why(telegram, "sendPhoto", chat_id=to, photo="attach://a")
    assert "Entity Too Large" in why(telegram, "sendDocument", {"document": ("a.zip", bytes(1001))}, chat_id=to)
    one = [{"type": "photo", "media": "attach://a"}]
    assert "2 to 10" in why(
        telegram, "sendMediaGroup", {"a": ("a.png", png())}, chat_id=to, media=str(one).replace("'", '"')
    )
    assert "GEO_POINT_INVALID" in why(telegram, "sendLocation", chat_id=to, latitude=91, longitude=0)
    assert "parameter action" in why(telegram, "sendChatAction", chat_id=to, action="sleeping")


def test_a_file_can_be_fetched_for_an_hour(telegram: Telegram) -> None:
    person = telegram.person("周建明")
    message = person.sends_photo(png(64, 48), "水渠")
    found = call(telegram, "getFile", file_id=message["photo"][-1]["file_id"])["result"]
    url = f"{telegram.url}/file/bot{TOKEN}/{found['file_path']}"
    assert HTTP.get(url).content == png(64, 48)
    assert HTTP.get(url.replace(TOKEN, "1:wrong")).status_code == 401
    telegram.clock.forward(minutes=61)
    assert HTTP.get(url).status_code == 404
    assert "invalid file_id" in why(telegram, "getFile", file_id="nothing")
    large = telegram.files.keep(bytes(20 * 1024 * 1024 + 1), "large.bin")
    assert "file is too big" in why(telegram, "getFile", file_id=large.id)


def test_who_sends_too_fast_must_wait(telegram: Telegram) -> None:
    telegram.rates.enforced, telegram.rates.clock = True, lambda: 1e9
    to, group = chat(telegram), telegram.group("片", telegram.person("周建明"))
    sent(telegram, to)
    refused = call(telegram, "sendMessage", chat_id=to, text="太快")
    assert (refused["error_code"], refused["parameters"]) == (429, {"retry_after": 1})
    for _ in range(20):
        sent(telegram, group.id)
    assert call(telegram, "sendMessage", chat_id=group.id, text="太快")["parameters"]["retry_after"] > 30
    others = [telegram.group("别的片", telegram.person("周建明")) for _ in range(12)]
    answers = [call(telegram, "sendMessage", chat_id=other.id, text="大家") for other in others]
    assert [answer["ok"] for answer in answers].count(False) >= 1
    assert all(re.match("Too Many Requests", one.why) for one in telegram.ledger.mistakes)
    assert telegram.ledger.busiest(60) > 30
