"""A link as somebody passes it on, taken apart: what it says, and what is wrapped inside it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from clawback.analysis.limits import DEFAULT_LIMITS
from clawback.analysis.urls.target import Target, target
from clawback.analysis.urls.text import trimmed
from clawback.analysis.urls.wrappers import is_opaque, protected_target, unwrap, vendor_of
from clawback.analysis.visible import visible
from clawback.filters.urls import refang, without_scheme
from clawback.model.errors import BadInputError

LONGEST = DEFAULT_LIMITS.url_characters
OURS = "Clawback"
_HOSTED = re.compile(r"[.\u3002\uff0e\[]|//[^/]*%|0x", re.IGNORECASE)  # else a number is an address
_QUOTES = "<>\"'`"
_DEFANGED = re.compile(r"hxxp(?=s?(?::|%3A))", re.IGNORECASE)  # also inside a wrapper


class NoLinkError(BadInputError):
    """This is no link, no host and no path under a host."""

    code = "no_link"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A link that was taken off another: who wrapped it, and whether that is certain.

    `vendor` is `Clawback` for a protected link, which is certain to who has its keys alone.
    """

    url: str
    vendor: str = ""
    certain: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A link without what was around it.

    `given` is the text, `url` the innermost target as a browser reads it. `layers` are what was
    taken off, outermost first. `opaque` names the service that hides where the link leads on.
    `redirect` is where a redirect parameter inside the link claims to lead; it is not followed,
    because the link itself is what a person would open.
    """

    given: str
    url: str
    domain: str
    registrable: str
    path: str
    query: str
    layers: tuple[Layer, ...] = ()
    opaque: str = ""
    redirect: str = ""

    @property
    def domain_and_path(self) -> str:
        return self.domain + self.path


def decode(text: str) -> Decoded:
    """Takes a link apart, asking nobody; defanged spellings and a missing scheme do no harm.

    Raises:
        NoLinkError: it is none.
    """
    given = text.strip()[:LONGEST]
    whole = _whole(given)
    at = target(whole)
    if not at.valid or not _is_host(at.domain) or not _HOSTED.search(whole):
        raise NoLinkError(f"{visible(given[:200])!r} is no link, no host and no path under a host.")
    layers: list[Layer] = []
    while len(layers) < DEFAULT_LIMITS.url_wrappers and (inner := _inner(at)):
        ours = bool(protected_target(at))
        vendor = OURS if ours else vendor_of(at.domain)
        layers.append(Layer(url=at.url, vendor=vendor, certain=not ours))
        at = inner
    loose = unwrap(at)
    return Decoded(
        given=given,
        url=at.url,
        domain=at.domain,
        registrable=at.registrable,
        path=at.path,
        query=at.query,
        layers=tuple(layers),
        opaque=vendor_of(at.domain) if is_opaque(at.domain) else "",
        redirect=loose.inner if loose and not loose.known else "",
    )


def _inner(at: Target) -> Target | None:
    """What a wrapper that is nothing else holds."""
    found = unwrap(at)
    if found is None or not (found.known or protected_target(at)):
        return None
    inner = target(found.inner)
    return inner if inner.valid else None


def _whole(given: str) -> str:
    bare = trimmed(trimmed(given or " ").strip(_QUOTES) or " ")
    plain = _DEFANGED.sub("http", refang(bare))
    rest = without_scheme(plain)
    return f"http://{rest}" if rest == plain or plain.startswith("//") else plain


def _is_host(domain: str) -> bool:
    """An address, or a name that could be registered; a bare word is none."""
    return domain.startswith("[") or "." in domain.strip(".")
