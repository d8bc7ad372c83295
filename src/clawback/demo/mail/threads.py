"""Ordinary mail: colleagues, customers and suppliers, and what they have to say to each other."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import cast

from clawback.demo.mail.arrivals import arriving
from clawback.demo.mail.conversation import Conversation, Matter, Turn
from clawback.demo.mail.correspondent import colleague, contact, shared
from clawback.demo.mail.envelope import Mail
from clawback.demo.mail.grammar import Speaker, phrase_book
from clawback.demo.mail.habits import copies, kept
from clawback.demo.mail.render import render
from clawback.demo.organisation import SHARED, Department, Person, SharedMailbox
from clawback.demo.partners import Dealing, Partner
from clawback.demo.stage import Stage

_TURNS = ((1, 2, 3, 4, 5, 7), (46, 24, 14, 9, 5, 2))
_COPIED = ((0, 1, 2, 3, 6), (48, 24, 14, 9, 5))
_KINDS = (("colleagues", "customer", "supplier"), (52, 29, 19))
_FACING = {
    Dealing.CUSTOMER: (Department.SALES, Department.SERVICE),
    Dealing.SUPPLIER: (Department.PURCHASING, Department.FINANCE),
}
_REGULARS = 4
_TO_MANAGER, _WITHIN = 0.15, 0.55  # of mail between colleagues
_SPEAKS_ANYWAY = 0.6  # of partners, their own language to people who may not know it well
_TO_SHARED = 0.5  # of what a shared mailbox is for


def conversations(stage: Stage) -> Iterator[Mail]:
    """Mail of one conversation after the other, without end."""
    random = stage.chance("conversations")
    while True:
        kind = random.choices(*_KINDS)[0]
        talk = _colleagues(stage, random) if kind == "colleagues" else _across(stage, random, kind)
        count = random.choices(*_TURNS)[0]
        begins = stage.office_hour(random, talk.opener.zone)
        for turn in talk.turns(begins, count):
            yield posted(stage, random, turn)


def posted(stage: Stage, random: Random, turn: Turn) -> Mail:
    """The mail of a turn, in its readers' mailboxes; what goes out, in its writer's Sent folder."""
    received = copies(stage, random, turn.readers, turn.draft.sent)
    strangers = tuple(r.mailbox.address for r in turn.readers if not r.account)
    outside = strangers if turn.writer.account else ()
    return Mail(
        message=render(turn.draft),
        arrival=arriving(random, turn.writer),
        copies=(*received, *(kept(turn.writer, turn.draft.sent) if outside else ())),
        outside=outside,
    )


def matters(language: str, between: str) -> tuple[Matter, ...]:
    """What the phrase book of a language has for this relation."""
    entries = cast("list[Matter]", phrase_book(language).entries["matter"])
    return tuple(matter for matter in entries if matter["between"] == between)


def _colleagues(stage: Stage, random: Random) -> Conversation:
    opener = random.choice(stage.organisation.people)
    reader = _acquaintance(stage, random, opener)
    same = opener.site.language == reader.site.language
    language = opener.site.language if same else "en"
    fitting = [
        matter
        for matter in matters(language, "colleagues")
        if opener.department in matter.get("departments", ()) or not matter.get("departments")
    ]
    circle = [p for p in stage.organisation.colleagues(opener) if p is not reader]
    copied = random.sample(circle, min(len(circle), random.choices(*_COPIED)[0]))
    return Conversation(
        stage=stage,
        random=random,
        speaker=_speaker(stage, random, language),
        matter=random.choice(fitting),
        opener=colleague(opener),
        partner=colleague(reader),
        copied=tuple(map(colleague, copied)),
    )


def _acquaintance(stage: Stage, random: Random, person: Person) -> Person:
    """Mostly somebody of the same department, sometimes the manager, sometimes anybody."""
    lot = random.random()
    manager = stage.organisation.by_local.get(person.manager)
    if lot < _TO_MANAGER and manager is not None:
        return manager
    group = stage.organisation.colleagues(person)
    if lot < _TO_MANAGER + _WITHIN and group:
        return random.choice(group)
    return random.choice([p for p in stage.organisation.people if p is not person])


def _across(stage: Stage, random: Random, kind: str) -> Conversation:
    """Between somebody outside and somebody of ours who deals with them."""
    partner = random.choice([p for p in stage.partners if p.dealing == kind])
    ours = random.choice(regulars(stage, partner))
    outside = contact(partner, random.choice(partner.contacts))
    speaks = ours.site.language == partner.language or random.random() < _SPEAKS_ANYWAY
    language = partner.language if speaks else "en"
    matter = random.choice(matters(language, kind))
    inside = colleague(ours)
    if random.random() < _TO_SHARED and (box := _box(matter)):
        inside = shared(box, inside)
    opener, reader = (inside, outside) if matter.get("opens") == "us" else (outside, inside)
    circle = [p for p in stage.organisation.colleagues(ours) if p.address != inside.mailbox.address]
    copied = random.sample(circle, min(3, random.choices(*_COPIED)[0]))
    return Conversation(
        stage=stage,
        random=random,
        speaker=_speaker(stage, random, language),
        matter=matter,
        opener=opener,
        partner=reader,
        copied=tuple(map(colleague, copied)),
    )


def regulars(stage: Stage, partner: Partner) -> tuple[Person, ...]:
    """The few of ours who usually deal with this partner."""
    facing = [
        person
        for department in _FACING[partner.dealing]
        for person in stage.organisation.departments[department]
    ]
    speaking = [person for person in facing if person.site.language == partner.language] or facing
    random = stage.chance("regulars", partner.domain)
    return tuple(random.sample(speaking, min(len(speaking), _REGULARS)))


def _box(matter: Matter) -> SharedMailbox | None:
    return next((box for box in SHARED if box.local == matter.get("to_shared")), None)


def _speaker(stage: Stage, random: Random, language: str) -> Speaker:
    customers = [p.name for p in stage.partners if p.dealing is Dealing.CUSTOMER]
    return Speaker(phrase_book(language), random, {"customer": random.choice(customers)})
