"""What a `.forward` file does (Postfix local(8), Sendmail, Exim). Pure."""

from __future__ import annotations

from collections.abc import Iterator

from clawback.mailboxes.rules.meaning import Deed, Effect

_EXIM = "# exim filter"
_QUOTES = frozenset("\"'")


def forwards(text: str, owner: str) -> tuple[Effect, ...]:
    r"""What becomes of the owner's mail: each destination, by its line.

    A destination that is the owner, as `\ada` or by address, keeps the mail.
    """
    found = [(line, one) for line, one in _destinations(text) if one]
    kept = any(_is_owner(one, owner) for _, one in found)
    return tuple(_effect(line, one, kept=kept) for line, one in found if not _is_owner(one, owner))


def is_filter(text: str) -> bool:
    """Whether it is a program in Exim's own language, which nobody reads here."""
    return text.lstrip().lower().startswith(_EXIM)


def _destinations(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.lstrip().startswith("#"):
            for one in _parted(line):
                yield number, one.strip()


def _parted(line: str) -> Iterator[str]:
    """At commas that stand in no quotes; quotes themselves are left out."""
    found, quote = "", ""
    for character in line:
        if character in _QUOTES and quote in {"", character}:
            quote = "" if quote else character
        elif character == "," and not quote:
            yield found
            found = ""
        else:
            found += character
    yield found


def _is_owner(destination: str, owner: str) -> bool:
    local = owner.partition("@")[0]
    return destination.removeprefix("\\").lower() in {owner.lower(), local.lower()}


def _effect(line: int, destination: str, *, kept: bool) -> Effect:
    if destination.startswith("|"):
        return Effect(deed=Deed.PROGRAM, line=line, target=destination[1:].strip())
    if destination == "/dev/null":
        return Effect(deed=Deed.DISCARD, line=line)
    if destination.startswith("/"):
        return Effect(deed=Deed.FILE, line=line, target=destination)
    return Effect(deed=Deed.COPY if kept else Deed.FORWARD, line=line, target=destination)
