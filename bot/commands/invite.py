"""`baocun invite`: a single-use link and code for one person; the first admin of a database is made this way."""

from __future__ import annotations

from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.app import App
from bot.commands.common import Db, Failed, opened
from handlers import invites, people
from handlers.kit import links
from storage import signins
from storage.vocabulary import ROLES, Role

Name = Annotated[str, typer.Argument(help="the person's name")]
RoleOption = Annotated[str | None, typer.Option("--role", help=", ".join(ROLES))]
Unit = Annotated[str | None, typer.Option("--unit", help="over which unit, such as 云溪镇 or 清源县/云溪镇")]
All = Annotated[bool, typer.Option("--all", help="everybody of the roster who has not come in yet")]


def invite(name: Name = "", role: RoleOption = None, unit: Unit = None, all_: All = False, db: Db = None) -> None:
    """Print a single-use sign-in link and code, valid for 7 days; with --all a line for each who is not in yet."""
    if role is not None and role not in ROLES:
        raise Failed(f"--role is one of {', '.join(ROLES)}")
    if bool(name) == all_:
        raise Failed("name one person, or say --all")
    with opened(db) as app:
        now = app.clock()
        with app.database.writing() as session:
            if all_:
                made = invites.for_everybody(session, now)
                lines = ["\t".join([one.name, one.place, *_links(session, app, code)]) for one, code in made]
            else:
                try:
                    person = people.invited(session, name, _role(role), unit, now.astimezone(app.zone).date())
                except people.Unclear as error:
                    raise Failed(str(error)) from None
                code = signins.make_invite(session.connection(), person, now)
                page, *chats = _links(session, app, code)
                lines = [page, code, *chats]
        for line in lines:
            print(line)


def _links(session: Session, app: App, code: str) -> list[str]:
    """The link to the page and, where the bot is on Telegram, the one that opens its chat."""
    return list(filter(None, [links.page(app.settings.public_url, code), links.chat(session, code)]))


def _role(role: str | None) -> Role | None:
    return next((known for known in ROLES if known == role), None)
