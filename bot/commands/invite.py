"""`baocun invite`: a single-use link and code for one person; the first admin of a database is made this way."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.commands.common import Db, Failed, opened
from handlers import people
from storage import signins
from storage.vocabulary import ROLES, Role

Name = Annotated[str, typer.Argument(help="the person's name")]
RoleOption = Annotated[str | None, typer.Option("--role", help=", ".join(ROLES))]
Unit = Annotated[str | None, typer.Option("--unit", help="over which unit, such as 云溪镇 or 清源县/云溪镇")]


def invite(name: Name, role: RoleOption = None, unit: Unit = None, db: Db = None) -> None:
    """Print a single-use sign-in link and code, valid for 7 days."""
    if role is not None and role not in ROLES:
        raise Failed(f"--role is one of {', '.join(ROLES)}")
    with opened(db) as app:
        now = app.clock()
        with app.database.writing() as session:
            try:
                person = people.invited(session, name, _role(role), unit, now.astimezone(app.zone).date())
            except people.Unclear as error:
                raise Failed(str(error)) from None
            code = signins.make_invite(session.connection(), person, now)
        print(f"{app.settings.public_url}/in/{code}")
        print(code)


def _role(role: str | None) -> Role | None:
    return next((known for known in ROLES if known == role), None)
