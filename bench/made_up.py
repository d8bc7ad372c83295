"""Labelled mail that the demo's writers made up, with several seeds: ham, spam, phish, malware.

Few templates write it, so it shows what judges are for, not how much of real mail they find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice

from clawback.analysis.judges.impersonation import Protected
from clawback.analysis.trace import Trust
from clawback.demo.mail.announcements import announcements
from clawback.demo.mail.bounces import returned_mail
from clawback.demo.mail.envelope import GATEWAY, Folder, Mail
from clawback.demo.mail.machines import notices
from clawback.demo.mail.mailings import mailings
from clawback.demo.mail.meetings import meetings
from clawback.demo.mail.spam import spam
from clawback.demo.mail.threads import conversations
from clawback.demo.organisation import DOMAIN
from clawback.demo.stage import Stage, set_stage
from clawback.demo.waves.hijack import hijack
from clawback.demo.waves.invoice import invoice_fraud
from clawback.demo.waves.malware import malware
from clawback.demo.waves.phish import phish
from clawback.model.address import Address

SEEDS = 8
TRUST = Trust(authserv_ids=(GATEWAY,))
_NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
_WAVES = {"phish": (phish, invoice_fraud, hijack), "malware": (malware,)}
_BACKGROUND: dict[Callable[[Stage], Iterator[Mail]], int] = {  # mails, of the first seed
    conversations: 1000,
    mailings: 300,
    notices: 400,
    announcements: 100,
    meetings: 200,
    returned_mail: 50,
    spam: 300,
}


def labelled() -> Iterator[tuple[str, bytes]]:
    """Kind and mail, as each lies with its first recipient; attacks of every seed."""
    for stage in _stages():
        for kind, writers in _WAVES.items():
            for write in writers:
                for one in write(stage):
                    yield from _lying(kind if _from_outside(stage, one) else "ham", one)
    for write, most in _BACKGROUND.items():
        for one in islice(write(_stages()[0]), most):
            yield from _lying("spam" if write is spam else "ham", one)


def _stages() -> list[Stage]:
    return [set_stage(_NOW, f"detection-{number}") for number in range(SEEDS)]


def _lying(kind: str, mail: Mail) -> Iterator[tuple[str, bytes]]:
    for copy in mail.copies:
        if copy.folder is not Folder.SENT:
            yield kind, mail.bytes_of(copy)
            return


def protected() -> Protected:
    """Whom the site of the first seed would name: its people, domain and partners.

    The partners of all, for some attacks pretend to be one; people of two sites share names.
    """
    stages = _stages()
    people = {
        person.address: Address(display_name=person.name, address=person.address)
        for person in stages[0].organisation.people
    }
    return Protected(
        people=tuple(people.values()),
        own_domains=frozenset({DOMAIN}),
        partners=frozenset(one.domain for stage in stages for one in stage.partners),
    )


def _from_outside(stage: Stage, mail: Mail) -> bool:
    """What people of ours or partners wrote in the course of an attack is honest."""
    sender = mail.arrival.mail_from.rpartition("@")[2]
    return not mail.arrival.internal and sender not in {one.domain for one in stage.partners}
