"""Who vouched for the sender, in sentences: SPF, DKIM, DMARC, the composite and ARC."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from clawback.analysis.authentication import (
    Result,
    aligned,
    is_own,
    read_authentication,
    results_in,
    said_by,
    spf_said_by,
)
from clawback.analysis.explained.meanings import NAMES, meaning_of, reason_of
from clawback.analysis.header import Header
from clawback.analysis.trace import Border, Trust
from clawback.analysis.visible import visible
from clawback.model.address import domain_of
from clawback.model.authentication import Authentication

_MOST = 64  # results, signatures and seals shown
_TEXT = 256  # characters of a name, a domain or a property
_CHARACTERS = 8_192
_ALIGNABLE = frozenset(("spf", "dkim"))
_TAG = re.compile(r"\s*([a-z][a-z0-9_]{0,15})\s*=\s*([^;]*)", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
_REASON = re.compile(r"\breason=(\d{3})\b", re.IGNORECASE)
_SPF_ABOUT = re.compile(r"(?:envelope-from=|domain of (?:transitioning )?)[<\"]*([^\s\"<>;()]+)")
_SHORT_HASH = "rsa-sha1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One result, in words.

    `method` and `result` are as written, in lower case; `name` is the method's. `domain` is what it
    is about. `aligned` tells whether that is the domain in From, or one of the same registered
    domain (RFC 7489 §3.1); `None` where the question makes no sense. `said_by` is the server that
    says so, `header` the field it stands in; `believed` is false where an outsider may have written
    it. `reference` is where the result is defined.
    """

    method: str
    name: str
    result: str
    meaning: str
    domain: str = ""
    aligned: bool | None = None
    alignment: str = ""
    said_by: str = ""
    header: str = ""
    believed: bool = False
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """A DKIM-Signature as it stands (RFC 6376 §3.5); whether it is good only a check tells."""

    domain: str
    selector: str
    algorithm: str
    aligned: bool
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """One link of an ARC chain (RFC 8617 §4): who sealed what, and how the chain stood then."""

    instance: int
    domain: str
    chain: str
    results: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouching:
    """All that is said about who sent the mail; `results` are those Clawback itself goes by."""

    results: Authentication = Authentication()
    sentence: str = ""
    checks: tuple[Check, ...] = ()
    signatures: tuple[Signature, ...] = ()
    seals: tuple[Seal, ...] = ()


def vouching_of(header: Header, border: Border, sender_domain: str, trust: Trust) -> Vouching:
    """What the header says; never raises."""
    results = read_authentication(header, border, sender_domain, trust)
    checks = islice(_checks(header, border, sender_domain, trust), _MOST)
    return Vouching(
        results=results,
        sentence=_sentence(results, sender_domain),
        checks=tuple(checks),
        signatures=tuple(
            _signature(value, sender_domain) for value in header.all("dkim-signature")[:_MOST]
        ),
        seals=_seals(header),
    )


def _checks(header: Header, border: Border, domain: str, trust: Trust) -> Iterator[Check]:
    for place in header.places("authentication-results")[:_MOST]:
        name, value = header.fields[place]
        sure = place < border.index or is_own(value, border, trust)
        for result in islice(results_in(value), _MOST):
            yield _check(result, value, domain, header=name, believed=sure)
    for place in header.places("received-spf")[:_MOST]:
        name, value = header.fields[place]
        word, about = _WORD.match(value), _SPF_ABOUT.search(value[:_CHARACTERS])
        if word:
            of = about[1].lower() if about else ""
            result = Result(method="spf", result=word[0].lower(), domain=domain_of(of) or of)
            sayer = spf_said_by(value)
            sure = place < border.index or border.is_named(sayer)
            check = _check(result, "", domain, header=name, believed=sure)
            yield replace(check, said_by=visible(sayer[:_TEXT]))


def _check(result: Result, value: str, domain: str, *, header: str, believed: bool) -> Check:
    method, said = result.method[:_TEXT], result.result[:_TEXT]
    meaning = meaning_of(method, said)
    fits = _fits(result, domain)
    return Check(
        method=method,
        name=NAMES.get(method, method),
        result=said,
        meaning=meaning.sentence + _why(result, value),
        domain=visible(result.domain[:_TEXT]),
        aligned=fits,
        alignment=_alignment(result, domain, fits),
        said_by=visible(said_by(value)[:_TEXT]),
        header=header,
        believed=believed,
        reference=meaning.reference,
    )


