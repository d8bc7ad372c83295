"""Notices what the allow/block list blocks from now on, and has the mail judged that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Protocol

from clawback.entries.entry import Value, ValueKind
from clawback.entries.gained import Mark
from clawback.entries.value import ANYBODY, PAIR
from clawback.filters.ip import network_of
from clawback.filters.tree import And, AnyOf, Filter, InNetwork, Or, Wildcard
from clawback.filters.write import write
from clawback.purge.judgement import Cause, Verdict, Wish

_AT_ONCE = 5_000
_MOST_VALUES = 5_000  # in a judgement's filter, which can have 10,000 and 256 KiB
_MOST_PATTERNS = 30  # likewise; it can have 200 conditions, of which a pattern makes up to six
_LONGEST = 200_000  # characters of values in one filter
_BETWEEN = 6  # characters between values, with quotes where they need some
_VERDICTS = {ValueKind.FILE: Verdict.MALWARE, ValueKind.IP: Verdict.SPAM}
_SENDERS = ("sender_address", "sender_mail_from_address")
_SENDER_DOMAINS = ("sender_domain", "sender_mail_from_domain")
_Said = tuple[list[tuple[str, str]], list[Filter]]
_DOMAINS = (*_SENDER_DOMAINS, "url_domain")


class Blocks(Protocol):
    """What the list has gained since the last look; `entries.gains.Gains`."""

    def next(self, limit: int) -> tuple[Sequence[Value], Mark | None]:
        """So many new blocks, and the mark to keep once they were seen."""
        ...

    def keep(self, mark: Mark) -> None:
        """Remembers that all up to the mark was seen."""
        ...


class BlockedNow:
    """Looks at the list, and has judged what came since the last look."""

    def __init__(self, blocks: Blocks, judge: Callable[[Wish], object]) -> None:
        self._blocks = blocks
        self._judge = judge

    def turn(self) -> None:
        """Has what came judged, and remembers that it was seen."""
        while True:
            values, mark = self._blocks.next(_AT_ONCE)
            for wish in wishes(values):
                self._judge(wish)
            if mark is None:
                return
            # Only now: what could not be begun is tried again, and what was begun is on record.
            self._blocks.keep(mark)
            if len(values) < _AT_ONCE:
                return


def wishes(values: Sequence[Value]) -> Iterator[Wish]:
    """One judgement for each verdict, or more where it would say too much."""
    for verdict in (Verdict.MALWARE, Verdict.PHISH, Verdict.SPAM):
        those = [one for one in values if _VERDICTS.get(one.kind, Verdict.PHISH) is verdict]
        for part in _parts(those):
            alone = part[0].text if len(part) == 1 and part[0].kind is ValueKind.URL else ""
            yield Wish(
                verdict=verdict,
                filter=write(naming(part)),
                reason=_reason(part),
                url="" if alone.startswith(("*", "~")) or alone.endswith("/*") else alone,
                cause=Cause.LIST,
            )


def naming(values: Iterable[Value]) -> Filter:
    """The deliveries that entries name; the same as they name while mail comes in."""
    fields: dict[str, list[str]] = {}
    tests: list[Filter] = []
    for one in values:
        plain, patterns = _of(one)
        for field, text in plain:
            fields.setdefault(field, []).append(text)
        tests += patterns
    parts = (*(AnyOf(field, tuple(texts)) for field, texts in fields.items()), *tests)
    return parts[0] if len(parts) == 1 else Or(parts)


def _of(value: Value) -> _Said:
    """What an entry is for: values of fields, and conditions that are more than that."""
    return _SAYS[value.kind](value.text)


def _address(text: str) -> _Said:
    return [(field, text) for field in _SENDERS], []


def _domain(text: str) -> _Said:
    return _hosts(text, _DOMAINS)


def _file(text: str) -> _Said:
    return [("attachment_sha256", text)], []


def _ip(text: str) -> _Said:
    if "/" in text:
        return [], [InNetwork("sender_ip", network_of(text))]
    return [("sender_ip", text)], []


def _url(text: str) -> _Said:
    if "/" not in text and "?" not in text and ":" not in text:
        return _hosts(text, ("url_domain",))
    if "?" in text:
        return [("url", text)], []
    # Without a pattern wherever it goes: a pattern is looked for in each link, a value in none.
    place = text.removesuffix("/*")
    plain = [("url", place), ("url_domain_and_path", place)]
    return plain, [Wildcard("url_domain_and_path", f"{place}/*")] if place != text else []


def _hosts(text: str, fields: Sequence[str]) -> _Said:
    plain: list[tuple[str, str]] = []
    patterns: list[Filter] = []
    bare = text.removeprefix("~").removeprefix("*.")
    if not text.startswith("*."):
        plain = [(field, bare) for field in fields]
    if text != bare:
        patterns = [Wildcard(field, f"*.{bare}") for field in fields]
    return plain, patterns


def _spoof(text: str) -> _Said:
    return [], [_pair(text)]


def _pair(text: str) -> Filter:
    who, _, sent = text.partition(PAIR)
    infrastructure = _sent(sent)
    if who == ANYBODY:
        return infrastructure
    if "@" in who:
        return And((AnyOf("sender_address", (who,)), infrastructure))
    plain, patterns = _hosts(who, ("sender_domain",))
    spoofed = [*(AnyOf(field, (one,)) for field, one in plain), *patterns]
    return And((spoofed[0] if len(spoofed) == 1 else Or(tuple(spoofed)), infrastructure))


def _sent(text: str) -> Filter:
    if "/" in text:
        return InNetwork("sender_ip", network_of(text))
    if text.replace(".", "").isdigit() or ":" in text:
        return AnyOf("sender_ip", (text,))
    plain, patterns = _hosts(text, ("sender_mail_from_domain",))
    found = [*(AnyOf(field, (one,)) for field, one in plain), *patterns]
    domains = found[0] if len(found) == 1 else Or(tuple(found))
    return And((domains, AnyOf("spf", ("pass",))))


def _parts(values: Sequence[Value]) -> Iterator[Sequence[Value]]:
    part: list[Value] = []
    patterns = characters = 0
    for one in values:
        plain, more = _of(one)
        longer = sum(len(text) + _BETWEEN for _, text in plain)
        full = len(part) >= _MOST_VALUES or patterns + bool(more) > _MOST_PATTERNS
        if part and (full or characters + longer > _LONGEST):
            yield part
            part, patterns, characters = [], 0, 0
        part.append(one)
        patterns += bool(more)
        characters += longer
    if part:
        yield part


def _reason(values: Sequence[Value]) -> str:
    first = values[0].text[:200]
    if len(values) == 1:
        return f"The allow/block list blocks {first} from now on."
    return f"The allow/block list blocks {len(values):,} more, {first} first."


_SAYS: dict[ValueKind, Callable[[str], _Said]] = {
    ValueKind.ADDRESS: _address,
    ValueKind.DOMAIN: _domain,
    ValueKind.FILE: _file,
    ValueKind.IP: _ip,
    ValueKind.URL: _url,
    ValueKind.SPOOF: _spoof,
}
