"""What the scripts of an account do together: the active one, and what it includes. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clawback.mailboxes.rules.forward_file import forwards, is_filter
from clawback.mailboxes.rules.meaning import Effect, Meaning, meaning
from clawback.mailboxes.rules.port import Language, Script
from clawback.mailboxes.rules.tokens import BadSieveError


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """An effect, and the name of the script that has it."""

    script: str
    effect: Effect


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """All that runs over an account's mail; `troubles` says in sentences what cannot be read."""

    rules: tuple[Rule, ...] = ()
    troubles: tuple[str, ...] = ()


def running(scripts: Sequence[Script], owner: str) -> Running:
    """What runs of these scripts, each script once."""
    named = {one.name: one for one in scripts if one.language is Language.SIEVE}
    waiting = [one for one in scripts if one.active]
    rules: list[Rule] = []
    troubles: list[str] = []
    seen: set[tuple[Language, str]] = set()
    while waiting:
        script = waiting.pop(0)
        if (script.language, script.name) in seen:
            continue
        seen.add((script.language, script.name))
        try:
            found = _meaning(script, owner)
        except BadSieveError as error:
            troubles.append(f"The script {script.name!r} cannot be read: {error}")
            continue
        rules += [Rule(script=script.name, effect=one) for one in found.effects]
        waiting += [named[one] for one in found.includes if one in named]
    return Running(rules=tuple(rules), troubles=tuple(troubles))


def _meaning(script: Script, owner: str) -> Meaning:
    if script.language is Language.SIEVE:
        return meaning(script.text)
    if is_filter(script.text):
        raise BadSieveError("it is a filter of Exim's.")
    return Meaning(effects=forwards(script.text, owner))
