"""The picture of a digest: what it shows, that it can be read, and who gets it."""

from __future__ import annotations

import io
import re
from itertools import pairwise

import pytest
from PIL import Image
from sqlalchemy import select

from handlers.digests import pictures
from handlers.kit.context import Eyes
from handlers.kit.texts import Texts
from handlers.papers import canvas, picture
from handlers.papers.picture import Heat, Trend
from handlers.rules import periods
from storage import papers
from storage.tables import Job
from tests.conversation import Town

VISIT = "今天去王家坞走访了李桂兰，水渠堵了，答应周五前给答复"
MOST_BYTES = 150_000


def test_the_digest_brings_its_picture(town: Town) -> None:
    town.says("周建明", VISIT)
    town.hears("俞正阳", "简报 本周", "走访1次")
    (file,) = town.made("俞正阳")
    assert (file.name, file.mime) == ("简报 11月16日至11月22日这一周.png", "image/png")
    assert len(file.body) < MOST_BYTES
    drawn = Image.open(io.BytesIO(file.body))
    assert drawn.width == 780
    assert "各村履职记录" in town.shown("俞正阳")[-1].text
    # A press, or the way back, brings none; its own button does.
    shown = town.hears("俞正阳", "各村")
    town.press("俞正阳", shown, "返回")
    assert town.made("俞正阳") == []
    digest = town.shown("俞正阳")[-1]
    town.press("俞正阳", digest, "看图")
    assert len(town.made("俞正阳")) == 1


def test_it_counts_what_one_may_see(town: Town) -> None:
    town.says("周建明", VISIT)
    town.says("汪洋", "今天走访上云胡大海，蜂蜜卖不出去")
    town.says("韩冬", "今天去石门村走访石大山")
    week = periods.of("week", town.now.date())
    with town.database.reading() as session:
        whole, north = (
            pictures.heat(Eyes(session, town.scope(name), town.now, Texts("zh_CN")), week)
            for name in ("俞正阳", "倪海军")
        )
        trend = pictures.trend(Eyes(session, town.scope("俞正阳"), town.now, Texts("zh_CN")), week)
    seen = whole.columns.index("走访掌握村情民意")
    assert [(name, numbers[seen]) for name, numbers in whole.rows] == [
        ("王家坞村", 1),
        ("汪家坞村", 0),
        ("上云村", 1),
        ("下云村", 0),
    ]
    assert [name for name, _ in north.rows] == ["王家坞村", "汪家坞村"]
    assert trend.series[0] == ("走访", (0, 0, 0, 0, 0, 0, 0, 2))
    assert trend.series[1] == ("新报", (0, 0, 0, 0, 0, 0, 0, 2))
    assert trend.labels[-2:] == ("11/9", "11/16")


def test_many_villages_are_shown_by_cluster(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_ROWS", 3)
    town.says("周建明", VISIT)
    town.says("方晓燕", "今天走访汪坞汪建军，都好")
    with town.database.reading() as session:
        shown = pictures.heat(
            Eyes(session, town.scope("俞正阳"), town.now, Texts("zh_CN")), periods.of("week", town.now.date())
        )
    seen = shown.columns.index("走访掌握村情民意")
    assert [(name, numbers[seen]) for name, numbers in shown.rows] == [("北片", 2), ("中片", 0)]


def test_nobody_else_fetches_it(town: Town) -> None:
    town.says("俞正阳", "简报 本周")
    town.made("俞正阳")
    for name in ("倪海军", "贺佳", "韩冬"):
        with town.database.reading() as session:
            assert papers.one(session, town.scope(name), 1) is None


def test_whoever_has_lost_the_right_meanwhile_gets_none(town: Town) -> None:
    from storage.tables import RoleGrant

    town.says("俞正阳", "简报 本周")
    with town.database.writing() as session:
        grant = session.scalars(select(RoleGrant).where(RoleGrant.person_id == town.people["俞正阳"])).one()
        grant.until = town.now.date()
    assert town.made("俞正阳") == []
    with town.database.reading() as session:
        assert session.scalars(select(Job.state)).all() == ["cancelled"]


def test_what_cannot_be_made_is_tried_again_and_then_said_so(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture, "draw", lambda *_: 1 / 0)
    town.says("俞正阳", "简报 本周")
    for _ in range(3):
        assert town.made("俞正阳") == []
        town.wait(minutes=2)
    assert "没做成（编号 1）" in town.shown("俞正阳")[-1].text


def test_colours_are_apart_for_everybody() -> None:
    """Each shade is clearly darker than the one before, so it reads in grey too; letters stand out from their field."""
    light = [_light(shade) for shade in picture.SHADES]
    assert all(before - after > 0.05 for before, after in pairwise(light))
    for place, shade in enumerate(picture.SHADES):
        letters = canvas.PAPER if place >= picture.DARK else canvas.INK
        assert _contrast(letters, shade) > 3, shade


def _light(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = [int(part, 16) / 255 for part in re.findall("..", colour[1:])]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    first, second = sorted((_light(one), _light(other)))
    return (second + 0.05) / (first + 0.05)


@pytest.mark.parametrize(
    ("number", "most", "shade"),
    [(0, 0, None), (0, 9, None), (1, 1, 0), (2, 2, 1), (5, 5, 4), (1, 12, 0), (12, 12, 4), (6, 12, 2)],
)
def test_few_is_pale_and_many_dark(number: int, most: int, shade: int | None) -> None:
    assert picture.step(number, most) == shade


def test_a_long_name_is_cut_and_a_large_township_stays_small() -> None:
    duties = tuple(f"一项名字很长很长的职责{n}" for n in range(9))
    rows = tuple((f"名字特别特别长的第{n}村民委员会", tuple(range(n, n + 9))) for n in range(24))
    series = ("走访", (12345,) * 8), ("新报", (99,) * 8), ("办结", (0,) * 8)
    body = picture.draw("云溪镇" * 20, Heat("各村", duties, rows, "说明"), Trend("近8周", ("11/9",) * 8, series))
    assert len(body) < MOST_BYTES
