"""The step that looks at what runs over the mail of affected users: forwarding, and hiding."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from clawback.investigations.eyes import Eyes
from clawback.investigations.investigation import (
    Advice,
    AdviceKind,
    Case,
    Evidence,
    Findings,
    Threat,
    worst,
)
from clawback.investigations.users import affected
from clawback.mailboxes.rules.meaning import Deed, Effect
from clawback.mailboxes.rules.running import Rule
from clawback.mailboxes.rules.strings import open_ended
from clawback.model.counted import counted
from clawback.model.errors import ClawbackError

_OUT = frozenset({Deed.FORWARD, Deed.COPY, Deed.NOTIFY, Deed.PROGRAM})
_LEVELS = re.compile(r"[./\\]")
_WORDS = {
    Deed.FORWARD: "sends it on to {target} and keeps none",
    Deed.COPY: "sends a copy on to {target}",
    Deed.NOTIFY: "tells {target} of it",
    Deed.PROGRAM: "gives it to the program {target}",
    Deed.FILE: "puts it into the folder {target}",
    Deed.DISCARD: "throws it away",
    Deed.DELETE: "marks it as deleted",
    Deed.REFUSE: "refuses it",
}


def rules(eyes: Eyes, case: Case) -> Findings:
    """What rules of affected users send out of the house, or keep from their eyes."""
    found: list[tuple[Evidence, Advice]] = []
    troubles: dict[str, None] = {}
    looked = 0
    for user in _users(eyes, case):
        try:
            running = eyes.mailboxes.rules(user)
        except ClawbackError as error:
            troubles[str(error)] = None
            continue
        if running is not None:
            looked += 1
            troubles |= dict.fromkeys(f"{user}: {one}" for one in running.troubles)
            found += (_told(user, one) for one in running.rules if _matters(eyes, user, one.effect))
    evidence = tuple(one for one, _ in found)
    told = (
        f"Rules of {counted(looked, 'mailbox', 'mailboxes')} looked at, {len(found):,} suspicious."
    )
    return Findings(
        sentence=" ".join((told, *troubles)),
        evidence=evidence,
        advice=tuple(one for _, one in found),
        verdict=worst(one.verdict for one in evidence),
    )


def _users(eyes: Eyes, case: Case) -> Iterator[str]:
    users = affected(case, eyes.mailboxes.owns, eyes.policy.playbook.users)
    return (one for one in users if eyes.may_see(case, one))


def _matters(eyes: Eyes, user: str, effect: Effect) -> bool:
    if effect.deed in _OUT:
        return leads_out(effect, user, eyes.mailboxes.owns)
    return hides(effect, eyes.policy.playbook.hiding_folders)


def leads_out(effect: Effect, user: str, owns: Callable[[str], bool]) -> bool:
    """Whether mail leaves the house: to a stranger, a program, or whom nobody can name."""
    if effect.deed is Deed.PROGRAM or open_ended(effect.target):
        return True
    domain = effect.target.rpartition("@")[2].lower()
    at_home = "@" not in effect.target or domain == user.rpartition("@")[2].lower()
    return not at_home and not owns(effect.target)


def hides(effect: Effect, folders: frozenset[str]) -> bool:
    """Whether mail is kept from its owner's eyes; what is marked as spam may be."""
    if "spam" in effect.when.lower():
        return False
    return effect.deed is not Deed.FILE or _LEVELS.split(effect.target)[-1].lower() in folders


def _told(user: str, rule: Rule) -> tuple[Evidence, Advice]:
    effect = rule.effect
    does = _WORDS[effect.deed].format(target=effect.target)
    which = f"mail where {effect.when}" if effect.when else "all mail"
    reason = f"The script {rule.script!r}, line {effect.line}, takes {which} and {does}."
    out = effect.deed in _OUT
    kind = AdviceKind.STOP_FORWARDING if out else AdviceKind.REMOVE_RULE
    return (
        Evidence(entity=user, verdict=Threat.SUSPICIOUS, reason=reason),
        Advice(kind=kind, entity=user, reason=reason),
    )
