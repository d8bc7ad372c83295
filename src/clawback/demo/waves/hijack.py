"""A conversation taken over: a domain that looks like a supplier's asks for another bank account.

The earlier mails are real and still in the mailboxes; the last ones come from `skarho1t.example`,
with a one for the letter l. Somebody in finance has already answered.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import cast

from clawback.demo.mail.conversation import Conversation, Turn
from clawback.demo.mail.correspondent import Correspondent, colleague, contact
from clawback.demo.mail.draft import File, Mailbox
from clawback.demo.mail.envelope import Mail
from clawback.demo.mail.files.pdf import pdf
from clawback.demo.mail.grammar import Speaker, phrase_book
from clawback.demo.mail.threads import matters, posted
from clawback.demo.organisation import Department
from clawback.demo.partners import LOOKED_ALIKE, Care
from clawback.demo.stage import Stage

LOOK_ALIKE = "skarho1t.example"
RECEIVED = 4  # deliveries from the look-alike
ANSWERED = 1  # and to it
TAKEN_OVER = f"sender_domain:{LOOK_ALIKE} OR recipient_domain:{LOOK_ALIKE}"  # finds all of them
_NEW_BANK = ("New bank details", ("Valid from today", "Account NO00 0000 0000 000", "Demo only"))


def hijack(stage: Stage) -> Iterator[Mail]:
    """The whole conversation, before and after it was taken over."""
    random = stage.chance("hijack")
    talk = _conversation(stage, random)
    real = list(talk.turns(stage.workdays_ago(8, UTC, 9, 12), 2))
    fraud = _double(talk.opener)
    subject = real[0].draft.subject
    asked = talk.turn(fraud, _at(stage, 4, fraud), subject, _words()["first"], real[-1])
    answered = _answered(talk, fraud, asked, random)
    again = talk.turn(fraud, _at(stage, 3, fraud), subject, _words()["second"], answered)
    victims = (talk.partner, *talk.copied)
    for turn in (*real, _with_details(asked), answered, again):
        readers = victims if turn.writer is fraud else turn.readers
        yield posted(stage, random, replace(turn, readers=readers))


def _conversation(stage: Stage, random: Random) -> Conversation:
    supplier = next(p for p in stage.partners if p.domain == LOOKED_ALIKE)
    payer, other = random.sample(stage.organisation.departments[Department.FINANCE], 2)
    speaker = Speaker(phrase_book("en"), random, {"customer": supplier.name})
    return Conversation(
        stage=stage,
        random=random,
        speaker=speaker,
        matter=matters("en", "supplier")[0],
        opener=contact(supplier, supplier.contacts[0]),
        partner=colleague(payer),
        copied=(colleague(other),),
    )


def _double(writer: Correspondent) -> Correspondent:
    """Somebody who looks like the writer, at the look-alike domain."""
    local = writer.mailbox.address.partition("@")[0]
    partner = writer.partner and replace(
        writer.partner, domain=LOOK_ALIKE, ip="198.51.100.66", care=Care.FULL
    )
    mailbox = Mailbox(writer.mailbox.name, f"{local}@{LOOK_ALIKE}")
    return replace(writer, mailbox=mailbox, partner=partner)


def _words() -> dict[str, str]:
    return cast("dict[str, str]", phrase_book("lures").entries["hijack"])


def _at(stage: Stage, days_ago: int, writer: Correspondent) -> datetime:
    return stage.workdays_ago(days_ago, UTC, 8, 31).astimezone(writer.zone)


def _with_details(turn: Turn) -> Turn:
    title, lines = _NEW_BANK
    file = File(name="New bank details.pdf", type="application/pdf", data=pdf(title, lines))
    return replace(turn, draft=turn.draft.with_files(file))


def _answered(talk: Conversation, fraud: Correspondent, last: Turn, random: Random) -> Turn:
    when = last.draft.sent + timedelta(minutes=random.randint(50, 90))
    turn = talk.turn(talk.partner, when, last.draft.subject, _words()["answer"], last)
    draft = replace(turn.draft, to=(fraud.mailbox,), cc=(), subject=last.draft.subject)
    return replace(turn, draft=draft, readers=(fraud,))
