"""The menu below a conversation: three buttons, five under each, names and keys counted in bytes."""

from __future__ import annotations

from typing import Any

from tests.fakes.fake import Refusal
from tests.fakes.tencent import shape

MOST, MOST_BELOW = 3, 5
LONGEST_KEY = 128
KEYED = {
    *("click", "scancode_push", "scancode_waitmsg", "pic_sysphoto", "pic_photo_or_album", "pic_weixin"),
    "location_select",
}


def check(menu: Any, *, name: int, below: int, url: int) -> list[dict[str, Any]]:
    """The buttons of a menu whose names have at most so many bytes. Raises Refusal."""
    buttons: list[dict[str, Any]] = shape.fields(menu, "menu", {"button": list})["button"]
    if not 1 <= len(buttons) <= MOST:
        raise Refusal(40016, "invalid button size")
    for button in buttons:
        if "sub_button" not in button:
            _button(button, name, url, 0)
            continue
        shape.fields(button, "button", {"name": str, "sub_button": list}, {"type": str, "key": str})
        shape.short(button["name"], name, "name", 40018)
        if not 1 <= len(button["sub_button"]) <= MOST_BELOW:
            raise Refusal(40023, "invalid sub button size")
        for one in button["sub_button"]:
            _button(one, below, url, 7)
    return buttons


def _button(button: Any, name: int, url: int, shift: int) -> None:
    """One button; codes of the lower level are seven higher."""
    shape.fields(button, "button", {"name": str, "type": str}, {"key": str, "url": str, "sub_button": list})
    if not button["name"] or len(button["name"].encode()) > name:
        raise Refusal(40018 + shift, "invalid button name size")
    if button["type"] in KEYED:
        if not button.get("key") or len(button["key"].encode()) > LONGEST_KEY:
            raise Refusal(40019 + shift, "invalid button key size")
    elif button["type"] == "view":
        if not button.get("url") or len(button["url"].encode()) > url:
            raise Refusal(40020 + shift, "invalid button url size")
        shape.link(button["url"], "url", 40055)
    else:
        raise Refusal(40017 + shift, "invalid button type")


def find(buttons: list[dict[str, Any]], label: str) -> dict[str, Any]:
    """The button a person sees under that name."""
    for button in buttons:
        for one in button.get("sub_button") or [button]:
            if one["name"] == label:
                return dict(one)
    raise AssertionError(f"no menu button {label!r} in {buttons}")
