"""The house itself: texts, settings, commands, words and handlers are all where they must be."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from bot.__main__ import cli
from bot.config import PREFIX, Settings
from handlers import patterns
from handlers.kit import access
from handlers.kit.routes import Action, Routes, Wiring, Word
from handlers.kit.texts import LANGUAGES, Texts, catalogue
from handlers.routes import routes
from storage import tables

ROOT = Path(__file__).parent.parent
READMES = ("README.md", "README.zh.md")
KEY = re.compile(r"^[a-z_]+(\.[a-z_+0-9]+)*$")
PLACE = re.compile(r"\{(\w+)")
# The functions and exceptions whose first argument is a text's key.
SPEAKERS = {"t", "texts", "_texts", "Refused", "Unreadable"}


@cache
def sources() -> tuple[tuple[Path, ast.Module], ...]:
    """Every module of the three packages, parsed."""
    paths = [path for package in ("bot", "handlers", "storage") for path in sorted((ROOT / package).rglob("*.py"))]
    return tuple((path, ast.parse(path.read_text("utf-8"))) for path in paths)


def templates() -> str:
    return "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "bot/web/templates").rglob("*.html")))


@cache
def called() -> dict[str | None, list[ast.Call]]:
    """Every call in the three packages by the last name of what is called."""
    found = defaultdict[str | None, list[ast.Call]](list)
    for _, tree in sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                found[getattr(node.func, "attr", getattr(node.func, "id", None))].append(node)
    return dict(found)


def calls(name: str) -> list[ast.Call]:
    return called().get(name, [])


def constants() -> set[str]:
    """Every string in the code that looks like a key, and every string in the templates' calls."""
    found = {
        node.value
        for _, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and KEY.match(node.value)
    }
    return found | set(re.findall(r"""["']([a-z_]+\.[a-z_.0-9]+)["']""", templates()))


def families() -> set[str]:
    """The families whose members are named by a code: t.of("category", code), t.family("act")."""
    naming = (call for name in ("of", "family") for call in calls(name))
    spoken = {str(call.args[0].value) for call in naming if call.args and isinstance(call.args[0], ast.Constant)}
    return spoken | set(re.findall(r"""\.of\(\s*["']([a-z_]+)["']""", templates()))


def test_every_text_is_there_in_every_language() -> None:
    first, *others = (catalogue(language) for language in LANGUAGES)
    for other in others:
        assert sorted(first.keys() ^ other.keys()) == []
    for language in LANGUAGES:
        assert [key for key, text in catalogue(language).items() if not text.strip()] == []


def test_every_text_has_the_same_places_in_every_language() -> None:
    first, *others = (catalogue(language) for language in LANGUAGES)
    for other in others:
        different = [key for key in first if set(PLACE.findall(first[key])) != set(PLACE.findall(other[key]))]
        assert different == []


def test_every_key_spoken_is_in_the_catalogue() -> None:
    known = catalogue(LANGUAGES[0])
    spoken = {
        argument.value
        for name in SPEAKERS
        for call in calls(name)
        for argument in call.args[:1]
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str) and KEY.match(argument.value)
        if "." in argument.value  # the sheets' own Unreadable carries bare codes, checked with their family
    }
    assert sorted(spoken - known.keys()) == []
    in_pages = set(re.findall(r"""\bt\(\s*["']([a-z_.0-9]+)["']""", templates()))
    assert sorted(in_pages - known.keys()) == []


def test_every_text_is_used() -> None:
    used, kin = constants(), families()
    unused = [key for key in catalogue(LANGUAGES[0]) if key not in used and key.partition(".")[0] not in kin]
    assert unused == []


def test_every_family_is_complete() -> None:
    from storage import vocabulary

    texts = Texts("zh_CN")
    for code in vocabulary.CATEGORIES:
        texts.of("category", code)
    for code in vocabulary.DUTY_CODES:
        texts.of("duty", code)
    for kind in vocabulary.ENTRY_KINDS:
        texts.of("kind", kind)
    states = {state for pair in vocabulary.ISSUE_TRANSITIONS for state in pair}
    for state in states:
        texts.of("issue_state", state)


