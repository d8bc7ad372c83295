"""Newsletters: many readers, few who read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from html import escape
from random import Random
from typing import TypedDict, cast

from clawback.demo.mail.arrivals import from_outside, message_id
from clawback.demo.mail.correspondent import Correspondent, colleague
from clawback.demo.mail.draft import Draft, Mailbox
from clawback.demo.mail.envelope import Mail
from clawback.demo.mail.filtering import FULL, Nature
from clawback.demo.mail.grammar import Speaker, phrase_book
from clawback.demo.mail.habits import MAILING, copies
from clawback.demo.mail.html import card, link, paragraphs
from clawback.demo.mail.render import render
from clawback.demo.stage import DAYS, Stage

_STORIES = 3


class Newsletter(TypedDict):
    """A `[[newsletter]]` of the phrase book."""

    name: str
    address: str
    language: str
    colour: str
    days: Sequence[int]
    hour: int
    readers: int
    personal: bool
    headline: Sequence[str]
    story: Sequence[str]
    more: str
    foot: str
    leave: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edition:
    """One edition: what all its readers get."""

    letter: Newsletter
    headline: str
    stories: tuple[str, ...]
    sent: datetime
    number: int


def mailings(stage: Stage) -> Iterator[Mail]:
    """Mail of one edition after the other, without end; later ones are extra editions."""
    random = stage.chance("mailings")
    letters = cast("list[Newsletter]", phrase_book("mailings").entries["newsletter"])
    number = 0
    while True:
        dates = [(letter, sent) for letter in letters for sent in _dates(stage, letter)]
        for letter, sent in random.sample(dates, len(dates)):
            number += 1
            yield from _sent(stage, random, _edition(random, letter, sent, number))


def _dates(stage: Stage, letter: Newsletter) -> Iterator[datetime]:
    for ago in range(DAYS + 1):
        day = stage.now.date() - timedelta(days=ago)
        sent = datetime.combine(day, time(letter["hour"], 5), UTC)
        if day.weekday() in letter["days"] and stage.holds(sent):
            yield sent


def _edition(random: Random, letter: Newsletter, sent: datetime, number: int) -> _Edition:
    speaker = Speaker(phrase_book("mailings"), random)
    stories = random.sample(letter["story"], min(_STORIES, len(letter["story"])))
    return _Edition(
        letter=letter,
        headline=speaker.pick(letter["headline"]),
        stories=tuple(speaker.say(story) for story in stories),
        sent=sent + timedelta(seconds=random.randrange(1500)),
        number=number,
    )


def _sent(stage: Stage, random: Random, edition: _Edition) -> Iterator[Mail]:
    """One mail for each reader, or one for all, as the mailing goes."""
    readers = _readers(stage, edition.letter)
    groups = [(reader,) for reader in readers] if edition.letter["personal"] else [readers]
    for group in groups:
        if stage.holds(edition.sent):
            yield _mail(stage, random, edition, group)


def _readers(stage: Stage, letter: Newsletter) -> tuple[Correspondent, ...]:
    """Those who once subscribed; people who speak the language first."""
    random = stage.chance("readers", letter["address"])
    people = list(stage.organisation.people)
    random.shuffle(people)
    people.sort(key=lambda person: person.site.language != letter["language"])
    return tuple(colleague(person) for person in people[: letter["readers"]])


def _mail(
    stage: Stage, random: Random, edition: _Edition, readers: tuple[Correspondent, ...]
) -> Mail:
    letter = edition.letter
    sender = Mailbox(letter["name"], letter["address"])
    token = f"{random.getrandbits(60):015x}"
    shown = readers[0].mailbox if letter["personal"] else Mailbox(letter["name"], letter["address"])
    links = [f"https://{_site(sender)}/a/{edition.number * 7 + n}" for n in range(_STORIES)]
    leave = f"https://{_site(sender)}/leave/{token}"
    draft = Draft(
        sender=sender,
        to=(shown,),
        subject=edition.headline,
        sent=edition.sent + timedelta(seconds=random.randrange(240)),
        message_id=message_id(random, sender.domain),
        text=_text(edition, links, leave),
        html=_html(edition, links, leave, token, sender),
        headers=(
            ("List-Id", f"{_ascii(letter['name'])} <news.{sender.domain}>"),
            ("List-Unsubscribe", f"<{leave}>,\n <mailto:leave-{token}@{sender.domain}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
            ("Precedence", "bulk"),
            ("Feedback-ID", f"{edition.number}:news:{sender.domain}"),
        ),
    )
    arrival = from_outside(
        random,
        mail_from=f"bounce-{token}@bounces.{sender.domain}",
        from_domain=sender.domain,
        host=f"out{random.randint(1, 4)}.sendwell.example",
        ip=f"198.51.100.{random.randint(20, 28)}",
        results=FULL,
        score=random.uniform(-0.5, 3.2),
        nature=Nature.MAILING,
    )
    received = copies(stage, random, readers, draft.sent, habit=MAILING)
    return Mail(message=render(draft), arrival=arrival, copies=received)


def _site(sender: Mailbox) -> str:
    return f"www.{sender.domain}"


def _ascii(name: str) -> str:
    return name if name.isascii() else "Newsletter"


def _text(edition: _Edition, links: Sequence[str], leave: str) -> str:
    stories = "\n\n".join(f"* {s}\n  {u}" for s, u in zip(edition.stories, links, strict=False))
    letter = edition.letter
    return f"{edition.headline}\n\n{stories}\n\n--\n{letter['foot']}\n{letter['leave']}: {leave}\n"


def _html(edition: _Edition, links: Sequence[str], leave: str, token: str, sender: Mailbox) -> str:
    letter = edition.letter
    stories = "\n".join(
        f"{paragraphs(story)}<p>{link(url, letter['more'])}</p>"
        for story, url in zip(edition.stories, links, strict=False)
    )
    pixel = f'<img src="https://{_site(sender)}/o/{token}.gif" width="1" height="1" alt="">'
    return card(
        title=letter["name"],
        body=f"<h2>{escape(edition.headline)}</h2>\n{stories}\n{pixel}",
        foot=f"{escape(letter['foot'])}<br>{link(leave, letter['leave'])}",
        colour=letter["colour"],
        language=letter["language"],
        preview=edition.stories[0],
    )
