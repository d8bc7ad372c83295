"""What filters wrote into a header, decoded: Exchange Online, rspamd and SpamAssassin."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from clawback.analysis.explained.codes import MICROSOFT, bulk_level, spam_level
from clawback.analysis.header import Header
from clawback.analysis.trace import Border, Trust, believed
from clawback.analysis.verdicts import microsoft, rspamd, spamassassin
from clawback.analysis.verdicts.symbols import Meaning, rspamd_meaning, spamassassin_meaning
from clawback.analysis.visible import visible

_MOST = 200
_TEXT = 512
_CHARACTERS = 16_384
_MICROSOFT_HEADERS = ("X-Forefront-Antispam-Report", "X-Microsoft-Antispam")
_MICROSOFT_LEVEL = "X-MS-Exchange-Organization-SCL"
_RSPAMD_HEADER = "X-Spamd-Result"
_SPAMASSASSIN_HEADER = "X-Spam-Status"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One thing that a filter wrote.

    `provider` is the filter, `header` the field, `key` the filter's own name for it, `value` what
    stands there, `label` a name for people and `meaning` what the value says, empty where it says
    itself. `score` is what a rule added. `believed` is false where an outsider may have written it.
    """

    provider: str
    header: str
    key: str
    value: str
    label: str
    meaning: str = ""
    score: float | None = None
    believed: bool = False


def words_of(header: Header, border: Border, trust: Trust) -> tuple[Word, ...]:
    """What the known filters wrote, each as it stands topmost; never raises."""
    words = (
        *_microsoft(header, border, trust),
        *_rspamd(header, border, trust),
        *_spamassassin(header, border, trust),
    )
    return tuple(islice(words, _MOST))


def _microsoft(header: Header, border: Border, trust: Trust) -> Iterator[Word]:
    for name in _MICROSOFT_HEADERS:
        told = _topmost(header, name)
        sure = _is_sure(header, border, trust, name)
        for key, value in microsoft.pairs(told).items():
            yield _coded(name, key, value, believed=sure)
    level = _topmost(header, _MICROSOFT_LEVEL)
    if level:
        sure = _is_sure(header, border, trust, _MICROSOFT_LEVEL)
        yield _coded(_MICROSOFT_LEVEL, "SCL", level.strip(), believed=sure)


def _coded(header: str, key: str, value: str, *, believed: bool) -> Word:
    known = MICROSOFT.get(key)
    meaning = known.values.get(value.strip().upper(), "") if known else ""
    if key == "SCL":
        meaning = spam_level(value)
    elif key == "BCL":
        meaning = bulk_level(value)
    return Word(
        provider=microsoft.PROVIDER,
        header=header,
        key=visible(key[:_TEXT]),
        value=visible(value.strip()[:_TEXT]),
        label=known.label if known else "Not documented",
        meaning=meaning,
        believed=believed,
    )


def _rspamd(header: Header, border: Border, trust: Trust) -> Iterator[Word]:
    told = _topmost(header, _RSPAMD_HEADER)
    if not told:
        return
    sure = bool(rspamd.rspamd_findings(header, border, trust))
    rules = rspamd.rules_in(told)
    for rule in rules:
        yield Word(
            provider=rspamd.PROVIDER,
            header=_RSPAMD_HEADER,
            key=rule.name,
            value=visible(rule.detail[:_TEXT]),
            label="Rule that fired",
            meaning=_said(rspamd_meaning(rule.name)),
            score=rule.score,
            believed=sure,
        )


def _spamassassin(header: Header, border: Border, trust: Trust) -> Iterator[Word]:
    told = _topmost(header, _SPAMASSASSIN_HEADER)
    if not told or rspamd.is_rspamd(header):
        return
    sure = bool(spamassassin.spamassassin_findings(header, border, trust))
    for rule in spamassassin.rules_in(told, _topmost(header, "X-Spam-Report")):
        yield Word(
            provider=spamassassin.PROVIDER,
            header=_SPAMASSASSIN_HEADER,
            key=rule.name,
            value=visible(rule.detail[:_TEXT]),
            label="Rule that fired",
            meaning=_said(spamassassin_meaning(rule.name)),
            score=rule.score,
            believed=sure,
        )


def _said(meaning: Meaning) -> str:
    how = meaning.technology.label if meaning.technology else ""
    if meaning.threat is None:
        return f"Counts as {how}." if how else ""
    proved = f"Proves {meaning.threat.label.lower()} by itself"
    return f"{proved}; counts as {how}." if how else f"{proved}."


def _topmost(header: Header, name: str) -> str:
    return header.first(name.lower())[:_CHARACTERS]


def _is_sure(header: Header, border: Border, trust: Trust, name: str) -> bool:
    anywhere = border.is_microsoft or microsoft.PROVIDER in trust.filters
    return anywhere or bool(believed(header, border, name.lower()))
