"""Sentences from a seeded grammar: texts with slots, and words to fill them.

A phrase book is a TOML file in `phrases/`. `{word}` in a text stands for one of the entries of that
name under `[words]`, which may have slots of their own; `{12-99}` for a number in that range. Words
named in `fixed` are drawn once for a whole conversation, so that it keeps to its subject.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

_SLOT = re.compile(r"\{([a-z_]+|(\d+)-(\d+))\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseBook:
    """One file of phrases. `entries` is its TOML, of which each writer reads its own tables."""

    words: Mapping[str, Sequence[str]]
    fixed: frozenset[str]
    entries: Mapping[str, Any]  # as written in the file; the writer that reads a table types it


@cache
def phrase_book(name: str) -> PhraseBook:
    """The phrase book `phrases/<name>.toml`."""
    text = files("clawback.demo.mail").joinpath("phrases", f"{name}.toml").read_text("utf-8")
    entries = tomllib.loads(text)
    return PhraseBook(
        words=entries.get("words", {}),
        fixed=frozenset(entries.get("fixed", ())),
        entries=entries,
    )


@dataclass(slots=True)
class Speaker:
    """Fills slots for one conversation; `said` holds what is settled in it."""

    book: PhraseBook
    random: Random
    said: dict[str, str] = field(default_factory=dict)

    def say(self, text: str) -> str:
        """The text with every slot filled.

        Raises:
            KeyError: the phrase book has no such word.
        """
        return _SLOT.sub(self._word, text)

    def pick(self, texts: Sequence[str]) -> str:
        """One of the texts, filled."""
        return self.say(self.random.choice(texts))

    def _word(self, slot: re.Match[str]) -> str:
        if slot[2]:
            return str(self.random.randint(int(slot[2]), int(slot[3])))
        name = slot[1]
        if name in self.said:
            return self.said[name]
        word = self.pick(self.book.words[name])
        if name in self.book.fixed:
            self.said[name] = word
        return word
