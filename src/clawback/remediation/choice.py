"""How the deliveries of a plan were chosen: what a filter finds, of that only some, without others.

A `Choice` is what somebody asks for. A `Chosen` is what is kept of it with the plan and hashed: how
many names were given, how many of them found something, a few to look at, and a digest of all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from clawback.filters.comparing import message_id_forms
from clawback.filters.tree import AnyOf, Everything, Filter, Or
from clawback.model.counted import counted
from clawback.model.errors import BadInputError
from clawback.model.folding import fold

MOST_NAMES = 1_000_000  # of one part of a choice; as many as a plan may hold deliveries
SHOWN = 10  # names that are kept to be looked at
Key: TypeAlias = tuple[str, str]  # folded network message id, recipient


class TooManyNamesError(BadInputError):
    """More names than one choice may hold. Narrow it, or choose with a filter."""

    code = "too_many_names"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What deliveries were named by. A key names one, an id every delivery of its message.

    Ids are folded; a Message-ID stands without its angle brackets. `lists` are the uploaded lists
    that ids came from.
    """

    keys: frozenset[Key] = frozenset()
    ids: frozenset[str] = frozenset()
    lists: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.keys) + len(self.ids)

    @property
    def tree(self) -> Filter:
        """A filter that finds everything named, and perhaps more: a key's message whole."""
        wanted = self.ids | {message for message, _ in self.keys}
        if not wanted:
            return Everything()
        by_id: Filter = AnyOf("network_message_id", tuple(sorted(wanted)))
        if not self.ids:
            return by_id
        return Or((by_id, AnyOf("internet_message_id", tuple(sorted(self.ids)))))

    def met_by(self, message: str, recipient: str, message_id: str) -> list[Key | str]:
        """The names that this delivery answers to; all three as the store has them."""
        folded = fold(message)
        met: list[Key | str] = []
        if (folded, recipient) in self.keys:
            met.append((folded, recipient))
        if self.ids:
            met.extend(name for name in {folded, bare(message_id)} if name in self.ids)
        return met


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Of what the filter finds: `only` these, `without` those; `None` says nothing.

    `every_location` takes in deliveries that the action makes no sense for where they lie now.
    """

    only: Names | None = None
    without: Names | None = None
    every_location: bool = False

    @property
    def tree(self) -> Filter:
        return Everything() if self.only is None else self.only.tree


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What is kept of `Names`: `given` is `met` plus `unmet`, which found nothing.

    `shown` and `shown_unmet` are the first of each, as lines; `digest` is SHA-256 (hex) over all.
    """

    given: int
    met: int
    unmet: int
    digest: str
    shown: tuple[str, ...] = ()
    shown_unmet: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A choice as it is kept with a plan."""

    only: Named | None = None
    without: Named | None = None
    every_location: bool = False

    def sentence(self, *, filtered: bool = True) -> str:
        """The choice in words; not `filtered` is what no filter narrows."""
        said = ["Everything that the filter finds" if filtered else "Everything"]
        if self.only is not None:
            of = "Of what the filter finds, only" if filtered else "Only"
            said = [f"{of} what {_names(self.only)}"]
        if self.without is not None:
            said.append(f"without what {_names(self.without)}")
        if self.every_location:
            said.append("wherever it lies")
        return f"{', '.join(said)}."


ALL = Choice()
WHOLE = Chosen()
"""Everything that the filter finds, asked for and kept."""


def bare(message_id: str) -> str:
    """A Message-ID as names hold it."""
    return message_id_forms(fold(message_id))[0]


def named(names: Names, met: Collection[Key | str]) -> Named:
    """What is kept of these names, of which some were met."""
    unmet = Names(keys=names.keys - set(met), ids=names.ids - set(met))
    return Named(
        given=len(names),
        met=len(names) - len(unmet),
        unmet=len(unmet),
        digest=digest(names),
        shown=_first(names),
        shown_unmet=_first(unmet),
        lists=names.lists,
    )


def joined(names: Names | None, more: Names) -> Names:
    """Both; raises `TooManyNamesError`."""
    if names is None:
        return more
    return require_few(
        Names(
            keys=names.keys | more.keys,
            ids=names.ids | more.ids,
            lists=tuple(dict.fromkeys((*names.lists, *more.lists))),
        )
    )


def named_more(
    kept: Named | None, names: Names | None, more: Names, met: Collection[Key | str]
) -> Named:
    """What is kept of `names`, of which `kept` was, and `more`, of which some were met now."""
    if kept is None or names is None:
        return named(more, met)
    both = joined(names, more)
    fresh = Names(keys=more.keys - names.keys, ids=more.ids - names.ids)
    unmet = Names(keys=fresh.keys - set(met), ids=fresh.ids - set(met))
    return Named(
        given=len(both),
        met=len(both) - kept.unmet - len(unmet),
        unmet=kept.unmet + len(unmet),
        digest=digest(both),
        shown=_first(both),
        shown_unmet=(*kept.shown_unmet, *_first(unmet))[:SHOWN],
        lists=both.lists,
    )


def require_few(names: Names) -> Names:
    """These names; raises `TooManyNamesError`."""
    if len(names) > MOST_NAMES:
        raise TooManyNamesError(
            f"These are {len(names):,} names; one choice may hold {MOST_NAMES:,}. Narrow it, or "
            "choose with a filter."
        )
    return names


def written(names: Names) -> str:
    """All names, one a line: a key as a JSON array, an id as JSON text; always the same."""
    return "\n".join(_lines(names))


def read(text: str, lists: Iterable[str] = ()) -> Names:
    """The names that `written` wrote."""
    parts = json.loads(f"[{text.replace(chr(10), ',')}]")
    return Names(
        keys=frozenset((one[0], one[1]) for one in parts if isinstance(one, list)),
        ids=frozenset(one for one in parts if isinstance(one, str)),
        lists=tuple(lists),
    )


def digest(names: Names) -> str:
    """SHA-256 (hex) over what `written` writes."""
    return hashlib.sha256(written(names).encode("ascii")).hexdigest()


def encode(chosen: Chosen) -> str:
    """Canonical JSON; empty for `WHOLE`, so that plans without a choice keep their hash."""
    if chosen == WHOLE:
        return ""
    parts = [_listed(chosen.only), _listed(chosen.without), int(chosen.every_location)]
    return json.dumps(parts, separators=(",", ":"), ensure_ascii=True)


def decode(text: str) -> Chosen:
    """What `encode` wrote."""
    if not text:
        return WHOLE
    only, without, every_location = json.loads(text)
    return Chosen(
        only=_unlisted(only), without=_unlisted(without), every_location=bool(every_location)
    )


def _lines(names: Names) -> Iterator[str]:
    for message, recipient in sorted(names.keys):
        yield json.dumps([message, recipient], separators=(",", ":"))
    yield from map(json.dumps, sorted(names.ids))


def _first(names: Names) -> tuple[str, ...]:
    keys = sorted(names.keys)[:SHOWN]
    lines = [f"{message} {recipient}" for message, recipient in keys]
    return (*lines, *sorted(names.ids)[: SHOWN - len(lines)])


def _names(part: Named) -> str:
    where = f" of {', '.join(f'list:{name}' for name in part.lists)}" if part.lists else ""
    unmet = f" ({part.unmet:,} of them found nothing)" if part.unmet else ""
    given = f"{counted(part.given, 'entry', 'entries')}{where}"
    return f"{given} {'names' if part.given == 1 else 'name'}{unmet}"


def _listed(part: Named | None) -> list[object] | None:
    if part is None:
        return None
    samples = [list(part.shown), list(part.shown_unmet), list(part.lists)]
    return [part.given, part.met, part.unmet, part.digest, *samples]


def _unlisted(parts: list[object] | None) -> Named | None:
    if parts is None:
        return None
    given, met, unmet, digested, shown, shown_unmet, lists = parts
    return Named(
        given=int(str(given)),
        met=int(str(met)),
        unmet=int(str(unmet)),
        digest=str(digested),
        shown=_texts(shown),
        shown_unmet=_texts(shown_unmet),
        lists=_texts(lists),
    )


def _texts(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else ()