def _fits(result: Result, domain: str) -> bool | None:
    if result.method not in _ALIGNABLE or not result.domain or not domain:
        return None
    return aligned(result.domain, domain)


def _alignment(result: Result, domain: str, fits: bool | None) -> str:
    if fits is None or result.result != "pass":
        return ""
    about, shown = visible(result.domain[:_TEXT]), visible(domain[:_TEXT])
    if fits:
        return f"{about} is aligned with {shown} in From, so DMARC counts it."
    return f"{about} is not {shown} in From, so it proves nothing about the visible sender."


def _why(result: Result, value: str) -> str:
    if result.method != "compauth":
        return ""
    code = _REASON.search(value[:_CHARACTERS])
    reason = reason_of(code[1]) if code else ""
    return f" Reason {code[1]}: {reason}." if code and reason else ""


def _sentence(results: Authentication, domain: str) -> str:
    methods = (("SPF", results.spf), ("DKIM", results.dkim), ("DMARC", results.dmarc))
    known = [f"{name} {result.label.lower()}" for name, result in methods if result is not None]
    if not known and results.composite is None:
        return "Nobody on our side checked who sent this mail."
    about = f" for {visible(domain[:_TEXT])}" if domain else ""
    whole = results.composite.label.lower() if results.composite else "undecided"
    return f"{', '.join(known) or 'No method spoke'}; all in all {whole}{about}."


def _signature(value: str, sender_domain: str) -> Signature:
    tags = _tags(value)
    domain, algorithm = tags.get("d", "").lower(), tags.get("a", "").lower()
    return Signature(
        domain=visible(domain[:_TEXT]),
        selector=visible(tags.get("s", "")[:_TEXT]),
        algorithm=visible(algorithm[:_TEXT]),
        aligned=aligned(domain, sender_domain),
        remarks=tuple(_remarks(tags, algorithm)),
    )


def _remarks(tags: dict[str, str], algorithm: str) -> Iterator[str]:
    if "l" in tags:
        yield "It covers only the beginning of the body: more can be added unseen (RFC 6376 §8.2)."
    if algorithm == _SHORT_HASH:
        yield "Its hash is SHA-1, which receivers must not accept (RFC 8301 §3.1)."
    signed = {name.strip().lower() for name in tags.get("h", "").split(":")}
    if "h" in tags and "from" not in signed:
        yield "It does not cover From, which every signature must (RFC 6376 §5.4)."


def _tags(value: str) -> dict[str, str]:
    """`name=value;…` (RFC 6376 §3.2); the first of equal names counts."""
    tags: dict[str, str] = {}
    for piece in value[:_CHARACTERS].split(";", _MOST)[:_MOST]:
        found = _TAG.match(piece)
        if found:
            tags.setdefault(found[1].lower(), "".join(found[2].split()))
    return tags


def _seals(header: Header) -> tuple[Seal, ...]:
    found: dict[str, list[str]] = {}
    for value in header.all("arc-authentication-results")[:_MOST]:
        results = [f"{one.method}={one.result}"[:_TEXT] for one in islice(results_in(value), _MOST)]
        found.setdefault(_tags(value).get("i", ""), results)
    seals = [_seal(_tags(value), found) for value in header.all("arc-seal")[:_MOST]]
    return tuple(sorted(seals, key=lambda seal: seal.instance))


def _seal(tags: dict[str, str], found: dict[str, list[str]]) -> Seal:
    number = tags.get("i", "")
    return Seal(
        instance=int(number) if number.isascii() and number.isdigit() and len(number) <= 3 else 0,  # noqa: PLR2004 - RFC 8617 §4.2.1: 1 to 50
        domain=visible(tags.get("d", "")[:_TEXT]),
        chain=visible(tags.get("cv", "")[:_TEXT]),
        results=tuple(visible(one) for one in found.get(number, ())),
    )
