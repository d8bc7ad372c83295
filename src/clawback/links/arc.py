"""Seals what was found of a mail's authentication before its body was changed (ARC, RFC 8617).

Nothing is looked up: whether an older chain holds is what our own verifier wrote into the mail.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from clawback.model.errors import BadInputError

_SIGNED = (
    *("from", "to", "cc", "subject", "date", "message-id", "reply-to", "in-reply-to"),
    *("references", "mime-version", "content-type", "content-transfer-encoding"),
    *("list-id", "list-unsubscribe", "dkim-signature"),
)
_RESULTS = "authentication-results"
_SET = ("arc-authentication-results", "arc-message-signature", "arc-seal")
_MOST_SETS = 50  # RFC 8617 §5.1.1.1
_LEAST_BITS = 1024  # RFC 8301 §3.2
_INSTANCE = re.compile(r"(?:^|;)\s*i\s*=\s*(\d{1,2})\s*(?:;|$)", re.ASCII)
_CHAIN = re.compile(r"[;\s]arc\s*=\s*(\w+)", re.IGNORECASE)
_BLANKS = re.compile(rb"[ \t]+")
_LINE = 70


class SealKeyError(BadInputError):
    """The key that ARC seals are made with cannot be used. It must be an RSA key in PEM."""

    code = "seal_key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sealer:
    """Who seals. `authserv_id` is how our own verifier calls itself (RFC 8601 §2.5)."""

    domain: str
    selector: str
    authserv_id: str
    key: RSAPrivateKey = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedField:
    """A field to be added; `value` is folded, without a blank in front."""

    name: str
    value: bytes


def key_of(path: Path) -> RSAPrivateKey:
    """The key in a PEM file without a password.

    Raises:
        SealKeyError: there is none that can be used.
    """
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SealKeyError from error
    if not isinstance(key, RSAPrivateKey) or key.key_size < _LEAST_BITS:
        raise SealKeyError
    return key


def arc_set(
    fields: Sequence[tuple[str, str]], body: bytes, sealer: Sealer, now: datetime
) -> tuple[SealedField, ...]:
    """The three fields of our set, for a mail with these fields (unfolded) and this body (CRLF).

    None where the mail has a chain that is broken, or that our verifier did not find to hold.
    """
    sets = _sets(fields)
    results = _own_results(fields, sealer.authserv_id)
    if sets is None or len(sets) >= _MOST_SETS or (sets and not _holds(results)):
        return ()
    instance = len(sets) + 1
    ours = _folded(f"i={instance}; {results or f'{sealer.authserv_id}; none'}")
    moment = int(now.timestamp())
    by = f"d={sealer.domain}; s={sealer.selector}; t={moment}"
    message = _signed(
        f"i={instance}; a=rsa-sha256; c=relaxed/relaxed; {by}; h={_names(fields)}; "
        f"bh={_hash(body)}; b=",
        _SET[1],
        list(_signed_fields(fields)),
        sealer,
    )
    chain = f"i={instance}; a=rsa-sha256; cv={'pass' if sets else 'none'}; {by}; b="
    before = [one for each in sets for one in zip(_SET, each, strict=True)]
    seal = _signed(chain, _SET[2], [*before, (_SET[0], ours), (_SET[1], message)], sealer)
    return (
        SealedField(name="ARC-Seal", value=_bytes(seal)),
        SealedField(name="ARC-Message-Signature", value=_bytes(message)),
        SealedField(name="ARC-Authentication-Results", value=_bytes(ours)),
    )


def _sets(fields: Sequence[tuple[str, str]]) -> list[tuple[str, str, str]] | None:
    """The sets that stand in a header, in order; `None` where one is not whole."""
    found: dict[tuple[str, int], str] = {}
    for name, value in fields:
        if name.lower() in _SET:
            told = _INSTANCE.search(value)
            place = name.lower(), int(told[1]) if told else 0
            if place[1] == 0 or place in found:
                return None
            found[place] = value
    count = max((number for _, number in found), default=0)
    if len(found) != count * len(_SET):
        return None
    aar, ams, seal = _SET
    return [(found[aar, n], found[ams, n], found[seal, n]) for n in range(1, count + 1)]


def _own_results(fields: Sequence[tuple[str, str]], authserv_id: str) -> str:
    """What our verifier wrote, the topmost of it."""
    ours = (" ".join(value.split()) for name, value in fields if name.lower() == _RESULTS)
    named = (
        one for one in ours if one.partition(";")[0].split(" ")[0].lower() == authserv_id.lower()
    )
    return next(named, "")


def _holds(results: str) -> bool:
    said = _CHAIN.search(results)
    return said is not None and said[1].lower() == "pass"


def _signed_fields(fields: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Those that are signed, in the order of `_names`: of namesakes the lowest first."""
    for name in _SIGNED:
        yield from ((name, value) for each, value in reversed(fields) if each.lower() == name)


def _names(fields: Sequence[tuple[str, str]]) -> str:
    return ":".join(name for name, _ in _signed_fields(fields))


def _signed(value: str, name: str, before: list[tuple[str, str]], sealer: Sealer) -> str:
    """The value of a field, folded: it ends in an empty `b=` and gets the signature over all."""
    content = b"".join(_relaxed(*one) + b"\r\n" for one in before) + _relaxed(name, value)
    signature = sealer.key.sign(content, PKCS1v15(), SHA256())
    return _folded(value + base64.b64encode(signature).decode("ascii"))


def _relaxed(name: str, value: str) -> bytes:
    """RFC 6376 §3.4.2."""
    plain = _BLANKS.sub(b" ", _bytes(value).replace(b"\r\n", b""))
    return name.lower().encode("ascii") + b":" + plain.strip(b" ")


def _bytes(value: str) -> bytes:
    """A value as it stands in the mail; bytes that are no ASCII are surrogate escapes."""
    return value.encode("utf-8", "surrogateescape")


def _hash(body: bytes) -> str:
    """Of the body in relaxed form (RFC 6376 §3.4.4)."""
    lines = [_BLANKS.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    plain = b"\r\n".join(lines).rstrip(b"\r\n")
    whole = plain + b"\r\n" if plain else b""
    return base64.b64encode(hashlib.sha256(whole).digest()).decode("ascii")


def _folded(value: str) -> str:
    """At blanks; a signature, in which blanks do not count, also within."""
    head, mark, signature = value.rpartition("; b=")
    head = f"{head};" if mark else value
    lines = [""]
    for word in head.split(" "):
        if lines[-1] and len(lines[-1]) + len(word) >= _LINE:
            lines.append("")
        lines[-1] += f" {word}" if lines[-1] else word
    pieces = [signature[at : at + _LINE] for at in range(0, len(signature), _LINE)]
    if mark:
        lines += [f"b={pieces[0]}", *pieces[1:]]
    return "\r\n ".join(lines)
