"""A process that stores mail as intake does, hears of it and sends alerts; made to be killed."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.making.deliveries import make_delivery, make_message
from tests.servers.alerting import Desk, desk_on

from clawback.alerts.channels.http import HttpChannel, Slack
from clawback.alerts.policy import Condition, Notify, Policy
from clawback.database import Database
from clawback.filters.lists import FolderOfLists
from clawback.identity.role import Role, actor_of
from clawback.model.clock import SystemClock
from clawback.rhythm import Rhythm
from clawback.store.duckdb import DuckdbStore
from clawback.store.port import Batch

BATCH = 5
EVERY_MAIL = Policy(
    id="",
    name="Every mail",
    condition=Condition(filter="subject:invoice*"),
    notify=(Notify(channel="hook", daily=100_000),),
    folds=False,
)


def main() -> None:
    """FOLDER URL MOST: stores so many mails, but for those that are settled; says how far it is."""
    folder, url, most = sys.argv[1:]
    place, settled = Path(folder), Path(folder) / "settled"
    desk = _desk(place, url)
    if all(one.policy.name != EVERY_MAIL.name for one in desk.policies.every()):
        desk.policies.add(actor_of("ada", "Ada", Role.ADMIN), EVERY_MAIL)
    (courier,) = desk.outbox.couriers
    rhythms = [
        Rhythm("send", courier.turn, every=0.01),
        Rhythm("tell", desk.telling.tell, every=0.01),
    ]
    for rhythm in rhythms:
        rhythm.start()
    while (done := int(settled.read_text() if settled.exists() else 0)) < int(most):
        desk.store.append(_batch(range(done, done + BATCH)))
        fresh = settled.with_suffix(".new")
        fresh.write_text(str(done + BATCH))
        fresh.replace(settled)
        sys.stdout.write(f"{done + BATCH}\n")
        sys.stdout.flush()
    for rhythm in rhythms:
        rhythm.stop()
    desk.store.close()


def _desk(place: Path, url: str) -> Desk:
    hook = HttpChannel(name="hook", url=url, writes=Slack(), seconds=5)
    database = Database.open(place / "state.db")
    store = DuckdbStore.open(place / "events.duckdb")
    return desk_on(store, database, SystemClock(), FolderOfLists(place), channels=[hook])


def _batch(numbers: range) -> Batch:
    now = datetime.now(UTC)
    rows = [make_delivery(number, time_received=now) for number in numbers]
    messages = tuple(make_message(number) for number in numbers)
    return Batch(messages=messages, deliveries=tuple(rows))
