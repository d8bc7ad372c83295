"""A conversation by mail: turns that answer and quote each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from textwrap import fill
from typing import NotRequired, TypedDict

from clawback.demo.mail.arrivals import message_id
from clawback.demo.mail.attachments import FileRecipe, attached
from clawback.demo.mail.correspondent import Correspondent
from clawback.demo.mail.draft import Draft
from clawback.demo.mail.grammar import Speaker
from clawback.demo.mail.html import office
from clawback.demo.stage import Stage

_WIDTH = 76
_QUOTED_LINES = 45
_PROGRAMS = (
    ("", "Calibri,sans-serif"),
    ("Letterbox 6.2", "Arial,sans-serif"),
    ("Courier Pigeon 102.4.1", ""),
    ("Paperplane for desktop 16.0", "Aptos,Calibri,sans-serif"),
    ("", "Helvetica Neue,sans-serif"),
)


class Matter(TypedDict):
    """What people write about: a `[[matter]]` of a phrase book."""

    between: str
    subject: Sequence[str]
    opening: Sequence[str]
    answer: Sequence[str]
    closing: Sequence[str]
    departments: NotRequired[Sequence[str]]
    formal: NotRequired[bool]
    opens: NotRequired[str]
    to_shared: NotRequired[str]
    file: NotRequired[FileRecipe]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One mail of a conversation, its writer, and all who get it."""

    draft: Draft
    writer: Correspondent
    readers: tuple[Correspondent, ...]


@dataclass(slots=True, kw_only=True)
class Conversation:
    """Two people who take turns, others in copy. `speaker` keeps the subject for all turns."""

    stage: Stage
    random: Random
    speaker: Speaker
    matter: Matter
    opener: Correspondent
    partner: Correspondent
    copied: tuple[Correspondent, ...] = ()

    def turns(self, begins: datetime, count: int) -> Iterator[Turn]:
        """At most `count` turns; those that would lie in the future are still to come."""
        subject = self.speaker.pick(self.matter["subject"])
        last: Turn | None = None
        when: datetime | None = begins
        for number in range(count):
            writer = (self.opener, self.partner)[number % 2]
            if last is not None:
                when = self.stage.answer(self.random, last.draft.sent, writer.zone)
            if when is None:
                return
            text = self._said(number, count)
            last = self.turn(writer, when.astimezone(writer.zone), subject, text, last)
            yield last

    def _said(self, number: int, count: int) -> str:
        if number == 0:
            return self.speaker.pick(self.matter["opening"])
        if number == count - 1 and number > 1:
            return self.speaker.pick(self.matter["closing"])
        return self.speaker.pick(self.matter["answer"])

    def turn(
        self, writer: Correspondent, when: datetime, subject: str, said: str, last: Turn | None
    ) -> Turn:
        """One mail that says this, in answer to the last one if there was one."""
        reader = self.partner if writer is self.opener else self.opener
        agent, font = self.random.choice(_PROGRAMS)
        text = self._letter(writer, reader, said) + (self._quote(last) if last else "")
        draft = Draft(
            sender=writer.mailbox,
            to=(reader.mailbox,),
            cc=tuple(person.mailbox for person in self.copied),
            subject=f"Re: {subject}" if last else subject,
            sent=when,
            message_id=message_id(self.random, writer.mailbox.domain),
            in_reply_to=last.draft.message_id if last else "",
            references=(*last.draft.references, last.draft.message_id) if last else (),
            text=text,
            html=office(text, font=font) if font else "",
            agent=agent,
        )
        if last is None and "file" in self.matter and self.random.random() < _ATTACHES:
            draft = draft.with_files(attached(self.matter["file"], self.speaker))
        return Turn(draft=draft, writer=writer, readers=(reader, *self.copied))

    def _letter(self, writer: Correspondent, reader: Correspondent, said: str) -> str:
        formal = self.matter.get("formal") and "greeting_formal" in self.speaker.book.words
        words = self.speaker.book.words
        self.speaker.said |= {"to": reader.given, "to_full": reader.mailbox.name}
        greeting = self.speaker.pick(words["greeting_formal" if formal else "greeting"])
        farewell = self.speaker.pick(words["farewell"])
        body = "\n\n".join(_wrapped(paragraph) for paragraph in said.split("\n\n"))
        return f"{greeting}\n\n{body}\n\n{farewell}\n\n{writer.signature}\n"

    def _quote(self, last: Turn) -> str:
        when = last.draft.sent.strftime("%Y-%m-%d %H:%M")
        self.speaker.said |= {"when": when, "who": last.writer.mailbox.name}
        introduction = self.speaker.pick(self.speaker.book.words["wrote"])
        lines = last.draft.text.rstrip().split("\n")[:_QUOTED_LINES]
        quoted = "\n".join(f">{line}" if line.startswith(">") else f"> {line}" for line in lines)
        return f"\n{introduction}\n{quoted}\n"


_ATTACHES = 0.55


def _wrapped(paragraph: str) -> str:
    """Lines of the usual width; a list keeps its lines."""
    return "\n".join(
        fill(line, _WIDTH) if len(line) > _WIDTH else line for line in paragraph.split("\n")
    )
