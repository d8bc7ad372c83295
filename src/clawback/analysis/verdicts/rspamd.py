"""The headers that rspamd's milter writes."""

from __future__ import annotations

import re

from clawback.analysis.header import Header
from clawback.analysis.trace import Border, Trust, believed
from clawback.analysis.verdicts.scored import Rule, Scored, findings_of, number
from clawback.analysis.verdicts.symbols import rspamd_meaning
from clawback.model.verdict import Finding

PROVIDER = "rspamd"
_RESULT = re.compile(
    r"\w+:\s*(True|False)\s*\[\s*(-?[\d.]{1,12}|nan|inf)\s*/\s*(-?[\d.]{1,12})\s*\]", re.IGNORECASE
)
_SYMBOL = re.compile(r"\b([A-Z][A-Z0-9_]{1,80})\((-?[\d.]{1,12})\)(?:\{[^}]*\})?(?:\[([^\]]*)\])?")
_STATUS = re.compile(r"(yes|no)\b(?:[^=]*\bscore=(-?[\d.]{1,12}))?", re.IGNORECASE)
_SPAM_ACTIONS = frozenset(("add header", "rewrite subject", "reject", "quarantine", "discard"))
_EVIDENCE = 256  # characters
_ADD_HEADER = 6.0  # rspamd's stock score for the action "add header"
_NAMES = ("x-spamd-result", "x-rspamd-action", "x-spam", "x-spam-status", "x-spamd-bar")
_OWN = ("x-spamd-result", "x-rspamd-action", "x-rspamd-queue-id", "x-rspamd-server")
_OWN_NAMES = frozenset(_OWN)


def rspamd_findings(header: Header, border: Border, trust: Trust) -> tuple[Finding, ...]:
    """What rspamd said, if it was ours that spoke.

    Its milter appends to the header, below the border, and removes forged copies of what it writes;
    so its headers are believed there when they carry the queue id that our server gave to the mail.
    """
    says = _believed_values(header, border, trust) if is_rspamd(header) else {}
    if not any(says.get(name) for name in _OWN):
        return ()
    return _judged(says)


def judged(
    rules: tuple[Rule, ...],
    *,
    action: str,
    score: float | None,
    threshold: float | None,
    spam: bool = False,
) -> tuple[Finding, ...]:
    """What rspamd means by its rules, its action (lower case) and its score.

    `spam` is whether it said so in yet another way.
    """
    over = score is not None and score >= _ADD_HEADER
    scored = Scored(
        provider=PROVIDER,
        rules=rules,
        spam=spam or over or action in _SPAM_ACTIONS,
        score=score,
        threshold=threshold,
        said=(f"action: {action}"[:_EVIDENCE],) if action else (),
        names_families=True,
    )
    return findings_of(scored, rspamd_meaning)


def is_rspamd(header: Header) -> bool:
    """Whether X-Spam-* of this mail may be rspamd's, not SpamAssassin's."""
    return header.has_any(_OWN_NAMES)


def _believed_values(header: Header, border: Border, trust: Trust) -> dict[str, str]:
    above = {
        name: found[0] for name in (*_NAMES, *_OWN) if (found := believed(header, border, name))
    }
    if any(name in above for name in _OWN):
        return above
    ids = header.all("x-rspamd-queue-id")
    proved = any(one in border.queue_ids for one in ids)
    if not proved and PROVIDER not in trust.filters:
        return {}
    return {name: found[-1] for name in (*_NAMES, *_OWN) if (found := header.all(name))}


def _judged(says: dict[str, str]) -> tuple[Finding, ...]:
    result = _RESULT.search(says.get("x-spamd-result", ""))
    status = _STATUS.match(says.get("x-spam-status", ""))
    said_yes = says.get("x-spam", "").lower().startswith("yes")
    return judged(
        rules_in(says.get("x-spamd-result", "")),
        action=says.get("x-rspamd-action", "").strip().lower(),
        score=number(result[2]) if result else number(status[2] or "") if status else None,
        threshold=number(result[3]) if result else None,
        spam=said_yes or bool(status and status[1].lower() == "yes"),
    )


def rules_in(result: str) -> tuple[Rule, ...]:
    """The rules of the raw field, as they stand."""
    return tuple(
        Rule(name=found[1], score=number(found[2]), detail=(found[3] or "").strip())
        for found in _SYMBOL.finditer(result)
    )
