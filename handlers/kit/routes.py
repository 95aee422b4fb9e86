"""Which handler answers to which word and button; the gate of the access matrix before each of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec import Struct

from handlers.kit import access
from handlers.kit.access import Relation
from handlers.kit.context import Context
from handlers.kit.forms import Form
from handlers.kit.messages import Choice

Args = Mapping[str, Any]
Handler = Callable[[Context, Args], None]
# Tells how the speaker stands to the record with this id; None when there is no such record for him.
Whose = Callable[[Context, int], Relation | None]


class Wiring(Exception):
    """The registry of handlers is wrong; the program must not start."""


class Refused(Exception):
    """A role or rule forbids it. The text key says so to the person, in one polite line."""

    def __init__(self, key: str = "refused") -> None:
        super().__init__(key)
        self.key = key


class Word(Struct, frozen=True):
    """A command: its name in the matrix, the Chinese words, the /command. `always` wins over an open form.

    `alone`: with more behind it, the Chinese word is the beginning of a sentence (今天 去看了李桂兰).
    """

    name: str
    words: tuple[str, ...]
    command: str
    handler: Handler
    always: bool = False
    alone: bool = False


class Action(Struct, frozen=True):
    """What a button starts. `on` names the argument that holds the id of the record it touches."""

    name: str
    handler: Handler
    on: str | None = None


def back_to(action: str, args: Args) -> dict[str, Any]:
    """Goes into the arguments of a button in a list: what it opens then ends in 返回, which shows the list again."""
    return {"back": {"action": action, "args": dict(args)}}


class Routes:
    """All words, actions and forms. Raises Wiring for a doubled name or one without a row in the access matrix."""

    def __init__(
        self,
        words: Iterable[Word],
        actions: Iterable[Action],
        forms: Iterable[Form],
        targets: Mapping[str, Whose],
    ) -> None:
        self.words = tuple(words)
        self.actions = {action.name: action for action in actions}
        self.forms = {form.name: form for form in forms}
        self.targets = targets
        self._by_text: dict[str, Word] = {}
        for word in self.words:
            for text in (*word.words, f"/{word.command}"):
                if self._by_text.setdefault(text.casefold(), word) is not word:
                    raise Wiring(f"word {text} belongs to two handlers")
        self._check()

    def _check(self) -> None:
        for name in [*(w.name for w in self.words), *self.actions, *self.forms]:
            if name not in access.MATRIX:
                raise Wiring(f"handler {name} has no row in the access matrix")
        for action in self.actions.values():
            if action.on is not None and action.on not in self.targets:
                raise Wiring(f"action {action.name} touches the unknown record kind {action.on}")

    def word(self, text: str) -> tuple[Word, str] | None:
        """The command a text begins with, and what follows it; the whole text must be a word, or WORD argument."""
        head, _, rest = text.strip().partition(" ")
        found = self._by_text.get(head.casefold())
        if found is None or (found.alone and rest and not head.startswith("/")):
            return None
        return found, rest.strip()

    def say(self, ctx: Context, word: Word, argument: str) -> None:
        """Runs a word's handler. Raises Refused."""
        self._gate(ctx, word.name, None)
        word.handler(ctx, {"argument": argument})

    def press(self, ctx: Context, name: str, args: Args) -> None:
        """Runs an action. Raises Refused, with the same text for a missing and for a foreign record."""
        action = self.actions.get(name)
        if action is None:
            raise Refused("press.gone")
        relation = None
        if (action.on is not None or name in access.INSIDE) and not ctx.enter(args):
            raise Refused("press.gone")
        if action.on is not None:
            relation = self.targets[action.on](ctx, int(args[action.on]))
            if relation is None:
                raise Refused("press.gone")
        self._gate(ctx, name, relation)
        action.handler(ctx, args)
        if (back := args.get("back")) and ctx.replies:
            ctx.offer(Choice(ctx.t("button.up"), back["action"], back["args"]))

    def allow(self, ctx: Context, name: str) -> None:
        """Lets a handler through that is neither word nor button. Raises Refused."""
        self._gate(ctx, name, None)

    def _gate(self, ctx: Context, name: str, relation: Relation | None) -> None:
        if not access.allowed(name, ctx.scope.roles, relation):
            ctx.audit(name, "-", "refused")
            raise Refused("press.gone" if relation else "refused")
