"""/metrics: figures for Prometheus, described in docs/operations.md. Labels name channels, never people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from bot.web import feed
from bot.web.services import Services
from bot.web.session import services
from storage.figures import Figures

if TYPE_CHECKING:  # the library is loaded when somebody asks for figures
    from prometheus_client import Metric

log = structlog.get_logger()


async def show(request: Request) -> Response:
    """The figures of this process and its database, in Prometheus' text format."""
    from prometheus_client import CONTENT_TYPE_LATEST

    body = await run_in_threadpool(_written, services(request))
    return Response(body, media_type=CONTENT_TYPE_LATEST)


def _written(site: Services) -> bytes:
    from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest

    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(Figured(site))
    return generate_latest(registry)


class Figured:
    """Collects at the moment of asking: nothing is counted meanwhile that the database knows."""

    def __init__(self, site: Services) -> None:
        self._site = site

    def collect(self) -> Iterator[Metric]:
        """All figures."""
        try:
            found = feed.figures(self._site)
        except Exception:
            log.exception("figures_failed")
            found = None
        yield _gauge("baocun_up", "Whether the database answers (1) or not (0).", float(found is not None))
        if found is not None:
            yield from _stored(found, self._site.clock())
        yield from _here(self._site)


def _stored(found: Figures, now: datetime) -> Iterator[Metric]:
    from prometheus_client.core import GaugeMetricFamily

    yield _counter("baocun_messages_kept", "Number of the newest message kept.", found.kept)
    yield _gauge("baocun_messages_waiting", "Messages kept and not handled yet.", found.waiting)
    yield _gauge("baocun_messages_oldest_seconds", "Age of the oldest of them.", _age(found.oldest, now))
    yield _gauge("baocun_messages_dead", "Messages given up, among the latest 10,000.", found.dead)
    yield _counter("baocun_outbox_said", "Number of the newest outgoing message.", found.said)
    unsent = GaugeMetricFamily("baocun_outbox_waiting", "Outgoing messages without an end.", labels=["channel"])
    late = GaugeMetricFamily("baocun_outbox_oldest_seconds", "How long the first is overdue.", labels=["channel"])
    for channel, count in found.unsent.items():
        unsent.add_metric([channel], count)
        late.add_metric([channel], _age(found.overdue[channel], now))
    yield unsent
    yield late
    yield _gauge("baocun_outbox_failed", "Outgoing messages that failed, among the latest 10,000.", found.failed)
    yield _gauge("baocun_jobs_waiting", "Pictures and workbooks still to be made.", found.jobs)
    yield _gauge("baocun_audit_unchained", "Acts that are not in the audit chain yet.", found.unchained)
    if found.backup is not None:
        yield _gauge("baocun_backup_seconds", "Age of the last verified backup.", _age(found.backup, now))


def _here(site: Services) -> Iterator[Metric]:
    writer = site.writer
    yield _gauge("baocun_writer_up", "Whether this process's writer works.", float(writer.alive))
    yield _counter("baocun_writer_turns", "Group commits of this process.", writer.turns)
    yield _counter("baocun_writer_handled", "Messages this process handled.", writer.handled)
    yield _counter("baocun_writer_failures", "Groups that failed as a whole.", writer.failures)
    if writer.disk is None or writer.disk.free is None:
        return
    yield _gauge("baocun_disk_free_bytes", "Free space on the database's disk.", writer.disk.free)
    yield _gauge("baocun_disk_low", "Whether the disk alarm is on.", float(writer.disk.room != "enough"))
    yield _gauge(
        "baocun_read_only", "Whether nothing new is taken for want of room.", float(writer.disk.room == "full")
    )


def _age(moment: datetime | None, now: datetime) -> float:
    return 0.0 if moment is None else max(0.0, (now - moment).total_seconds())


def _gauge(name: str, meaning: str, value: float) -> Metric:
    from prometheus_client.core import GaugeMetricFamily

    return GaugeMetricFamily(name, meaning, value=value)


def _counter(name: str, meaning: str, value: float) -> Metric:
    from prometheus_client.core import CounterMetricFamily

    return CounterMetricFamily(name, meaning, value=value)
