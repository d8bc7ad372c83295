"""Mail to everybody."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import TypedDict, cast

from clawback.demo.mail.arrivals import from_inside, message_id
from clawback.demo.mail.correspondent import colleague
from clawback.demo.mail.draft import Draft, Mailbox
from clawback.demo.mail.envelope import Mail
from clawback.demo.mail.grammar import Speaker, phrase_book
from clawback.demo.mail.habits import MACHINE, copies
from clawback.demo.mail.html import office
from clawback.demo.mail.render import render
from clawback.demo.organisation import DOMAIN, Department
from clawback.demo.stage import Stage

EVERYBODY = f"all@{DOMAIN}"

Announcement = TypedDict("Announcement", {"from": str, "subject": str, "text": str})


def announcements(stage: Stage) -> Iterator[Mail]:
    """One announcement after the other, without end."""
    random = stage.chance("announcements")
    entries = cast("list[Announcement]", phrase_book("office").entries["announcement"])
    while True:
        for entry in random.sample(entries, len(entries)):
            yield _announcement(stage, random, entry)


def _announcement(stage: Stage, random: Random, entry: Announcement) -> Mail:
    speaker = Speaker(phrase_book("office"), random)
    writer = colleague(stage.organisation.departments[Department(entry["from"])][0])
    text = f"{speaker.say(entry['text'])}\n"
    draft = Draft(
        sender=writer.mailbox,
        to=(Mailbox("Everybody at Tarnbeck", EVERYBODY),),
        subject=speaker.say(entry["subject"]),
        sent=stage.office_hour(random, writer.zone, weekend=0),
        message_id=message_id(random, writer.mailbox.domain),
        text=text,
        html=office(text),
        headers=(("List-Id", f"Everybody <all.{DOMAIN}>"), ("Precedence", "list")),
    )
    readers = map(colleague, stage.organisation.people)
    return Mail(
        message=render(draft),
        arrival=from_inside(random, writer.mailbox.address),
        copies=copies(stage, random, readers, draft.sent, habit=MACHINE, addressed=EVERYBODY),
    )
