"""Invoice fraud: the chief's name, somebody else's address, no link, seven people in finance."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, timedelta

from clawback.demo.mail.arrivals import from_outside, message_id
from clawback.demo.mail.correspondent import colleague
from clawback.demo.mail.draft import Draft, Mailbox
from clawback.demo.mail.envelope import Mail
from clawback.demo.mail.filtering import NO_DMARC, Nature
from clawback.demo.mail.grammar import phrase_book
from clawback.demo.mail.habits import LURED, copies
from clawback.demo.mail.render import render
from clawback.demo.organisation import CHIEF, DOMAIN, Department
from clawback.demo.stage import Stage

RECIPIENTS = 7
FRAUD = f'sender_display_name:"{CHIEF}" -sender_domain:{DOMAIN}'  # the filter that finds it
_DOMAIN = "executive-desk.test"


def invoice_fraud(stage: Stage) -> Iterator[Mail]:
    """One mail to each of the seven."""
    random = stage.chance("invoice fraud")
    words = phrase_book("lures").entries["invoice"]
    finance = stage.organisation.departments[Department.FINANCE]
    sent = stage.workdays_ago(3, UTC, 10, 4)
    for person in random.sample(finance, RECIPIENTS):
        target = colleague(person)
        sent += timedelta(minutes=random.randint(2, 9))
        draft = Draft(
            sender=Mailbox(CHIEF, f"ceo.office@{_DOMAIN}"),
            to=(target.mailbox,),
            subject=random.choice(words["subject"]),
            sent=sent,
            message_id=message_id(random, _DOMAIN),
            reply_to=Mailbox(CHIEF, "i.solvang.private@quickbox.invalid"),
            text=words["text"].format(given=target.given),
            agent="Pocket Mail 18.1",
        )
        arrival = from_outside(
            random,
            mail_from=draft.sender.address,
            from_domain=_DOMAIN,
            host=f"out.{_DOMAIN}",
            ip="203.0.113.250",
            results=NO_DMARC,
            score=random.uniform(0.2, 1.9),
            nature=Nature.LURE,
        )
        received = copies(stage, random, (target,), sent, habit=LURED)
        yield Mail(message=render(draft), arrival=arrival, copies=received)
