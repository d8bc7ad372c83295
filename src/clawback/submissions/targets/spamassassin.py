"""SpamAssassin's daemon: `TELL` of the SPAMD protocol (spamd/PROTOCOL), version 1.5."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clawback.analysis.providers.line import Address, exchange
from clawback.analysis.providers.port import NoVerdictError
from clawback.submissions.submission import Kind, Submission
from clawback.submissions.targets.target import (
    Parcel,
    Said,
    away,
    done,
    never_asked,
    no_access,
    only_confirmed,
    refused,
)

_MOST = 1 << 16  # bytes
_STATUS = re.compile(r"SPAMD/\d\.\d (\d{1,5}) (\w+)(?: .*)?")
_OK, _NO_PERMISSION = 0, 77  # sysexits(3): EX_OK, EX_NOPERM
_UNAVAILABLE = frozenset({69, 71, 74, 75})  # EX_UNAVAILABLE, EX_OSERR, EX_IOERR, EX_TEMPFAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class SpamassassinTarget:
    """One spamd that was started with `--allow-tell`.

    `reports` is whether it tells those too whom it is set up to report to (Razor, Pyzor, SpamCop);
    what turns out clean is revoked there.
    """

    name: str
    address: Address
    reports: bool = False
    seconds: float = 30.0
    kind: str = "spamassassin"

    def declines(self, submission: Submission) -> str:
        """It learns mail that somebody has confirmed."""
        if submission.item.kind is not Kind.EMAIL:
            return "SpamAssassin learns mail alone."
        if not submission.item.sealed:
            return "Nobody has the mail any more."
        return only_confirmed(submission)

    def send(self, parcel: Parcel) -> Said:
        """What it learnt as the other before it forgets by itself; the same twice does nothing."""
        request = request_of(parcel.raw, bad=parcel.submission.category.bad, reports=self.reports)
        try:
            answer = exchange(
                self.address, (request, parcel.raw), seconds=self.seconds, most=_MOST, ended=True
            )
        except NoVerdictError as error:
            return away(f"spamd at {self.address}: {error}")
        return read_answer(answer)

    def ask(self, parcel: Parcel, reference: str) -> Said:
        """It says everything at once."""
        del parcel
        return never_asked(reference)


def request_of(raw: bytes, *, bad: bool, reports: bool) -> bytes:
    """The head of a request about so many bytes."""
    where = "local, remote" if reports else "local"
    lines = ["TELL SPAMC/1.5", f"Message-class: {'spam' if bad else 'ham'}"]
    if reports and not bad:
        lines += ["Set: local", "Remove: remote"]
    else:
        lines.append(f"Set: {where}")
    return "\r\n".join([*lines, f"Content-length: {len(raw)}", "", ""]).encode()


def read_answer(answer: bytes) -> Said:
    """What one answer to `TELL` means."""
    first, *lines = answer.partition(b"\r\n\r\n")[0].decode("ascii", "replace").split("\r\n")
    status = _STATUS.fullmatch(first)
    if not status:
        return refused("The answer is none of spamd's. Is it SpamAssassin that listens there?")
    code = int(status[1])
    if code == _NO_PERMISSION or "TELL commands are not enabled" in first:
        return no_access("spamd learns from nobody: start it with --allow-tell.")
    if code in _UNAVAILABLE:
        return away(f"spamd could not do it now: {status[2]}.")
    if code != _OK:
        return refused(f"spamd refused it: {status[2]}.")
    did = [one for one in lines if one.lower().startswith(("didset", "didremove"))]
    return done("Learnt." if did else "Known already.")
