"""SpamAssassin's daemon: `REPORT` of the SPAMD protocol (spamd/PROTOCOL), version 1.5."""

from __future__ import annotations

import re
from collections.abc import Mapping

from clawback.analysis.providers.edition import edition_of
from clawback.analysis.providers.line import exchange
from clawback.analysis.providers.port import DeclinedError, GarbledError, Transport
from clawback.analysis.providers.said import said
from clawback.analysis.providers.settings import SpamassassinSettings
from clawback.analysis.verdicts.scored import Rule, Scored, findings_of, number
from clawback.analysis.verdicts.spamassassin import PROVIDER
from clawback.analysis.verdicts.symbols import spamassassin_meaning
from clawback.model.verdict import Finding

_MOST = 1 << 20  # bytes
_STATUS = re.compile(r"SPAMD/\d\.\d (\d{1,5}) (\w+)(?: .*)?")
_SPAM = re.compile(r"(True|False|Yes|No)\s*;\s*(-?[\d.]{1,12})\s*/\s*(-?[\d.]{1,12})")
_HEAD_OF_TABLE = re.compile(r"^---- -{10,}.*$", re.MULTILINE)
_ROW = re.compile(r"^\s?(-?[\d.]{1,6})\s+([A-Z_][A-Z0-9_]{2,80})(?:\s+(.*))?$")
_PONG = "PONG"


class Spamassassin:
    """One spamd."""

    engine = PROVIDER

    def __init__(self, settings: SpamassassinSettings) -> None:
        self.name = settings.called
        self._settings = settings

    def judge(self, raw: bytes, transport: Transport) -> tuple[Finding, ...]:
        """As the port says; spamd reads in the mail's own lines how it came."""
        del transport
        size = f"REPORT SPAMC/1.5\r\nContent-length: {len(raw)}\r\n\r\n"
        return findings_of(read_answer(self._ask(size.encode(), raw)), spamassassin_meaning)

    def greet(self) -> str:
        """The version of its protocol; it tells no other."""
        answer = self._ask(b"PING SPAMC/1.5\r\n\r\n").decode("ascii", "replace").strip()
        status = _STATUS.fullmatch(answer)
        if not status or status[2] != _PONG:
            raise GarbledError("Its answer is none of spamd's. Is it SpamAssassin that listens?")
        return answer.removesuffix(f" {status[1]} {_PONG}")

    def edition(self) -> str:
        """The version of its protocol, and what lies in the folder of rules."""
        return edition_of(self.greet(), self._settings.data)

    def _ask(self, *request: bytes) -> bytes:
        """It reads lines, and waits for the end of a last one that has none unless it is told."""
        told = self._settings
        return exchange(told.where, request, seconds=told.seconds, most=_MOST, ended=True)


def read_answer(answer: bytes) -> Scored:
    """What one answer to `REPORT` says.

    Raises:
        DeclinedError: spamd says that it could not judge this mail.
        GarbledError: it is no answer, or not a whole one.
    """
    head, blank, report = answer.partition(b"\r\n\r\n")
    first, *lines = head.decode("ascii", "replace").split("\r\n")
    status = _STATUS.fullmatch(first)
    if not status:
        raise GarbledError("Its answer is none of spamd's. Is it SpamAssassin that listens there?")
    if status[1] != "0":
        raise DeclinedError(f"It did not judge this mail: {status[2]}.")
    fields = _fields(lines)
    spam = _SPAM.fullmatch(fields.get("spam", ""))
    if not blank or not spam or fields.get("content-length") != str(len(report)):
        raise GarbledError("Its answer is not whole.")
    return Scored(
        provider=PROVIDER,
        rules=rules_in(report.decode("utf-8", "replace")),
        spam=spam[1].lower() in {"true", "yes"},
        score=number(spam[2]) or 0.0,  # never minus nothing
        threshold=number(spam[3]),
    )


def rules_in(report: str) -> tuple[Rule, ...]:
    """The rules of a report's table.

    It is the last thing in the report, behind a piece of the mail itself, which may hold what looks
    like one.
    """
    table = _HEAD_OF_TABLE.split(report)[-1] if _HEAD_OF_TABLE.search(report) else ""
    rows = (_ROW.match(line) for line in table.splitlines())
    return tuple(
        Rule(name=row[2], score=number(row[1]), detail=said((row[3] or "").strip()))
        for row in rows
        if row
    )


def _fields(lines: list[str]) -> Mapping[str, str]:
    pairs = (line.partition(":") for line in lines)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
