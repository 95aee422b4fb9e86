"""A process that cannot do all of its work does not look as if it could."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot import config
from bot.app import App


def test_a_clock_that_cannot_start_ends_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = App(config.read(database_url=str(tmp_path / "start.db"), **config.alone()))
    app.open()

    def broken() -> None:
        raise RuntimeError("no clock")

    monkeypatch.setattr(app._heartbeat, "start", broken)
    monkeypatch.setattr("bot.app.SETTLES_SECONDS", 0.0)
    with pytest.raises(RuntimeError, match="no clock"):
        asyncio.run(asyncio.wait_for(app.serve(("clock",)), 10))
