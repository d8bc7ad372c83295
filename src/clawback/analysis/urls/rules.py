"""How the services that wrap links put the target in, each read back by a rule."""

from __future__ import annotations

import binascii
import re
import zlib
from base64 import urlsafe_b64decode
from collections.abc import Callable
from typing import TypeAlias
from urllib.parse import unquote

from clawback.analysis.urls.target import Target

Rule: TypeAlias = Callable[[Target], str]
"""What is inside a link of the service; empty when it is not such a link."""

_LONGEST = 16 * 1024  # bytes of a target that was packed
_PROOFPOINT_V3 = re.compile(r"/v3/__(.+?)__;([A-Za-z0-9_=-]*)", re.DOTALL)
_PLACEHOLDER = re.compile(r"\*(\*.)?", re.DOTALL)
_RUN_LENGTHS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_LONE_SLASH = re.compile(r"^([a-z][a-z0-9+.-]*:/)(?=[^/])", re.IGNORECASE)
_SES = re.compile(r"https?://[^/]+/[A-Z]\d/(https?:?(?:%3A)?%2F%2F[^/]+)/", re.IGNORECASE)
_AFTER_ONE_STEP = re.compile(r"/[^/]+/(https?(?:%3A|:).+)", re.IGNORECASE)
_ANYWHERE = re.compile(r"/(https?(?:%3A|:).+)", re.IGNORECASE)
_AVANAN = re.compile(r"/v2/___(https?:.+?)___", re.IGNORECASE)
_YAHOO = re.compile(r"/RU=([^/]+)/", re.IGNORECASE)
_AMP = re.compile(r"/amp/(s/)?(.+)", re.DOTALL)
_MANDRILL = re.compile(r'\\*"url\\*"\s*:\s*\\*"(https?:[^"]+?)\\*"', re.IGNORECASE)
_DASHES = re.compile(r"--|-")


def parameter(*names: str) -> Rule:
    """The first of these query parameters that is there; names are in lower case."""

    def read(outer: Target) -> str:
        values = query_of(outer)
        return next((unquote(values[name]) for name in names if name in values), "")

    return read


def at(path: str, rule: Rule) -> Rule:
    """The rule, for links with this path alone."""
    fits = re.compile(path)

    def read(outer: Target) -> str:
        return rule(outer) if fits.fullmatch(outer.path) else ""

    return read


def first_of(*rules: Rule) -> Rule:
    """What the first rule says that says anything."""

    def read(outer: Target) -> str:
        return next(filter(None, (rule(outer) for rule in rules)), "")

    return read


def query_of(outer: Target) -> dict[str, str]:
    """Undecoded values by lower-case name; the first of equal names wins."""
    values: dict[str, str] = {}
    for pair in outer.query[1:].split("&", 64)[:64]:
        name, _, value = pair.partition("=")
        values.setdefault(name.lower(), value)
    return values


def proofpoint(outer: Target) -> str:
    value = query_of(outer).get("u", "")
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
    hidden = _text_of(found[2])

    def fill(place: re.Match[str]) -> str:
        nonlocal hidden
        length = _RUN_LENGTHS.find(place[0][2]) + 2 if place[1] else 1
        piece, hidden = hidden[:length], hidden[length:]
        return piece

    return _LONE_SLASH.sub(r"\1/", _PLACEHOLDER.sub(fill, unquote(found[1])))


def ses(outer: Target) -> str:
    found = _SES.match(outer.url)
    return unquote(found[1]) if found else ""


def after_one_step(outer: Target) -> str:
    """`/token/https%3A…`, as Cisco writes it."""
    found = _AFTER_ONE_STEP.match(outer.path)
    return unquote(found[1]) if found else ""


def rest_of_path(outer: Target) -> str:
    """`/https://…`, wherever in the path it begins; its query is the target's."""
    found = _ANYWHERE.search(outer.path)
    return _LONE_SLASH.sub(r"\1/", unquote(found[1])) + outer.query if found else ""


def avanan(outer: Target) -> str:
    found = _AVANAN.search(outer.url)
    return unquote(found[1]) if found else ""


def in_base64(*names: str) -> Rule:
    """A parameter that holds the target in base64."""
    given = parameter(*names)
    return lambda outer: _text_of(given(outer))


def path_in_base64(step: int) -> Rule:
    """A step of the path that holds the target in base64; negative numbers count from behind."""

    def read(outer: Target) -> str:
        steps = [each for each in outer.path.split("/") if each]
        return _text_of(steps[step]) if -len(steps) <= step < len(steps) else ""

    return read


def packed(name: str) -> Rule:
    """A parameter that holds the target deflated, in base64."""
    given = parameter(name)

    def read(outer: Target) -> str:
        unpacker = zlib.decompressobj()
        try:
            return unpacker.decompress(_bytes_of(given(outer)), _LONGEST).decode("utf-8", "replace")
        except zlib.error:
            return ""

    return read


def bing(outer: Target) -> str:
    value = query_of(outer).get("u", "")
    return _text_of(value.removeprefix("a1")) if outer.path == "/ck/a" else ""


def amp(outer: Target) -> str:
    """`/amp/s/host/path`: a page out of Google's cache."""
    found = _AMP.fullmatch(outer.path)
    if found is None or "." not in found[2].partition("/")[0]:
        return ""
    return f"http{'s' if found[1] else ''}://{found[2]}{outer.query}"


def translated(outer: Target) -> str:
    """`evil-com.translate.goog`: dots of the host are dashes, dashes are two."""
    host = outer.domain.removesuffix(".translate.goog")
    plain = _DASHES.sub(lambda found: "-" if found[0] == "--" else ".", host)
    rest = [pair for pair in outer.query[1:].split("&") if pair and not pair.startswith("_x_tr_")]
    return f"https://{plain}{outer.path}{'?' if rest else ''}{'&'.join(rest)}" if plain else ""


def yahoo(outer: Target) -> str:
    found = _YAHOO.search(outer.url)
    return unquote(found[1]) if found else ""


def mandrill(outer: Target) -> str:
    """JSON within JSON, in base64."""
    found = _MANDRILL.search(_text_of(unquote(query_of(outer).get("p", ""))))
    return re.sub(r"\\+/", "/", found[1]) if found else ""


def _text_of(text: str) -> str:
    return _bytes_of(text).decode("utf-8", "replace")


def _bytes_of(text: str) -> bytes:
    bare = text.rstrip("=").replace("+", "-").replace("/", "_")
    try:
        return urlsafe_b64decode(bare + "=" * (-len(bare) % 4))
    except (binascii.Error, ValueError):
        return b""
