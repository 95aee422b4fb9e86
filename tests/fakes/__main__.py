"""A fake by hand: `python -m tests.fakes telegram --port 9000`, then one line for each thing somebody does.

    周建明: 今天去王家坞走访了两户     writes
    周建明! 收到                       presses the button
    周建明+ photo.jpg                  sends a photo

What people hear is printed. It ends with Ctrl-C and then says what the bot did wrong.
"""

from __future__ import annotations

import argparse
import re
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.fakes import Telegram, WeChat, WeCom

LINE = re.compile(r"\s*([^:：!！+]+)([:：!！+])\s*(.*)")
FAKES: dict[str, type[Telegram] | type[WeCom] | type[WeChat]] = {one.NAME: one for one in (Telegram, WeCom, WeChat)}


def act(fake: Any, line: str) -> None:
    """Does what a line says."""
    found = LINE.match(line)
    if not found:
        print("name: text · name! button · name+ photo")
        return
    person, content = fake.person(found[1].strip()), found[3].strip()
    if found[2] in ":：":
        person.says(content)
    elif found[2] == "+":
        person.sends_photo(Path(content).read_bytes())
    else:
        person.presses(content)


def news(fake: Any, seen: dict[str, int]) -> Iterator[str]:
    """What has reached people since it was last asked."""
    for name, person in list(fake.people.items()):
        for heard in person.heard[seen.get(name, 0) :]:
            buttons = " ".join(f"[{label}]" for label in heard.buttons)
            size = f" ({len(heard.content)} bytes)" if heard.content else ""
            yield f"→ {name} {heard.what}: {heard.text}{size} {buttons}".rstrip()
        seen[name] = len(person.heard)


def watch(fake: Any) -> None:
    """Prints what people hear, for ever."""
    seen: dict[str, int] = {}
    while True:
        with fake.ledger.changed:
            lines = list(news(fake, seen))
            if not lines:
                fake.ledger.changed.wait(1)
        for line in lines:
            print(line, flush=True)


def verify(fake: Any, url: str) -> None:
    """Saves the callback's address as soon as the bot is up."""
    while True:
        try:
            fake.save_callback(url)
        except AssertionError:
            time.sleep(1)
            continue
        print(f"callback {url} verified", flush=True)
        return


def main() -> None:
    """Serves until it is interrupted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("platform", choices=FAKES)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--callback", default="", help="the bot's address of WeCom's or WeChat's callbacks")
    options = parser.parse_args()
    with FAKES[options.platform](options.port) as fake:
        for name, value in fake.settings().items():
            print(f"export {name}={value}", flush=True)
        threading.Thread(target=watch, args=[fake], daemon=True).start()
        if options.callback:
            threading.Thread(target=verify, args=[fake, options.callback], daemon=True).start()
        try:
            _serve(fake)
        except KeyboardInterrupt:
            print(f"\n{len(fake.ledger.calls)} calls, {len(fake.ledger.mistakes)} mistakes")
            for call in fake.ledger.mistakes:
                print(f"  {call.method}: {call.why}")


def _serve(fake: Any) -> None:
    for line in sys.stdin:
        try:
            act(fake, line)
        except (AssertionError, OSError) as error:
            print(error, flush=True)
    threading.Event().wait()


if __name__ == "__main__":
    main()
