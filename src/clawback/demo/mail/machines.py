"""Mail that programs write: tickets, builds, alerts, parcels, scans."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from random import Random
from typing import NotRequired, TypedDict, cast

from clawback.demo.mail.arrivals import from_inside, from_outside, message_id
from clawback.demo.mail.attachments import FileRecipe, attached
from clawback.demo.mail.correspondent import Correspondent, colleague
from clawback.demo.mail.draft import Draft, Mailbox
from clawback.demo.mail.envelope import Arrival, Mail
from clawback.demo.mail.filtering import FULL
from clawback.demo.mail.grammar import Speaker, phrase_book
from clawback.demo.mail.habits import MACHINE, copies
from clawback.demo.mail.html import button, card, paragraphs, table
from clawback.demo.mail.render import render
from clawback.demo.organisation import DOMAIN, Department, Person
from clawback.demo.stage import Stage


class Service(TypedDict):
    """A `[[service]]` of the phrase book."""

    name: str
    address: str
    weight: int
    reach: str
    colour: str
    subject: Sequence[str]
    text: Sequence[str]
    facts: Sequence[Sequence[str]]
    button: str
    path: str
    inside: NotRequired[bool]
    always: NotRequired[bool]
    plain: NotRequired[bool]
    departments: NotRequired[Sequence[str]]
    file: NotRequired[FileRecipe]


def notices(stage: Stage) -> Iterator[Mail]:
    """One notice after the other, without end."""
    random = stage.chance("notices")
    services = cast("list[Service]", phrase_book("machines").entries["service"])
    weights = [service["weight"] for service in services]
    while True:
        yield _notice(stage, random, random.choices(services, weights)[0])


def _notice(stage: Stage, random: Random, service: Service) -> Mail:
    readers, addressed = _readers(stage, random, service)
    zone = readers[0].zone
    always = service.get("always", False)
    sent = stage.any_hour(random, zone) if always else stage.office_hour(random, zone)
    to = Mailbox("", addressed) if addressed else readers[0].mailbox
    draft = _draft(random, service, to, sent)
    received = copies(stage, random, readers, sent, habit=MACHINE, addressed=addressed)
    return Mail(message=render(draft), arrival=_arrival(random, service), copies=received)


def _readers(
    stage: Stage, random: Random, service: Service
) -> tuple[tuple[Correspondent, ...], str]:
    """Who gets it, and the list it was sent to, if any."""
    departments = [Department(name) for name in service.get("departments", ())]
    if service["reach"] == "team":
        department = random.choice(departments)
        team = stage.organisation.departments[department][:_TEAM]
        return tuple(map(colleague, team)), f"{department}@{DOMAIN}"
    people: list[Person] = [
        person
        for person in stage.organisation.people
        if not departments or person.department in departments
    ]
    return (colleague(random.choice(people)),), ""


_TEAM = 6  # those of a department who are on its list of machine notices


def _draft(random: Random, service: Service, to: Mailbox, sent: datetime) -> Draft:
    speaker = Speaker(phrase_book("machines"), random)
    text = speaker.pick(service["text"])
    facts = [(speaker.say(name), speaker.say(value)) for name, value in service["facts"]]
    domain = service["address"].partition("@")[2]
    url = f"https://{domain}{speaker.say(service['path'])}" if service["path"] else ""
    listed = "\n".join(f"{name}: {value}" for name, value in facts)
    draft = Draft(
        sender=Mailbox(service["name"], service["address"]),
        to=(to,),
        subject=speaker.pick(service["subject"]),
        sent=sent,
        message_id=message_id(random, domain),
        text=f"{text}\n\n{listed}\n" + (f"\n{service['button']}: {url}\n" if url else ""),
        html="" if service.get("plain") else _html(service, text, facts, url),
        headers=(("Auto-Submitted", "auto-generated"),),
    )
    return draft.with_files(attached(service["file"], speaker)) if "file" in service else draft


def _html(service: Service, text: str, facts: Sequence[tuple[str, str]], url: str) -> str:
    pressed = button(url, service["button"], service["colour"]) if url else ""
    return card(
        title=service["name"],
        body=paragraphs(text) + table(facts) + pressed,
        foot="This mail was written by a program. Please do not answer.",
        colour=service["colour"],
        preview=text,
    )


def _arrival(random: Random, service: Service) -> Arrival:
    if service.get("inside"):
        return from_inside(random, service["address"])
    domain = service["address"].partition("@")[2]
    return from_outside(
        random,
        mail_from=f"bounces+{random.getrandbits(40):010x}@{domain}",
        from_domain=domain,
        host=f"mta{random.randint(1, 3)}.{domain}",
        ip=f"198.51.100.{40 + sum(domain.encode()) % 20}",
        results=FULL,
        score=random.uniform(-1, 1.8),
    )
