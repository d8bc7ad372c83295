"""Somebody who writes or reads mail, whether in the organisation or outside of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timezone

from clawback.demo.mail.draft import Mailbox
from clawback.demo.organisation import NAME, Person, SharedMailbox
from clawback.demo.partners import Contact, Partner


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """`account` is the local part of a mailbox of ours, empty for people outside."""

    mailbox: Mailbox
    zone: timezone
    language: str
    title: str
    company: str
    phone: str = ""
    account: str = ""
    partner: Partner | None = None

    @property
    def given(self) -> str:
        return self.mailbox.name.split()[0]

    @property
    def signature(self) -> str:
        lines = (self.mailbox.name, f"{self.title}, {self.company}", self.phone)
        return "\n".join(line for line in lines if line)


def colleague(person: Person) -> Correspondent:
    return Correspondent(
        mailbox=Mailbox(person.name, person.address),
        zone=person.site.zone,
        language=person.site.language,
        title=person.title,
        company=f"{NAME}, {person.site.city}",
        phone=person.phone,
        account=person.local,
    )


def contact(partner: Partner, person: Contact) -> Correspondent:
    return Correspondent(
        mailbox=Mailbox(person.name, person.address),
        zone=partner.zone,
        language=partner.language,
        title=person.title,
        company=partner.name,
        partner=partner,
    )


def shared(box: SharedMailbox, like: Correspondent) -> Correspondent:
    """A shared mailbox, in the hours and the language of somebody who reads it."""
    return Correspondent(
        mailbox=Mailbox(box.name, box.address),
        zone=like.zone,
        language=like.language,
        title="",
        company=NAME,
        account=box.local,
    )
