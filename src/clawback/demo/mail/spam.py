"""The daily trickle that nobody asked for, most of it caught."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random
from typing import TypedDict, cast

from clawback.demo.mail.arrivals import from_outside, message_id
from clawback.demo.mail.correspondent import Correspondent, colleague, shared
from clawback.demo.mail.draft import Draft, Mailbox
from clawback.demo.mail.envelope import Arrival, Mail
from clawback.demo.mail.filtering import FULL, NO_DMARC, NOTHING, SPOOFED, Filter, Nature
from clawback.demo.mail.grammar import Speaker, phrase_book
from clawback.demo.mail.habits import MAILING, copies
from clawback.demo.mail.html import button, card, paragraphs
from clawback.demo.mail.render import render
from clawback.demo.stage import Stage

_CAUGHT = 0.86
_SHARED = 0.25  # also to a shared mailbox
_NEW_NETWORK = 0.1  # over IPv6
_REACH = ((1, 2, 4, 9), (46, 26, 20, 8))
_RESULTS = ((FULL, NO_DMARC, NOTHING, SPOOFED), (30, 25, 25, 20))


class Kind(TypedDict):
    """A `[[spam]]` of the phrase book."""

    language: str
    subject: Sequence[str]
    text: Sequence[str]
    button: str


def spam(stage: Stage) -> Iterator[Mail]:
    """One after the other, without end."""
    random = stage.chance("spam")
    kinds = cast("list[Kind]", phrase_book("spam").entries["spam"])
    while True:
        yield _mail(stage, random, random.choice(kinds))


def _mail(stage: Stage, random: Random, kind: Kind) -> Mail:
    speaker = Speaker(phrase_book("spam"), random)
    domain = speaker.pick(speaker.book.words["domain"])
    readers = _readers(stage, random)
    caught = random.random() < _CAUGHT
    draft = _draft(stage, random, kind, speaker, domain)
    received = copies(stage, random, readers, draft.sent, habit=MAILING, junk=caught)
    return Mail(
        message=render(draft), arrival=_arrival(random, domain, caught=caught), copies=received
    )


def _readers(stage: Stage, random: Random) -> tuple[Correspondent, ...]:
    """Addresses that spammers know: the shared ones more than others."""
    people = random.sample(stage.organisation.people, random.choices(*_REACH)[0])
    found = tuple(map(colleague, people))
    if random.random() < _SHARED:
        found = (shared(random.choice(stage.organisation.shared), found[0]), *found[1:])
    return found


def _draft(stage: Stage, random: Random, kind: Kind, speaker: Speaker, domain: str) -> Draft:
    text = speaker.pick(kind["text"])
    url = f"http://{domain}/{random.choice(('go', 'win', 'x', 'offer'))}/{random.getrandbits(40):x}"
    pressed = button(url, speaker.say(kind["button"]), "#d1242f") if kind["button"] else ""
    name = speaker.pick(speaker.book.words["sender_name"])
    html = card(
        title=name, body=paragraphs(text) + pressed, foot="", colour="#d1242f", preview=text
    )
    return Draft(
        sender=Mailbox(name, f"{random.choice(_LOCALS)}{random.randrange(99)}@{domain}"),
        to=(),
        subject=speaker.pick(kind["subject"]),
        sent=stage.any_hour(random),
        message_id=message_id(random, domain),
        text=f"{text}\n" + (f"\n{url}\n" if pressed else ""),
        html=html if kind["button"] else "",
        reply_to=Mailbox("", f"claims@{domain}") if not kind["button"] else None,
    )


_LOCALS = ("info", "offer", "newsletter", "contact", "noreply", "promo")


def _arrival(random: Random, domain: str, *, caught: bool) -> Arrival:
    by = random.choices((Filter.RSPAMD, Filter.SPAM_ASSASSIN), (70, 30))[0]
    high, low = (7.0, 14.5), (1.0, 4.6)
    return from_outside(
        random,
        mail_from=f"b{random.getrandbits(40):x}@{domain}",
        from_domain=domain,
        host=f"host-{random.randrange(9999)}.{domain}",
        ip=_ip(random),
        results=random.choices(*_RESULTS)[0],
        score=random.uniform(*(high if caught else low)),
        nature=Nature.SPAM,
        by=by,
    )


def _ip(random: Random) -> str:
    if random.random() < _NEW_NETWORK:
        return f"2001:db8:{random.randrange(0xFFFF):x}::{random.randrange(0xFFFF):x}"
    return f"198.51.100.{random.randint(100, 250)}"
