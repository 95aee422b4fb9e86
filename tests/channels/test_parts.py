"""Long texts in parts, whichever way a platform counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.parts import Size, numbered, parts, utf8, utf16

FAMILY = "👨‍👩‍👧"
LONGEST: dict[Size, int] = {utf16: 4096, utf8: 2048}
sizes = pytest.mark.parametrize("size", [utf16, utf8])


@sizes
@given(st.text(alphabet=st.sampled_from("村a\n🏠👨\u200d👩🏽é\u0301️"), max_size=200), st.integers(24, 60))
def test_parts_hold_everything_and_fit(size: Size, text: str, most: int) -> None:
    found = list(parts(text, most, size))
    assert all(0 < size(part) <= most for part in found)
    assert "".join(found).replace("\n", "") == text.replace("\n", "") or not text.strip()


@sizes
def test_a_part_ends_at_a_line_and_never_inside_a_character(size: Size) -> None:
    lines = "\n".join(["王家坞村水渠堵了" * 20] * 40)
    assert all(part.endswith("堵了") for part in parts(lines, LONGEST[size], size))
    houses = list(parts("🏠" * 3000, LONGEST[size], size))
    assert {size(part) for part in houses[:-1]} == {LONGEST[size]}
    assert next(parts(FAMILY * 10, size(FAMILY) + 2, size)) == FAMILY


def test_choices_as_a_list() -> None:
    assert numbered("选一个", ["修改", "撤销"]) == "选一个\n1. 修改\n2. 撤销"
