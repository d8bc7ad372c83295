"""Thirty days of mail: the background in its usual mixture, and the attacks in the middle of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from clawback.demo.mail.announcements import announcements
from clawback.demo.mail.bounces import returned_mail
from clawback.demo.mail.envelope import Mail
from clawback.demo.mail.machines import notices
from clawback.demo.mail.mailings import mailings
from clawback.demo.mail.meetings import meetings
from clawback.demo.mail.spam import spam
from clawback.demo.mail.threads import conversations
from clawback.demo.stage import Stage
from clawback.demo.waves.hijack import hijack
from clawback.demo.waves.invoice import invoice_fraud
from clawback.demo.waves.malware import malware
from clawback.demo.waves.phish import phish

_BACKGROUND: tuple[tuple[Callable[[Stage], Iterator[Mail]], int], ...] = (
    (conversations, 9350),
    (mailings, 3500),
    (notices, 3500),
    (announcements, 1200),
    (meetings, 1250),
    (returned_mail, 150),
    (spam, 950),
)
_WAVES = (phish, invoice_fraud, malware, hijack)

DELIVERIES = 20_000  # about so many at scale 1


def month(stage: Stage, *, scale: float = 1.0) -> Iterator[Mail]:
    """All mail, in no order. `scale` is for the background; attacks are whole at any scale."""
    for wave in _WAVES:
        yield from wave(stage)
    for write, deliveries in _BACKGROUND:
        yield from _as_many(write(stage), round(deliveries * scale))


def _as_many(mails: Iterator[Mail], deliveries: int) -> Iterator[Mail]:
    """Mails until they make up about this many deliveries."""
    left = float(deliveries)
    for mail in mails:
        left -= mail.deliveries
        if left < -mail.deliveries / 2:
            return
        yield mail
