"""Labelled mail by another hand than the demo's: made-up words, other kits, another mixture."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from tests.making.deliveries import NOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Mixture:
    """How many campaigns, mailings and single mails there are, and how much mails of one differ."""

    campaigns: int = 6
    mailings: int = 4
    singles: int = 40
    each: tuple[int, int] = (8, 24)
    changed: tuple[float, ...] = (0.0, 0.02, 0.05)


class Writer:
    """Writes mails into a folder; the same seed writes the same."""

    def __init__(self, seed: object, mixture: Mixture) -> None:
        self._chance = random.Random(f"labelled {seed}")
        self._mixture = mixture
        self._words = [
            "".join(self._chance.choices("abdeghiklmnoprstuvz", k=7)) for _ in range(3000)
        ]

    def write(self, folder: Path) -> None:
        """Every mail, in a subfolder that is its label."""
        for number in range(self._mixture.campaigns):
            self._put(folder / f"campaign-{number}", self._wave(f"c{number}"))
        for number in range(self._mixture.mailings):
            self._put(folder / "clean", self._mailing(f"m{number}"))
        for number in range(self._mixture.singles):
            self._put(
                folder / "clean", [self._mail(f"s{number}", f"s{number}.example", self._text())]
            )

    def _put(self, folder: Path, mails) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for one in mails:
            (folder / f"{one['Message-ID'].strip('<>')}.eml").write_bytes(one.as_bytes())

    def _wave(self, name: str) -> Iterator[EmailMessage]:
        """A kit from senders of its own, who change from mail to mail, with a link that changes."""
        kit, host = self._text(), f"{name}.evil.example"
        for number in range(self._chance.randint(*self._mixture.each)):
            link = (
                f"https://{self._chance.choice('abcd')}.{host}/{self._chance.choice(self._words)}"
            )
            words = self._variant(kit)
            yield self._mail(f"{name}-{number}", f"x{number % 5}.{host}", [*words, link])

    def _mailing(self, name: str) -> Iterator[EmailMessage]:
        """A newsletter of one sender."""
        text = self._text()
        for number in range(self._chance.randint(*self._mixture.each)):
            yield self._mail(f"{name}-{number}", f"{name}.news.example", self._variant(text))

    def _text(self) -> list[str]:
        return self._chance.choices(self._words, k=self._chance.randint(50, 160))

    def _variant(self, words: list[str]) -> list[str]:
        share = self._chance.choice(self._mixture.changed)
        return [
            self._chance.choice(self._words) if self._chance.random() < share else one
            for one in words
        ]

    def _mail(self, name: str, host: str, words: list[str]) -> EmailMessage:
        mail = EmailMessage()
        mail["Message-ID"] = f"<{name}@{host}>"
        mail["From"] = f"Somebody <{self._chance.choice(self._words)}@{host}>"
        mail["To"] = "reader@example.org"
        mail["Subject"] = " ".join(words[:4])
        mail["Date"] = format_datetime(NOW)
        mail.set_content(" ".join(words))
        return mail
