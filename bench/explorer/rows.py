"""A seeded month of an organisation's mail, as many deliveries as are wanted.

Some are made one by one and stored the product's own way; the rest are copies of these, later in
time and with ids of their own. Senders, recipients and links follow Zipf's law; every twelfth
message belongs to one of many short campaigns.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from uuid import UUID

import duckdb

from clawback.model.delivery import Delivery
from clawback.model.location import DeliveryAction, DeliveryLocation, Directionality
from clawback.model.url import UrlSource
from clawback.model.verdict import ThreatType
from clawback.store.duckdb import DuckdbStore
from clawback.store.port import Batch

START = datetime(2026, 10, 1, tzinfo=UTC)
TEMPLATE = 250_000
PACE = timedelta(days=30) / 10_000_000  # between two deliveries
_BATCH = 1000
_MEMORY = "4GB"
_DOMAINS, _PEOPLE, _HOSTS, _CAMPAIGNS = 50_000, 20_000, 50_000, 75
_WORDS = """
    account action agenda annual april attached balance board budget call change
    conference contract customer data delivery design document draft due event feedback
    final friday help holiday information internal invitation july launch letter list
    lunch market meeting minutes monday monthly new note notice offer office order
    parcel partner password payment plan please policy price project proposal quarterly
    question quote receipt reminder renewal report request review sales schedule
    security service shipment slides statement status summary support survey system team
    ticket training travel update urgent visit weekly welcome
