"""The headers that SpamAssassin, spamass-milter and Amavis write."""

from __future__ import annotations

import re

from clawback.analysis.header import Header
from clawback.analysis.trace import Border, Trust, believed
from clawback.analysis.verdicts.rspamd import is_rspamd
from clawback.analysis.verdicts.scored import Rule, Scored, findings_of, number
from clawback.analysis.verdicts.symbols import spamassassin_meaning
from clawback.model.verdict import Finding

PROVIDER = "spamassassin"
_STATUS = re.compile(r"(yes|no)\b", re.IGNORECASE)
_SCORE = re.compile(r"\b(?:score|hits)=\s*(-?[\d.]{1,12})", re.IGNORECASE)
_REQUIRED = re.compile(r"\brequired=\s*(-?[\d.]{1,12})", re.IGNORECASE)
_TESTS = re.compile(r"\btests=\[?((?:[A-Z0-9_]++(?:=-?[\d.]++)?[\s,]*+)+)")
_TEST = re.compile(r"([A-Z][A-Z0-9_]{2,80})(?:=(-?[\d.]{1,12}))?")
_REPORT_LINE = re.compile(r"\*\s+(-?[\d.]{1,12})\s+([A-Z][A-Z0-9_]{2,80})\s+([^*]{0,200})")
_NAMES = ("x-spam-status", "x-spam-flag", "x-spam-level", "x-spam-report", "x-spam-score")


def spamassassin_findings(header: Header, border: Border, trust: Trust) -> tuple[Finding, ...]:
    """What SpamAssassin said above the border, or anywhere when the site trusts its filter."""
    if is_rspamd(header) or not (header.places("x-spam-status") or header.places("x-spam-flag")):
        return ()
    if PROVIDER in trust.filters:
        says = {name: found[0] for name in _NAMES if (found := header.all(name))}
    else:
        says = {name: found[0] for name in _NAMES if (found := believed(header, border, name))}
    scored = _scored(says)
    return findings_of(scored, spamassassin_meaning) if scored else ()


def _scored(says: dict[str, str]) -> Scored | None:
    text = says.get("x-spam-status", "")
    status = _STATUS.match(text)
    flag = says.get("x-spam-flag", "").strip().lower()
    if not status and flag not in {"yes", "no"}:
        return None
    score = _number(_SCORE, text)
    if score is None:
        score = number(says.get("x-spam-score", ""))
    threshold = _number(_REQUIRED, text)
    over = score is not None and threshold is not None and score >= threshold
    return Scored(
        provider=PROVIDER,
        rules=rules_in(text, says.get("x-spam-report", "")),
        spam=flag == "yes" or bool(status and status[1].lower() == "yes") or over,
        score=score if score is not None else _stars(says),
        threshold=threshold,
    )


def _stars(says: dict[str, str]) -> float | None:
    level = says.get("x-spam-level", "").strip()
    return float(len(level)) if level and not level.strip("*+x") else None


def _number(pattern: re.Pattern[str], text: str) -> float | None:
    found = pattern.search(text)
    return number(found[1]) if found else None


def rules_in(status: str, report: str) -> tuple[Rule, ...]:
    """The rules of the raw fields, as they stand."""
    told = {
        found[2]: Rule(name=found[2], score=number(found[1]), detail=found[3].strip())
        for found in _REPORT_LINE.finditer(report)
    }
    tests = _TESTS.search(status)
    for found in _TEST.finditer(tests[1] if tests else ""):
        score = number(found[2]) if found[2] else None
        told.setdefault(found[1], Rule(name=found[1], score=score))
    return tuple(told.values())
