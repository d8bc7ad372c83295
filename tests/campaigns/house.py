"""A room that groups mail, on a real database and a store in memory."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import timedelta

from tests.making.deliveries import START, make_delivery, make_message
from tests.making.house import TurnedClock

from clawback.analysis.imprint.taking import imprint
from clawback.campaigns import records
from clawback.campaigns.campaign import Campaign, Rule
from clawback.campaigns.grouping import Grouping
from clawback.campaigns.wanted import Wanted
from clawback.database import Database
from clawback.model.address import Address
from clawback.model.verdict import ThreatType
from clawback.store.memory import MemoryStore
from clawback.store.port import Batch

CHANCE = random.Random(11)
WORDS = ["".join(CHANCE.choices("abcdefghiklmnoprstu", k=6)) for _ in range(3000)]
KIT, OTHER = (" ".join(CHANCE.choices(WORDS, k=80)) for _ in range(2))
PHISH = (ThreatType.PHISH,)


def mail(number: int, text: str = KIT, **changed: object) -> Batch:
    """One message for one recipient, a minute after the one before."""
    subject = str(changed.pop("subject", f"Your parcel {number}"))
    name = f"Sender {number}"
    return Batch(
        messages=(
            make_message(
                number,
                subject=subject,
                sender=Address(address="a@bad.example", display_name=name),
                imprint=imprint(text, [], subject),
            ),
        ),
        deliveries=(
            make_delivery(
                number,
                subject=subject,
                time_received=START + timedelta(minutes=number),
                **changed,
            ),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the room stands on, and the room; `again` is the room after a start."""

    database: Database
    store: MemoryStore
    clock: TurnedClock
    grouping: Grouping

    def stored(self, *batches: Batch) -> None:
        for batch in batches:
            self.store.append(self.grouping.place(batch))
            self.grouping.stored(batch)

    def again(self) -> House:
        return house_of(self.database, self.store, self.clock)

    def campaigns(self) -> list[Campaign]:
        with self.database.read() as connection:
            return records.newest(connection, Wanted(), limit=100)

    def campaign_of(self, batch: Batch) -> str:
        (row,) = self.store.rows([batch.deliveries[0].key])
        return row.latest.campaign_id


def house_of(database: Database, store: MemoryStore, clock: TurnedClock) -> House:
    return House(
        database=database,
        store=store,
        clock=clock,
        grouping=Grouping(database, store, clock, Rule()),
    )
