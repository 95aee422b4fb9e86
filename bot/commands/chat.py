"""`baocun chat`: a conversation at the terminal, over the same database."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated

import typer

from bot.channels.terminal import Conversation
from bot.commands.common import Db, Failed, Now, opened, texts
from storage import people
from storage.trouble import Full


def chat(as_: Annotated[str, typer.Option("--as", help="who speaks")], db: Db = None, now: Now = None) -> None:
    """Talk to the bot as somebody: one line in, its replies out. Works when piped."""
    with opened(db, now) as app:
        with app.database.reading() as session:
            found = people.named(session, as_)
            ids = [person.id for person in found]
        if not ids:
            raise Failed(f"nobody named {as_} is in this database; see `baocun invite`")
        if len(ids) > 1:
            raise Failed(f"{len(ids)} people are named {as_} in this database")
        conversation = Conversation(app.database, app.writer, ids[0], app.clock(), app.jobs.drain)
        for line in conversation.heard(app.clock()):
            print(line, flush=True)
        for typed in _lines():
            try:
                for line in conversation.say(typed, app.clock()):
                    print(line, flush=True)
            except Full:
                print(texts()("error.full"), flush=True)


def _lines() -> Iterator[str]:
    """Lines typed, with a prompt when somebody sits there; undecodable bytes never end the conversation."""
    sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
    interactive = sys.stdin.isatty()
    while True:
        if interactive:
            print("> ", end="", flush=True)
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield line.rstrip("\n")
