"""The mail of a folder as a server would have it: read, put together, and stored."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from clawback.app import belonging
from clawback.app.basis import open_basis
from clawback.app.building import open_database
from clawback.app.landing import analysers
from clawback.campaigns.grouping import Grouping
from clawback.database.migrate import upgrade
from clawback.evaluation.labels import CLEAN, Labelled
from clawback.ingest.deliveries import deliveries
from clawback.ingest.intake import Envelope
from clawback.ingest.recipients import Organisation
from clawback.model.clock import FixedClock
from clawback.model.delivery import Delivery
from clawback.model.message import Message
from clawback.model.replacing import replaced
from clawback.model.verdict import ThreatType
from clawback.settings import Settings
from clawback.store.port import Batch, EventStore
from clawback.worker.data_folder import DataFolder

_SPAN = timedelta(days=7)
_READER = "reader@evaluation.invalid"
_BLOCK = 200  # mails
_FEWEST = 3  # of a campaign are recognised, as far as it has so many


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What counts as held for phish besides what headers say; shares from 0 to 1.

    Of each campaign `recognised`, three mails at least, and of all clean mail `misjudged`; chosen
    by chance that repeats itself.
    """

    recognised: float = 0.1
    misjudged: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A mail that is stored. Two files with the same bytes are one."""

    message: str
    label: str
    cluster: str
    recognised: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """All of it. `now` is a moment after the last mail."""

    store: EventStore
    now: datetime
    mails: tuple[Known, ...]


@contextmanager
def stand_of(
    mails: Sequence[Labelled], settings: Settings, held: Held, *, now: datetime
) -> Iterator[Stand]:
    """Reads and stores mail, as if all had come within seven days, in the order it was sent."""
    with TemporaryDirectory() as name, closing(analysers(settings)) as pool:
        folder, clock = Path(name), FixedClock(now)
        messages = pool.analyse_many([one.path.read_bytes() for one in mails])
        with open_database(settings, folder) as database:
            upgrade(database)
            basis = open_basis(settings, DataFolder(folder), database=database, clock=clock)
            with basis as found:
                store, grouping = found.store_itself, belonging.grouping(found)
                known = _stored(store, grouping, _told(mails, messages), now, held)
                yield Stand(store=store, now=now, mails=tuple(known))


def _told(mails: Iterable[Labelled], messages: Iterable[Message]) -> dict[str, tuple[Message, str]]:
    """Each message once with its label, in the order in which they were sent."""
    pairs = [(one, mail.label) for one, mail in zip(messages, mails, strict=True)]
    pairs.sort(key=lambda one: one[0].sent_at.timestamp() if one[0].sent_at else 0.0)
    return {message.network_message_id: (message, label) for message, label in pairs}


def _stored(
    store: EventStore,
    grouping: Grouping,
    told: dict[str, tuple[Message, str]],
    now: datetime,
    held: Held,
) -> Iterator[Known]:
    caught = _caught(told, held)
    step = _SPAN / max(len(told), 1)
    rows = [
        (message, _row(message, now - _SPAN + number * step, caught), label)
        for number, (message, label) in enumerate(told.values())
    ]
    for at in range(0, len(rows), _BLOCK):
        block = rows[at : at + _BLOCK]
        batch = grouping.place(
            Batch(
                messages=tuple(one for one, _, _ in block),
                deliveries=tuple(one for _, one, _ in block),
            )
        )
        store.append(batch)
        clusters = {one.network_message_id: one for one in batch.deliveries}
        for message, _, label in block:
            row = clusters[message.network_message_id]
            yield Known(
                message=row.network_message_id,
                label=label,
                cluster=row.cluster_id or row.network_message_id,
                recognised=bool(row.threat_type),
            )


def _caught(told: dict[str, tuple[Message, str]], held: Held) -> frozenset[str]:
    named: dict[str, list[str]] = {}
    for name, (_, label) in told.items():
        named.setdefault(label, []).append(name)
    return frozenset(one for label, names in named.items() for one in _chosen(label, names, held))


def _chosen(label: str, names: list[str], held: Held) -> list[str]:
    share = held.misjudged if label == CLEAN else held.recognised
    fewest = 0 if label == CLEAN else _FEWEST
    count = min(max(math.ceil(share * len(names)), fewest), len(names)) if share else 0
    return Random(label).sample(names, count)  # noqa: S311 - repeatable on purpose


def _row(message: Message, at: datetime, caught: frozenset[str]) -> Delivery:
    envelope = Envelope(received_at=at, source="import", recipients=(_READER,))
    (row,) = deliveries(message, envelope, Organisation())
    if message.network_message_id in caught and not row.threat_type:
        return replaced(row, threat_type=(ThreatType.PHISH,))
    return row
