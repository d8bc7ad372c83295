"""Invitations with their calendar files, and what is answered to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import cast

from clawback.demo.mail.arrivals import from_inside, message_id
from clawback.demo.mail.correspondent import Correspondent, colleague
from clawback.demo.mail.draft import Draft, File
from clawback.demo.mail.envelope import Mail
from clawback.demo.mail.files.calendar import invitation
from clawback.demo.mail.grammar import Speaker, phrase_book
from clawback.demo.mail.habits import MACHINE, copies
from clawback.demo.mail.render import render
from clawback.demo.organisation import DOMAIN
from clawback.demo.stage import Stage

_ANSWERS = (("Accepted", "Accepted", "Tentative", "Declined"), 0.55)
_LENGTHS = (30, 45, 60, 60, 90)
_CANCELLED = 0.12


def meetings(stage: Stage) -> Iterator[Mail]:
    """Mail around one meeting after the other, without end."""
    random = stage.chance("meetings")
    while True:
        yield from _meeting(stage, random)


def _meeting(stage: Stage, random: Random) -> Iterator[Mail]:
    host = random.choice(stage.organisation.people)
    circle = stage.organisation.colleagues(host)
    guests = tuple(map(colleague, random.sample(circle, min(len(circle), random.randint(1, 7)))))
    organizer = colleague(host)
    sent = stage.office_hour(random, organizer.zone, weekend=0)
    notice = _Meeting(stage, random, organizer, guests, sent)
    yield notice.mail("REQUEST", organizer, guests, sent)
    answers, share = _ANSWERS
    for guest in guests:
        when = stage.answer(random, sent, guest.zone)
        if when and random.random() < share:
            yield notice.mail("REPLY", guest, (organizer,), when, random.choice(answers))
    cancelled = stage.answer(random, sent + timedelta(hours=20), organizer.zone)
    if cancelled and random.random() < _CANCELLED:
        yield notice.mail("CANCEL", organizer, guests, cancelled, "Canceled")


class _Meeting:
    """One meeting, as its mails tell of it."""

    def __init__(
        self,
        stage: Stage,
        random: Random,
        organizer: Correspondent,
        guests: tuple[Correspondent, ...],
        sent: datetime,
    ) -> None:
        words = phrase_book("office")
        speaker = Speaker(words, random)
        self._stage, self._random = stage, random
        self._title = speaker.pick(cast("list[str]", words.words["meeting"]))
        self._place = speaker.pick(words.words["room"])
        begins = sent.astimezone(organizer.zone) + timedelta(days=random.randint(1, 9))
        self._begins = begins.replace(minute=random.choice((0, 30)), second=0)
        self._minutes = random.choice(_LENGTHS)
        self._uid = f"{random.getrandbits(80):020x}@{DOMAIN}"
        self._organizer, self._guests = organizer, guests

    def mail(
        self,
        method: str,
        writer: Correspondent,
        readers: tuple[Correspondent, ...],
        sent: datetime,
        word: str = "",
    ) -> Mail:
        when = self._begins.strftime("%Y-%m-%d %H:%M")
        draft = Draft(
            sender=writer.mailbox,
            to=tuple(reader.mailbox for reader in readers),
            subject=f"{word}: {self._title}" if word else self._title,
            sent=sent.astimezone(writer.zone),
            message_id=message_id(self._random, DOMAIN),
            text=f"{word or 'Invitation'}: {self._title}\n\nWhen: {when}\nWhere: {self._place}\n",
            files=(self._calendar_file(method),),
        )
        return Mail(
            message=render(draft),
            arrival=from_inside(self._random, writer.mailbox.address),
            copies=copies(self._stage, self._random, readers, sent, habit=MACHINE),
        )

    def _calendar_file(self, method: str) -> File:
        data = invitation(
            uid=self._uid,
            title=self._title,
            place=self._place,
            begins=self._begins,
            minutes=self._minutes,
            organizer=self._organizer.mailbox.address,
            attendees=[guest.mailbox.address for guest in self._guests],
            method=method,
        )
        kind = f"text/calendar; charset=utf-8; method={method}"
        return File(name="invite.ics", type=kind, data=data)
