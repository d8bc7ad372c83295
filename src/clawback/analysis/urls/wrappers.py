"""Links that protection services and redirectors put around others, taken off by rule.

Nothing is asked on the network. Services whose links are opaque (Mimecast, Mailgun, HubSpot) stay
as they are.
"""

from __future__ import annotations

import binascii
import re
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from clawback.analysis.urls.target import Target

_Rule = Callable[[Target], str]
_SCHEME = re.compile(r"https?:/", re.IGNORECASE)
_PROOFPOINT_V3 = re.compile(r"/v3/__(.+?)__;([A-Za-z0-9_=-]*)", re.DOTALL)
_PLACEHOLDER = re.compile(r"\*(\*.)?", re.DOTALL)
_RUN_LENGTHS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_LONE_SLASH = re.compile(r"^([a-z][a-z0-9+.-]*:/)(?=[^/])", re.IGNORECASE)
_SES = re.compile(r"https?://[^/]+/[A-Z]\d/(https?:?(?:%3A)?%2F%2F[^/]+)/", re.IGNORECASE)
_CISCO = re.compile(r"/[^/]+/(https?(?:%3A|:).+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwrapped:
    """What was inside; `known` when the host is that of a wrapper and of nothing else."""

    inner: str
    known: bool


def unwrap(outer: Target) -> Unwrapped | None:
    """Take one wrapper off `outer`, if it is one."""
    rule = _rule_of(outer.domain)
    if rule:
        inner = rule(outer)
        return Unwrapped(inner=inner, known=True) if _SCHEME.match(inner) else None
    inner = _generic(outer) if "http" in outer.query.lower() else ""
    return Unwrapped(inner=inner, known=False) if inner else None


def vendor_of(domain: str) -> str:
    """Who wraps links under this host; empty for hosts of no wrapper that we know."""
    return next((name for hosts, name in _VENDORS if hosts.fullmatch(domain)), "")


def is_opaque(domain: str) -> bool:
    """Whether links of this host hide where they lead, so that only asking would tell."""
    return _OPAQUE.fullmatch(domain) is not None


@lru_cache(maxsize=8192)
def _rule_of(domain: str) -> _Rule | None:
    return next((rule for hosts, rule in _KNOWN if hosts.fullmatch(domain)), None)


def _parameter(*names: str) -> _Rule:
    def read(outer: Target) -> str:
        values = _query(outer)
        return next((unquote(values[name]) for name in names if name in values), "")

    return read


def _query(outer: Target) -> dict[str, str]:
    """Undecoded values by lower-case name; the first of equal names wins."""
    values: dict[str, str] = {}
    for pair in outer.query[1:].split("&", 64)[:64]:
        name, _, value = pair.partition("=")
        values.setdefault(name.lower(), value)
    return values


def _generic(outer: Target) -> str:
    values = _query(outer)
    decoded = (unquote(values[name]) for name in _GENERIC_NAMES if name in values)
    return next((value for value in decoded if _SCHEME.match(value)), "")


def _proofpoint(outer: Target) -> str:
    value = _query(outer).get("u", "")
    if outer.path.startswith("/v3/"):
        return _proofpoint_v3(outer)
    if outer.path.startswith("/v2/"):
        return unquote(value.replace("-", "%").replace("_", "/"))
    return unquote(value)


def _proofpoint_v3(outer: Target) -> str:
    """`/v3/__URL__;BYTES!…`: each `*` (or `**x`, a run) stands for the next of the bytes."""
    found = _PROOFPOINT_V3.search(outer.url)
    if found is None:
        return ""
    hidden = _base64(found[2])

    def fill(place: re.Match[str]) -> str:
        nonlocal hidden
        length = _RUN_LENGTHS.find(place[0][2]) + 2 if place[1] else 1
        piece, hidden = hidden[:length], hidden[length:]
        return piece

    return _LONE_SLASH.sub(r"\1/", _PLACEHOLDER.sub(fill, unquote(found[1])))


def _ses(outer: Target) -> str:
    found = _SES.match(outer.url)
    return unquote(found[1]) if found else ""


def _cisco(outer: Target) -> str:
    found = _CISCO.match(outer.path)
    return unquote(found[1]) if found else ""


def _sophos(outer: Target) -> str:
    return _base64(unquote(_query(outer).get("u", "")))


def _bing(outer: Target) -> str:
    value = _query(outer).get("u", "")
    return _base64(value.removeprefix("a1")) if outer.path == "/ck/a" else ""


def _google(outer: Target) -> str:
    return _parameter("q", "url")(outer) if outer.path == "/url" else ""


def _base64(text: str) -> str:
    try:
        data = urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4))
    except (binascii.Error, ValueError):
        return ""
    return data.decode("utf-8", "replace")


