"""Mail that comes back: delivery failures, and people who are away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from random import Random

from clawback.demo.mail.arrivals import from_outside, message_id
from clawback.demo.mail.correspondent import Correspondent, colleague, contact
from clawback.demo.mail.draft import Draft, File, Mailbox
from clawback.demo.mail.envelope import Arrival, Mail
from clawback.demo.mail.filtering import NO_DMARC
from clawback.demo.mail.habits import MACHINE, copies
from clawback.demo.mail.render import header_date, render
from clawback.demo.partners import Partner
from clawback.demo.stage import Stage

_FAILURES = (
    ("5.1.1", "550 5.1.1 <{address}>: Recipient address rejected: User unknown"),
    ("5.2.2", "552 5.2.2 <{address}>: The mailbox is full"),
    ("4.4.1", "connect to {host}: Connection timed out"),
    ("5.7.1", "554 5.7.1 Message refused by policy"),
)
_FAILED = 0.45  # of them; the others are away
_AWAY = (
    ("Automatic reply: away until {day}", "Thank you for your mail. I am back on {day}.\n"),
    ("Abwesenheit bis {day}", "Vielen Dank. Ich bin am {day} wieder im Haus.\n"),
    ("Réponse automatique", "Je suis absent jusqu'au {day}. Bonne journée !\n"),
    ("Fuera de la oficina", "Estoy fuera hasta el {day}. Un saludo.\n"),
)


def returned_mail(stage: Stage) -> Iterator[Mail]:
    """One answer of a machine after the other, without end."""
    random = stage.chance("returned mail")
    while True:
        partner = random.choice(stage.partners)
        reader = colleague(random.choice(stage.organisation.people))
        sent = stage.office_hour(random, reader.zone)
        make = _failure if random.random() < _FAILED else _away
        yield make(stage, random, partner, reader, sent)


def _failure(
    stage: Stage, random: Random, partner: Partner, reader: Correspondent, sent: datetime
) -> Mail:
    """A delivery status notification (RFC 3464)."""
    code, reason = random.choice(_FAILURES)
    lost = f"{random.choice(partner.contacts).address.partition('@')[0]}.old@{partner.domain}"
    reason = reason.format(address=lost, host=partner.mail_host)
    status = (
        f"Reporting-MTA: dns; {partner.mail_host}\nArrival-Date: {header_date(sent)}\n\n"
        f"Final-Recipient: rfc822; {lost}\nAction: failed\nStatus: {code}\n"
        f"Diagnostic-Code: smtp; {reason}\n"
    )
    original = (
        f"From: {reader.mailbox.address}\nTo: {lost}\nSubject: Offer\n"
        f"Message-ID: {message_id(random, reader.mailbox.domain)}\n"
    )
    draft = Draft(
        sender=Mailbox("Mail Delivery System", f"MAILER-DAEMON@{partner.mail_host}"),
        to=(reader.mailbox,),
        subject="Undelivered Mail Returned to Sender",
        sent=sent,
        message_id=message_id(random, partner.mail_host),
        text=f"Your mail could not be delivered to\n\n<{lost}>: {reason}\n",
        headers=(("Auto-Submitted", "auto-replied"),),
        whole_type="report; report-type=delivery-status",
        files=(
            File(name="status.txt", type="message/delivery-status", data=status.encode()),
            File(name="headers.txt", type="text/rfc822-headers", data=original.encode()),
        ),
    )
    return _mail(stage, random, partner, reader, draft)


def _away(
    stage: Stage, random: Random, partner: Partner, reader: Correspondent, sent: datetime
) -> Mail:
    writer = contact(partner, random.choice(partner.contacts))
    subject, text = random.choice(_AWAY)
    day = f"{random.randint(1, 28)}.{stage.now.month}."
    draft = Draft(
        sender=writer.mailbox,
        to=(reader.mailbox,),
        subject=subject.format(day=day),
        sent=sent,
        message_id=message_id(random, partner.domain),
        text=text.format(day=day) + f"\n{writer.signature}\n",
        headers=(("Auto-Submitted", "auto-replied"), ("X-Auto-Response-Suppress", "All")),
    )
    return _mail(stage, random, partner, reader, draft)


def _mail(
    stage: Stage, random: Random, partner: Partner, reader: Correspondent, draft: Draft
) -> Mail:
    received = copies(stage, random, (reader,), draft.sent, habit=MACHINE)
    return Mail(message=render(draft), arrival=_arrival(random, partner), copies=received)


def _arrival(random: Random, partner: Partner) -> Arrival:
    return from_outside(
        random,
        mail_from="",  # RFC 5321 §4.5.5: nobody wants an answer to an answer
        from_domain=partner.domain,
        host=partner.mail_host,
        ip=partner.ip,
        results=NO_DMARC,
        score=random.uniform(-1, 2),
    )
