"""One small village for the named examples, and a short way to read a sentence in it."""

from datetime import datetime

from handlers.reading import HouseholdNames, NameIndex, Reading, VillageNames, read

# A Wednesday.
NOW = datetime(2026, 11, 18, 16, 0)

WILLOW = VillageNames(
    1,
    "柳湾村",
    ("柳湾", "湾里"),
    6,
    (
        HouseholdNames(11, "陶金旺", ("陶老三",), ("陶小宝",), 1, "男"),
        HouseholdNames(12, "许月英", (), (), 1, "女"),
        HouseholdNames(13, "陶银旺", (), (), 2, "男"),
        HouseholdNames(14, "司马长林", (), (), 3, "男"),
        HouseholdNames(15, "傅莲香", (), (), 4, "女"),
        HouseholdNames(16, "程伟", (), (), 5, "男"),
    ),
    ("陶大海",),
)
MILL = VillageNames(
    2,
    "水碓坪村",
    ("水碓坪", "坪上"),
    4,
    (HouseholdNames(21, "许月英", (), (), 1, "女"), HouseholdNames(22, "丁有才", (), (), 2, "男")),
    ("丁主事",),
)
INDEX = NameIndex([WILLOW, MILL], ["韩冬", "罗丽"])


def reading(text: str, *home: int, now: datetime = NOW) -> Reading:
    """The sentence as a cadre of `home` (the first village if none is given) would send it."""
    return read(text, now, INDEX, home or (1,))
