"""/healthz and /metrics: what they say, and that nothing of anybody is in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from storage.engine import Database
from tests.command import ROOT
from tests.web.house import House, house

DOCUMENT = ROOT / "docs/operations.md"


@pytest.fixture
async def site(database: Database) -> object:
    async with house(database) as built:
        yield built


def _figures(text: str) -> dict[str, float]:
    lines = [line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


async def test_the_figures_tell_what_waits(site: House) -> None:
    async with site.signed_in("周建明") as phone:
        await phone.say("今天去王家坞走访了刘福生，电话 17012345678")
        await phone.hears("已记录")
        site.tell("周建明", "还没看")
        text = (await phone.client.get("/metrics")).text
    found = _figures(text)
    assert found["baocun_up"] == found["baocun_writer_up"] == 1
    assert found["baocun_messages_waiting"] == found["baocun_messages_dead"] == 0
    assert found["baocun_writer_handled_total"] == 1
    assert found['baocun_outbox_waiting{channel="web"}'] >= 1
    assert found["baocun_audit_unchained"] >= 1
    assert "process_resident_memory_bytes" in found
    assert not re.search(r"[^\x00-\x7f]|17012345678|周建明", text)
    labels = {label for name in found for label in re.findall(r"(\w+)=", name)}
    assert labels <= {"channel"}


async def test_every_figure_is_described(site: House) -> None:
    async with site.phone() as client:
        text = (await client.get("/metrics")).text
    described = DOCUMENT.read_text("utf-8")
    named = set(re.findall(r"^# TYPE (baocun_\w+)", text, re.MULTILINE))
    assert named
    assert [name for name in sorted(named) if f"`{name}`" not in described] == []


async def test_health_names_what_is_wrong(site: House) -> None:
    async with site.phone() as client:
        assert (await client.get("/healthz")).json() == {"status": "ok"}
        site.writer.stop()
        answer = await client.get("/healthz")
        assert (answer.status_code, answer.json()["why"]) == (503, ["writer"])
        assert _figures((await client.get("/metrics")).text)["baocun_writer_up"] == 0
        site.writer.start()
        site.town.database.engine.dispose()


def test_the_samples_of_a_deployment_are_there() -> None:
    for name in ("baocun.service", "Containerfile", "Caddyfile", "nginx.conf"):
        text = (ROOT / "deploy" / name).read_text("utf-8")
        assert "baocun" in text.lower()
        assert name in DOCUMENT.read_text("utf-8")
    assert Path(ROOT / "deploy").is_dir()