def audited() -> set[str]:
    """Every action the code notes in the audit trail: named where it is noted, or refused at the matrix."""
    noting = [call.args[:1] for call in calls("audit")]
    noting += [call.args for name in ("note", "_note", "note_command", "_changed") for call in calls(name)]
    named = [value for arguments in noting for argument in arguments for value in either(argument)]
    named += [
        value
        for _, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Dict)
        for key, value in zip(node.keys, node.values, strict=True)
        if isinstance(key, ast.Constant) and key.value == "action"
    ]
    words = {node.value for node in named if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {word for word in words if KEY.match(word)} | set(access.MATRIX)


def either(node: ast.expr) -> tuple[ast.expr, ...]:
    return (node.body, node.orelse) if isinstance(node, ast.IfExp) else (node,)


def test_every_audited_action_has_a_name_that_people_read() -> None:
    assert {"record", "purge", "backup", "import.undo", "invite.used", "sign_out", "charter.move"} <= audited()
    assert sorted(audited() - Texts("zh_CN").family("act").keys()) == []


def test_the_zone_is_a_setting_and_nothing_else() -> None:
    naming = {
        path.name
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and node.value == "Asia/Shanghai"
    }
    assert naming == {"config.py"}


@pytest.mark.parametrize("readme", READMES)
def test_readme_names_every_setting(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    missing = [name for name in Settings.__struct_fields__ if f"`{PREFIX}{name.upper()}`" not in text]
    assert missing == []


@pytest.mark.parametrize("readme", READMES)
def test_readme_names_every_command(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    names = [command.name or command.callback.__name__ for command in cli.registered_commands if command.callback]
    assert len(names) >= 10
    assert [name for name in names if f"`baocun {name}" not in text] == []


@pytest.mark.parametrize("readme", READMES)
def test_readme_names_every_word(readme: str) -> None:
    text = (ROOT / readme).read_text("utf-8")
    missing = [word.name for word in routes().words for said in (*word.words, f"/{word.command}") if said not in text]
    assert missing == []


def test_every_row_of_the_matrix_has_its_handler() -> None:
    known = routes()
    handlers = {word.name for word in known.words} | known.actions.keys() | known.forms.keys() | {"record"}
    assert sorted(access.MATRIX.keys() - handlers) == []


def test_a_handler_outside_the_matrix_does_not_start() -> None:
    with pytest.raises(Wiring, match="access matrix"):
        Routes([Word("spy", ("窥探",), "spy", lambda ctx, args: None)], [], [], {})
    with pytest.raises(Wiring, match="access matrix"):
        Routes([], [Action("spy.press", lambda ctx, args: None)], [], {})


def test_a_doubled_word_does_not_start() -> None:
    twice = [Word(name, ("菜单",), name, lambda ctx, args: None) for name in ("menu", "help")]
    with pytest.raises(Wiring, match="菜单"):
        Routes(twice, [], [], {})


def test_what_must_never_be_built_is_not_built() -> None:
    """Design section 5: no check-in, trail, ranking, points, time online, quota, red names, read times for bosses."""
    banned = re.compile(
        r"check_?in|punch|leader_?board|ranking|rank\b|points\b|score\b|latitude|longitude|gps|online_time|quota|red_list"
    )
    columns = [
        f"{table.name}.{column.name}" for table in tables.Base.metadata.tables.values() for column in table.columns
    ]
    handlers = [word.name for word in routes().words] + list(routes().actions)
    assert [name for name in columns + handlers if banned.search(name)] == []
    words = ("打卡", "签到", "排名", "积分", "在线时长", "红黑榜", "已读未读")
    for language in LANGUAGES:
        spoken = "\n".join(catalogue(language).values())
        assert [word for word in words if word in spoken] == []


@pytest.mark.parametrize("package", ["bot", "handlers", "storage"])
def test_sql_stays_in_storage(package: str) -> None:
    if package == "storage":
        return
    verbs = {"select", "insert", "update", "delete", "text"}
    wrong = [
        f"{path.relative_to(ROOT)}: {alias.name}"
        for path, tree in sources()
        if path.is_relative_to(ROOT / package)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("sqlalchemy")
        for alias in node.names
        if alias.name in verbs
    ]
    assert wrong == []


def test_commit_stands_in_one_place() -> None:
    places = [
        str(path.relative_to(ROOT))
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "commit"
    ]
    # sessions.py releases savepoints; the transaction itself ends in engine.begin().
    assert set(places) == {"storage/engine.py", "storage/sessions.py"}


def test_public_things_say_what_they_are() -> None:
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path, tree in sources()
        if "migrations/versions" not in str(path)
        for node in [*tree.body, *(item for body in tree.body if isinstance(body, ast.ClassDef) for item in body.body)]
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        if not node.name.startswith("_") and ast.get_docstring(node) is None
    ]
    assert silent == []


def test_no_file_grows_out_of_hand() -> None:
    """A file this long has nouns hidden in it. Migrations and the demo's stories, which are data, are exempt."""
    long = [
        f"{path.relative_to(ROOT)} {lines}"
        for path, _ in sources()
        if "migrations/versions" not in str(path) and path.name != "stories.py"
        if (lines := len(path.read_text("utf-8").splitlines())) > 400
    ]
    assert long == []


def test_every_pattern_compiles() -> None:
    patterns.compile_all()