""".split()  # noqa: SIM905 - a list of words reads best as words
_ACTIONS = (
    (DeliveryAction.DELIVERED, DeliveryLocation.INBOX),
    (DeliveryAction.DELIVERED_TO_JUNK, DeliveryLocation.JUNK),
    (DeliveryAction.BLOCKED, DeliveryLocation.QUARANTINE),
)


def build(path: Path, rows: int) -> None:
    """Makes an event store with so many deliveries, rounded to whole copies."""
    made = min(rows, TEMPLATE)
    with closing(DuckdbStore.open(path)) as store:
        month = Month(random.Random(7))
        for deliveries in _blocks(month.deliveries(made)):
            store.append(Batch(messages=(), deliveries=deliveries))
    with duckdb.connect(str(path), config={"memory_limit": _MEMORY}) as connection:
        multiply(connection, max(1, rows // made), span=made * PACE, start=START)
        connection.execute("CHECKPOINT")


def multiply(
    connection: duckdb.DuckDBPyConnection, times: int, *, span: timedelta, start: datetime
) -> None:
    """Makes `times` spans of the first: each copy is a span later, with ids that follow it.

    What is there is doubled for as long as that fits: the more rows are copied at once, the more
    of them a second thread takes, and their order stays.
    """
    made = 1
    while made < times:
        taken = min(made, times - made)
        connection.execute(
            """
            INSERT INTO delivery SELECT * EXCLUDE (ms) REPLACE (
                time_received + $shift AS time_received,
                (lower(printf('%08x-%04x', ms >> 16, ms & 65535))
                    || substr(id::VARCHAR, 14))::UUID AS id,
                $copy || internet_message_id_lc AS internet_message_id_lc)
            FROM (
                SELECT *, epoch_ms(time_received + $shift) AS ms
                FROM delivery WHERE time_received < $until
            )
            """,
            {
                "shift": made * span,
                "copy": f"{made}.",
                "until": (start + taken * span).replace(tzinfo=None),
            },
        )
        made += taken


def senders_of(number: int) -> str:
    """The domain of the sender with this rank; the lower, the more mail."""
    return f"sender{number}.example"


@dataclass(slots=True)
class Month:
    """Draws messages and their recipients, one after the other in time."""

    dice: random.Random
    _number: int = field(default=0)

    def deliveries(self, count: int) -> Iterator[Delivery]:
        """The next deliveries, about 1.28 of each message."""
        return islice(self._endless(), count)

    def _endless(self) -> Iterator[Delivery]:
        while True:
            at = START + self._number * PACE
            message = self._message(at)
            for recipient in {self._rank(_PEOPLE) for _ in range(self._recipients())}:
                yield Delivery(
                    **message,  # type: ignore[arg-type] # each has its attribute's type
                    recipient=f"user{recipient}@example.org",
                    time_received=START + self._number * PACE,
                )
                self._number += 1

    def _message(self, at: datetime) -> dict[str, object]:
        dice = self.dice
        campaign = self._campaign(at)
        domain = campaign or senders_of(self._rank(_DOMAINS))
        milliseconds = int(at.timestamp() * 1000)
        action, location = dice.choices(_ACTIONS, (80, 15, 5) if not campaign else (50, 30, 20))[0]
        return {
            "network_message_id": str(UUID(int=(milliseconds << 80) | dice.getrandbits(72))),
            "internet_message_id": f"<{dice.getrandbits(64):016x}@{domain}>",
            "header_fingerprint": f"{dice.getrandbits(256):064x}",
            "raw_sha256": f"{dice.getrandbits(256):064x}",
            "subject": self._subject(),
            "sender_address": f"{dice.choice(_WORDS)}@{domain}",
            "sender_domain": domain,
            "sender_display_name": f"{dice.choice(_WORDS)} {dice.choice(_WORDS)}".title(),
            "sender_mail_from_address": f"bounce@{domain}",
            "sender_mail_from_domain": domain,
            "recipient_domain": "example.org",
            "sender_ip": f"192.0.{dice.randrange(256)}.{dice.randrange(256)}",
            "directionality": Directionality.INBOUND,
            "delivery_action": action,
            "original_delivery_location": location,
            "threat_type": (ThreatType.PHISH,) if campaign else (),
            "email_size": int(dice.lognormvariate(9.5, 1.2)),
            "source": "lmtp",
            **self._links(campaign),
            **self._files(),
        }

    def _campaign(self, at: datetime) -> str:
        """The sender of the campaign that runs at this time, for every twelfth message."""
        if self.dice.random() > 1 / 12:
            return ""
        return f"campaign{int((at - START) / PACE) * _CAMPAIGNS // TEMPLATE}.example"

    def _subject(self) -> str:
        words = self.dice.choices(_WORDS, k=5)
        if self.dice.random() < 0.01:
            words[1:3] = ["invoice", str(self.dice.randrange(100_000))]
        return " ".join(words).capitalize()

    def _links(self, campaign: str) -> dict[str, object]:
        count = 1 if campaign else self.dice.choices((0, 1, 2, 4), (40, 25, 20, 15))[0]
        hosts = [campaign or f"site{self._rank(_HOSTS)}.example" for _ in range(count)]
        paths = [f"/{self.dice.choice(_WORDS)}/{self.dice.randrange(10_000)}" for _ in hosts]
        places = [f"{host}{path}" for host, path in zip(hosts, paths, strict=True)]
        return {
            "url": tuple(f"https://{place}" for place in places),
            "url_domain": tuple(hosts),
            "url_path": tuple(paths),
            "url_domain_and_path": tuple(places),
            "url_source": (UrlSource.EMAIL_BODY,) * count,
        }

    def _files(self) -> dict[str, object]:
        if self.dice.random() > 0.3:
            return {}
        number = self._rank(100_000)
        return {
            "attachment_filename": (f"{self.dice.choice(_WORDS)}-{number % 997}.pdf",),
            "attachment_sha256": (f"{number:064x}",),
            "file_type": ("pdf",),
            "file_extension": ("pdf",),
            "file_size": (number * 37,),
        }

    def _recipients(self) -> int:
        return self.dice.choices((1, 2, 4), (85, 10, 5))[0]

    def _rank(self, below: int) -> int:
        """A rank from 0, by Zipf's law: the second half as often as the first."""
        return int(below ** self.dice.random()) - 1


def _blocks(deliveries: Iterator[Delivery]) -> Iterator[tuple[Delivery, ...]]:
    while block := tuple(islice(deliveries, _BATCH)):
        yield block
