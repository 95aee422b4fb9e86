"""What a keyboard may hold."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from tests.fakes.telegram.wording import bad

# Of an inline keyboard: in all, in a row, bytes of a button's data.
MOST_BUTTONS = 100
MOST_IN_ROW = 8
LONGEST_DATA = 64
_DOES = {
    *("url", "callback_data", "web_app", "login_url", "switch_inline_query", "switch_inline_query_current_chat"),
    *("switch_inline_query_chosen_chat", "copy_text", "callback_game", "pay"),
}
_PRIVATE_ONLY = ("request_contact", "request_location", "web_app")


def check(markup: dict[str, Any] | None, *, private: bool) -> None:
    """Refuses a keyboard that the platform does not show."""
    if not markup:
        return
    inline = "inline_keyboard" in markup
    rows = markup.get("inline_keyboard") or markup.get("keyboard") or []
    buttons = [button for row in rows for button in row]
    if len(buttons) > MOST_BUTTONS or any(len(row) > MOST_IN_ROW for row in rows):
        raise bad("REPLY_MARKUP_TOO_LONG")
    for button in buttons:
        if isinstance(button, dict):
            _inline(button) if inline else _custom(button, private)


def _inline(button: dict[str, Any]) -> None:
    if not str(button.get("text", "")).strip():
        raise bad("inline keyboard button text is empty")
    does = _DOES & button.keys()
    if len(does) != 1:
        raise bad("text buttons are unallowed in the inline keyboard" if not does else "BUTTON_TYPE_INVALID")
    if "callback_data" in button and not 1 <= len(button["callback_data"].encode()) <= LONGEST_DATA:
        raise bad("BUTTON_DATA_INVALID")
    for url in (button.get("url"), (button.get("web_app") or {}).get("url")):
        if url is not None:
            _reachable(url, secure="web_app" in button)


def _reachable(url: str, *, secure: bool) -> None:
    parts = urlsplit(url)
    good = ("https",) if secure else ("http", "https", "tg")
    if parts.scheme not in good or (parts.scheme != "tg" and "." not in (parts.hostname or "")):
        raise bad(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")


def _custom(button: dict[str, Any], private: bool) -> None:
    if not str(button.get("text", "")).strip():
        raise bad("keyboard button text is empty")
    if not private and any(button.get(name) for name in _PRIVATE_ONLY):
        raise bad("phone number, location and web apps can be requested in private chats only")


def labels(markup: dict[str, Any] | None) -> tuple[str, ...]:
    """The buttons' labels in order."""
    rows = (markup or {}).get("inline_keyboard") or (markup or {}).get("keyboard") or []
    return tuple(button if isinstance(button, str) else button["text"] for row in rows for button in row)


def data(markup: dict[str, Any] | None, label: str) -> str | None:
    """The data of the inline button with that label."""
    rows = (markup or {}).get("inline_keyboard") or []
    return next((button.get("callback_data") for row in rows for button in row if button["text"] == label), None)
