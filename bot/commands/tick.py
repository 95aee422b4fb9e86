"""`baocun tick`: one beat of the clock at a given moment."""

from __future__ import annotations

import json
from datetime import tzinfo
from functools import partial

from bot import clock
from bot.commands.common import Db, Now, opened
from storage import outbox
from storage.outbox import Delivery


def tick(now: Now = None, db: Db = None) -> None:
    """One beat of the clock, and deliver; so that a script can play through a year. Prints a JSON line a delivery."""
    with opened(db, now) as app:
        moment = app.clock()
        before = app.writer.run(outbox.newest)
        clock.beat(app.writer.run, app.mornings, moment, app.zone)
        app.writer.drain()
        app.jobs.drain()  # a weekly pack has its picture
        app.deliver()
        for delivery in app.writer.run(partial(outbox.deliveries, after=before, at=moment)):
            print(json.dumps(_line(delivery, app.zone), ensure_ascii=False), flush=True)


def _line(delivery: Delivery, zone: tzinfo) -> dict[str, object]:
    return {
        "id": delivery.id,
        "at": delivery.at.astimezone(zone).isoformat(),
        "person": delivery.name,
        "channel": delivery.channel,
        "kind": "file" if delivery.body.get("papers") else "card" if delivery.card else "note",
        "text": delivery.body["text"],
        "choices": [choice["label"] for choice in delivery.body["choices"]],
        "state": delivery.state,
    }
