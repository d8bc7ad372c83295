"""What our side found out about who sent the mail (RFC 8601), and the one-word summary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

from clawback.analysis.header import Header
from clawback.analysis.trace import NO_TRUST, Border, Trust, believed, below
from clawback.analysis.urls.target import registrable
from clawback.model.address import domain_of
from clawback.model.authentication import Authentication, Composite, Dkim, Dmarc, Spf

_RESULT = re.compile(r"\s*([a-z][a-z0-9-]*)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(r"\b(header|smtp)\.([a-z]+)\s*=\s*\"?([^\s;\"]+)", re.IGNORECASE)
_COMMENT_PIECE = re.compile(r"[()]|[^()]+")
_FIRST_WORD = re.compile(r"\s*([^\s;=]+)\s*(?:\d+\s*)?(?:;|$)")
_INSTANCE = re.compile(r"\s*i\s*=\s*(\d+)\s*;", re.IGNORECASE)
_SPF_SAYER = re.compile(r"\(\s*([A-Za-z0-9.-]+):|receiver=([A-Za-z0-9.-]+)")
_HEADERS = frozenset(("authentication-results", "arc-authentication-results", "received-spf"))
_CHARACTERS = 8_192
_Meaning = TypeVar("_Meaning", Spf, Dkim, Dmarc, Composite)

_SPF = {
    "pass": Spf.PASS,
    "fail": Spf.FAIL,
    "hardfail": Spf.FAIL,
    "softfail": Spf.SOFT_FAIL,
    "neutral": Spf.NEUTRAL,
    "policy": Spf.NEUTRAL,
    "none": Spf.NONE,
    "temperror": Spf.TEMPORARY_ERROR,
    "error": Spf.TEMPORARY_ERROR,
    "permerror": Spf.PERMANENT_ERROR,
    "unknown": Spf.PERMANENT_ERROR,
}
_DKIM = {
    "pass": Dkim.PASS,
    "fail": Dkim.FAIL,
    "policy": Dkim.IGNORE,
    "neutral": Dkim.UNKNOWN,
    "none": Dkim.NONE,
    "temperror": Dkim.TIMEOUT,
    "timeout": Dkim.TIMEOUT,
    "permerror": Dkim.ERROR,
    "test": Dkim.TEST,
    "ignore": Dkim.IGNORE,
}
_DMARC = {
    "pass": Dmarc.PASS,
    "fail": Dmarc.FAIL,
    "none": Dmarc.NONE,
    "bestguesspass": Dmarc.BEST_GUESS_PASS,
    "selectorpass": Dmarc.SELECTOR_PASS,
    "temperror": Dmarc.TEMPORARY_ERROR,
    "permerror": Dmarc.PERMANENT_ERROR,
}
_COMPOSITE = {
    "pass": Composite.PASS,
    "softpass": Composite.SOFT_PASS,
    "fail": Composite.FAIL,
    "none": Composite.NONE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One `method=result`, with the domain that it is about, and its properties as written."""

    method: str
    result: str
    domain: str = ""
    properties: tuple[tuple[str, str], ...] = ()


def read_authentication(
    header: Header, border: Border, sender_domain: str, trust: Trust = NO_TRUST
) -> Authentication:
    """What the believed headers say; a method of which nobody spoke stays `None`.

    Authentication-Results of the topmost authserv-id count, for each method the topmost of them.
    Received-SPF fills in for SPF, and ARC-Authentication-Results only where there is no other.
    """
    if not header.has_any(_HEADERS):
        return Authentication()
    results = _results(header, border, trust)
    read = Authentication(
        spf=_first(results, "spf", _SPF) or _received_spf(header, border),
        dkim=_dkim(results),
        dmarc=_first(results, "dmarc", _DMARC),
        composite=_first(results, "compauth", _COMPOSITE),
    )
    if read.composite is None:
        read = replace(read, composite=_summary(read, results, sender_domain))
    return read


