"""What the reader does not do yet, by name: each is expected to fail, and fails the run on the day it passes."""

from __future__ import annotations

import pytest

GAPS = {
    "test_category[十几户要集体去县政府上访-petition]": "a crowd that means to go is read as no matter",
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks the known gaps."""
    for item in items:
        name = item.name.encode().decode("unicode_escape") if "\\u" in item.name else item.name
        if item.path.parent.name == "reading" and name in GAPS:
            item.add_marker(pytest.mark.xfail(strict=True, reason=GAPS[name]))
