"""Credential phish: five bursts on two days, 64 deliveries, one kit behind many links.

Most of it got into inboxes; one sender was known to the filter and went to Junk. Two people asked
the service desk, and their questions quote the link: a trap for filters that are too simple.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from clawback.demo.mail.arrivals import from_inside, from_outside, message_id
from clawback.demo.mail.correspondent import Correspondent, colleague, shared
from clawback.demo.mail.draft import Draft, Mailbox
from clawback.demo.mail.envelope import Arrival, Mail
from clawback.demo.mail.filtering import FORGED, FULL, JUNK_AT, NO_DMARC, SPOOFED, Nature, Results
from clawback.demo.mail.grammar import Speaker, phrase_book
from clawback.demo.mail.habits import LURED, PERSONAL, copies
from clawback.demo.mail.html import button, card, office, paragraphs
from clawback.demo.mail.render import render
from clawback.demo.stage import Stage
from clawback.demo.waves.lures import PATH, Host, Wrapper, lure

RECIPIENTS = 64
CAUGHT = 9  # of them in Junk
REPORTS = 2
PHISH = f"url_path:{PATH}"  # the filter that finds the wave, and the questions about it
ATTACK = f"{PHISH} directionality:inbound"  # the wave alone
_COLOUR = "#0b5394"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mask:
    """One of the senders that the attackers used."""

    name: str
    address: str
    host: str
    ip: str
    results: Results
    score: float

    @property
    def caught(self) -> bool:
        return self.score >= JUNK_AT


_DESK = _Mask(
    name="Tarnbeck IT Service Desk",
    address="it-desk@tarnbeck-support.test",
    host="smtp3.tarnbeck-support.test",
    ip="198.51.100.71",
    results=FULL,
    score=2.4,
)
_MAILER = _Mask(
    name="Mailbox Administrator",
    address="no-reply@webmail-gate.example.net",
    host="vps-4410.webmail-gate.example.net",
    ip="203.0.113.240",
    results=NO_DMARC,
    score=4.1,
)
_OURSELVES = _Mask(
    name="IT Service Desk",
    address="servicedesk@tarnbeck.example",
    host="unknown-77.account-verify.invalid",
    ip="198.51.100.77",
    results=SPOOFED,
    score=5.2,
)
_KNOWN = _Mask(
    name="Password Manager",
    address="security@account-verify.invalid",
    host="unknown-78.account-verify.invalid",
    ip="198.51.100.78",
    results=FORGED,
    score=12.7,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Burst:
    """Mails of one sender within a quarter of an hour."""

    days_ago: int
    hour: int
    mask: _Mask
    host: Host
    wrapper: Wrapper
    recipients: int
    personal: bool = True  # one mail for each, else one mail for all


_BURSTS = (
    _Burst(days_ago=2, hour=7, mask=_DESK, host=Host.LOGIN, wrapper=Wrapper.NONE, recipients=12),
    _Burst(
        days_ago=2,
        hour=7,
        mask=_DESK,
        host=Host.LOGIN,
        wrapper=Wrapper.SAFE_LINKS,
        recipients=8,
    ),
    _Burst(
        days_ago=2, hour=9, mask=_MAILER, host=Host.OFFICE, wrapper=Wrapper.SEARCH, recipients=10
    ),
    _Burst(
        days_ago=2,
        hour=13,
        mask=_OURSELVES,
        host=Host.VERIFY,
        wrapper=Wrapper.NONE,
        recipients=11,
        personal=False,
    ),
    _Burst(
        days_ago=1,
        hour=8,
        mask=_KNOWN,
        host=Host.VERIFY,
        wrapper=Wrapper.NONE,
        recipients=CAUGHT,
        personal=False,
    ),
    _Burst(
        days_ago=1,
        hour=8,
        mask=_OURSELVES,
        host=Host.BARE,
        wrapper=Wrapper.NONE,
        recipients=6,
    ),
    _Burst(
        days_ago=1,
        hour=12,
        mask=_DESK,
        host=Host.LOGIN,
        wrapper=Wrapper.REDIRECTOR,
        recipients=8,
    ),
)


def phish(stage: Stage) -> Iterator[Mail]:
    """The whole wave, and what two of its recipients asked."""
    random = stage.chance("phish")
    targets = [colleague(p) for p in random.sample(stage.organisation.people[1:], RECIPIENTS)]
    reporters = iter((targets[0], targets[30]))
    for burst in _BURSTS:
        hit, targets = targets[: burst.recipients], targets[burst.recipients :]
        sent = stage.workdays_ago(burst.days_ago, UTC, burst.hour, random.randrange(40))
        groups = [(one,) for one in hit] if burst.personal else [tuple(hit)]
        for group in groups:
            sent += timedelta(seconds=random.randint(15, 70))
            yield _mail(stage, random, burst, group, sent)
    for reporter in reporters:
        yield _report(stage, random, reporter)


def _mail(
    stage: Stage, random: Random, burst: _Burst, hit: tuple[Correspondent, ...], sent: datetime
) -> Mail:
    token = f"{random.getrandbits(48):012x}" if burst.personal else ""
    url = lure(burst.host, burst.wrapper, token)
    caught = burst.mask.caught
    received = copies(stage, random, hit, sent, habit=LURED, junk=caught)
    draft = _draft(random, burst.mask, hit, url, sent)
    return Mail(message=render(draft), arrival=_arrival(random, burst.mask), copies=received)


def _draft(
    random: Random, mask: _Mask, hit: tuple[Correspondent, ...], url: str, sent: datetime
) -> Draft:
    language = hit[0].language if len(hit) == 1 else "en"
    said = {"given": "colleague", "address": "your mailbox"}
    if len(hit) == 1:
        said = {"given": hit[0].given, "address": hit[0].mailbox.address}
    speaker = Speaker(phrase_book("lures"), random, said)
    texts = speaker.book.entries["phish"]
    words = texts.get(language, texts["en"])
    text, pressed = speaker.say(words["text"]), words["button"]
    html = card(
        title="Tarnbeck IT",
        body=paragraphs(text) + button(url, pressed, _COLOUR),
        foot="Tarnbeck Instruments, IT Service Desk. This is a mandatory service notice.",
        colour=_COLOUR,
        language=language,
        preview=pressed,
    )
    return Draft(
        sender=Mailbox(mask.name, mask.address),
        to=(hit[0].mailbox,) if len(hit) == 1 else (),
        subject=speaker.pick(words["subject"] if len(hit) == 1 else words["subject"][:1]),
        sent=sent,
        message_id=message_id(random, mask.host),
        text=f"{text}\n\n{pressed}: {url}\n",
        html=html,
        headers=(("X-Priority", "1 (Highest)"), ("Importance", "high")),
    )


def _arrival(random: Random, mask: _Mask) -> Arrival:
    return from_outside(
        random,
        mail_from=mask.address,
        from_domain=mask.address.partition("@")[2],
        host=mask.host,
        ip=mask.ip,
        results=mask.results,
        score=mask.score + random.uniform(-0.4, 0.4),
        nature=Nature.KNOWN_PHISH if mask.caught else Nature.LURE,
    )


def _report(stage: Stage, random: Random, asker: Correspondent) -> Mail:
    """Somebody asks the service desk, with the mail quoted below."""
    desk = shared(next(b for b in stage.organisation.shared if b.local == "servicedesk"), asker)
    url = lure(Host.LOGIN, Wrapper.NONE, f"{random.getrandbits(48):012x}")
    sent = stage.workdays_ago(2, UTC, 14, random.randrange(50))
    mask = f"{_DESK.name} <{_DESK.address}>"
    said = {"signature": asker.signature, "mask": mask, "url": url}
    speaker = Speaker(phrase_book("lures"), random, said)
    words = speaker.book.entries["report"]
    text = speaker.say(words["text"])
    draft = Draft(
        sender=asker.mailbox,
        to=(desk.mailbox,),
        subject=words["subject"],
        sent=sent.astimezone(asker.zone),
        message_id=message_id(random, asker.mailbox.domain),
        text=text,
        html=office(text),
    )
    return Mail(
        message=render(draft),
        arrival=from_inside(random, asker.mailbox.address),
        copies=copies(stage, random, (desk,), sent, habit=PERSONAL),
    )