def _summary(read: Authentication, results: list[Result], sender_domain: str) -> Composite | None:
    """The composite, where nobody gives it.

    DMARC decides when it passed or failed. Without it, a pass of DKIM or SPF for the domain in From
    is a pass, a pass for another domain a soft pass, a failure without any pass a failure, and all
    else is none. Nobody having spoken at all leaves it open.
    """
    if (read.spf, read.dkim, read.dmarc) == (None, None, None):
        return None
    if read.dmarc in {Dmarc.PASS, Dmarc.BEST_GUESS_PASS, Dmarc.SELECTOR_PASS}:
        return Composite.PASS
    if read.dmarc is Dmarc.FAIL:
        return Composite.FAIL
    passed = [one for one in results if one.method in {"spf", "dkim"} and one.result == "pass"]
    if any(aligned(one.domain, sender_domain) for one in passed):
        return Composite.PASS
    if passed or read.spf is Spf.PASS:
        return Composite.SOFT_PASS
    failed = read.spf in {Spf.FAIL, Spf.SOFT_FAIL} or read.dkim is Dkim.FAIL
    return Composite.FAIL if failed else Composite.NONE


def aligned(domain: str, sender_domain: str) -> bool:
    """Relaxed alignment (RFC 7489 §3.1)."""
    if not domain or not sender_domain:
        return False
    return domain == sender_domain or (registrable(domain) == registrable(sender_domain) != "")


def _results(header: Header, border: Border, trust: Trust) -> list[Result]:
    for name in ("authentication-results", "arc-authentication-results"):
        said = list(_believed_values(header, border, trust, name))
        if said:
            topmost = said[0][0]
            return [one for sayer, value in said if sayer == topmost for one in results_in(value)]
    return []


def _believed_values(
    header: Header, border: Border, trust: Trust, name: str
) -> Iterator[tuple[str, str]]:
    for value in believed(header, border, name):
        yield said_by(value), value
    for value in below(header, border, name):
        if is_own(value, border, trust):
            yield said_by(value), value


def is_own(value: str, border: Border, trust: Trust) -> bool:
    """Whether results below the border are our border's own, which it put there itself."""
    sayer = said_by(value)
    if not sayer:
        return border.is_microsoft  # which leaves its name out
    return border.is_named(sayer) or sayer in trust.authserv_ids


def said_by(value: str) -> str:
    """The authserv-id (RFC 8601 §2.2) of raw results; empty when the value begins with a result."""
    text = _without_comments(_INSTANCE.sub("", value[:_CHARACTERS], count=1))
    found = _FIRST_WORD.match(text)
    return found[1].lower().rstrip(".") if found else ""


def _without_comments(text: str) -> str:
    depth, kept = 0, []
    for piece in _COMMENT_PIECE.findall(text):
        if piece == "(":
            depth += 1
        elif piece == ")":
            depth = max(0, depth - 1)
        elif not depth:
            kept.append(piece)
    return "".join(kept)


def results_in(value: str) -> Iterator[Result]:
    """Each result of a raw Authentication-Results, comments passed over."""
    for piece in _without_comments(value[:_CHARACTERS]).split(";"):
        found = _RESULT.match(piece)
        if not found:
            continue
        properties = {
            f"{kind}.{name}".lower(): text for kind, name, text in _PROPERTY.findall(piece)
        }
        given = (
            properties.get("header.d")
            or properties.get("header.i")
            or properties.get("smtp.mailfrom")
            or ""
        )
        yield Result(
            method=found[1].lower(),
            result=found[2].lower(),
            domain=domain_of(given) or given.lower(),
            properties=tuple(properties.items()),
        )


def _first(results: list[Result], method: str, meanings: dict[str, _Meaning]) -> _Meaning | None:
    spoken = (meanings.get(one.result) for one in results if one.method == method)
    return next((meaning for meaning in spoken if meaning is not None), None)


def _dkim(results: list[Result]) -> Dkim | None:
    """One good signature is enough (RFC 8601 §2.7.1 lists each); else the first that speaks."""
    if any(one.method == "dkim" and one.result == "pass" for one in results):
        return Dkim.PASS
    return _first(results, "dkim", _DKIM)


def _received_spf(header: Header, border: Border) -> Spf | None:
    for value in believed(header, border, "received-spf"):
        return _SPF.get(value.split(None, 1)[0].lower()) if value else None
    for value in below(header, border, "received-spf"):
        if border.is_named(spf_said_by(value)):
            return _SPF.get(value.split(None, 1)[0].lower())
    return None


def spf_said_by(value: str) -> str:
    """The server that wrote a raw Received-SPF (RFC 7208 §9.1); empty when it does not say."""
    sayer = _SPF_SAYER.search(value[:_CHARACTERS])
    return (sayer[1] or sayer[2]).lower() if sayer else ""
