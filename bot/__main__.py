"""The `baocun` command. Each command is one file in bot/commands/; what goes wrong is said in one sentence."""

from __future__ import annotations

import gc
import sys

# Loading makes a hundred thousand objects and no garbage; looking for some is a sixth of a start.
gc.disable()

import typer  # noqa: E402

from bot import log  # noqa: E402
from bot.commands import (  # noqa: E402
    backup,
    chat,
    check,
    demo,
    export,
    import_,
    invite,
    migrate,
    read,
    restore,
    run,
    tick,
)
from bot.commands.common import Failed  # noqa: E402
from bot.config import BadSetting  # noqa: E402

gc.freeze()
gc.enable()

cli = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False, help=__doc__)
for command in (demo, run, chat, tick, read, export, invite, migrate, backup, restore, check):
    cli.command()(getattr(command, command.__name__.rpartition(".")[2]))
cli.command("import")(import_.import_)


def main() -> None:
    """Runs the command line. Exit code 1 and one sentence for everything that can be foreseen."""
    if sys.platform not in ("linux", "darwin"):
        sys.exit("Baocun runs on Linux and macOS only.")
    log.set_up()
    try:
        cli()
    except (Failed, BadSetting) as error:
        sys.exit(f"baocun: {error}")


if __name__ == "__main__":
    main()