_GENERIC_NAMES = (
    *("url", "u", "target", "redirect", "redirect_url", "redirecturl"),
    *("dest", "destination", "goto", "link"),
)
_KNOWN: tuple[tuple[re.Pattern[str], _Rule], ...] = tuple(
    (re.compile(hosts), rule)
    for hosts, rule in (
        (r".+\.safelinks\.protection\.(?:outlook\.com|office365\.us)", _parameter("url")),
        (r"urldefense(?:\.proofpoint)?\.(?:com|us)", _proofpoint),
        (r"linkprotect\.cudasvc\.com", _parameter("a")),
        (r"secure-web\.cisco\.com", _cisco),
        (r".+\.trendmicro\.(?:com|eu)", _parameter("url")),
        (r"(?:.+\.)?protection\.sophos\.com", _sophos),
        (r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}", _google),
        (r"(?:www\.)?bing\.com", _bing),
        (r"(?:www\.)?linkedin\.com", _parameter("url")),
        (r"lm?\.(?:facebook|instagram)\.com", _parameter("u")),
        (r"(?:www\.)?youtube\.com", _parameter("q")),
        (r".+\.awstrack\.me", _ses),
    )
)
_OPAQUE = re.compile(
    r"(?:.+\.)?mimecast(?:protect)?\.com|(?:.+\.)?(?:hubspotlinks|hs-sales-engage)\.com"
    r"|.+\.ct\.sendgrid\.net|.+\.list-manage\.com|.+\.mailgun\.org"
)
_VENDORS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(hosts), name)
    for hosts, name in (
        (r".+\.safelinks\.protection\.(?:outlook\.com|office365\.us)", "Microsoft Safe Links"),
        (r"urldefense(?:\.proofpoint)?\.(?:com|us)", "Proofpoint URL Defense"),
        (r"linkprotect\.cudasvc\.com", "Barracuda Link Protection"),
        (r"secure-web\.cisco\.com", "Cisco Secure Email"),
        (r".+\.trendmicro\.(?:com|eu)", "Trend Micro"),
        (r"(?:.+\.)?protection\.sophos\.com", "Sophos"),
        (r"(?:www\.)?google(?:\.[a-z]{2,3}){1,2}", "Google redirect"),
        (r"(?:www\.)?bing\.com", "Bing redirect"),
        (r"(?:www\.)?linkedin\.com", "LinkedIn redirect"),
        (r"lm?\.(?:facebook|instagram)\.com", "Facebook redirect"),
        (r"(?:www\.)?youtube\.com", "YouTube redirect"),
        (r".+\.awstrack\.me", "Amazon SES tracking"),
        (r"(?:.+\.)?mimecast(?:protect)?\.com", "Mimecast"),
        (r"(?:.+\.)?(?:hubspotlinks|hs-sales-engage)\.com", "HubSpot tracking"),
        (r".+\.ct\.sendgrid\.net", "SendGrid tracking"),
        (r".+\.list-manage\.com", "Mailchimp tracking"),
        (r".+\.mailgun\.org", "Mailgun tracking"),
    )
)
