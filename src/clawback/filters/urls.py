"""The one form in which URLs, their hosts and their paths are compared."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

import can_ada

from clawback.model.folding import fold

_DEFANGED_SCHEME = re.compile(r"h(?:xx|\*\*)p(?=s?[\[({:])", re.IGNORECASE)
_DEFANGED = re.compile(
    r"(?<![\[({])[\[({]++(\.|dot|:|://|/|@|at)[\])}]+",  # from the first bracket: in linear time
    re.IGNORECASE,
)
_DEFANGED_WORDS = {"dot": ".", "at": "@"}
# A browser reads `https:/host`, `https:host` and `https:\\host` as `https://host` (WHATWG URL,
# "special authority ignore slashes"); `http:8080/` however is a host named http and its port.
_BROWSER_SCHEME = re.compile(r"(?:https?|ftp|wss?):(?!\d+(?:[/?#]|$))[/\\]*", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_OPAQUE = re.compile(r"[a-z][a-z0-9+-]*:(?!\d+(?:[/?#]|$))", re.IGNORECASE)
_NO_HOST = "http://x"
# What most URLs, hosts and paths are made of: here a browser changes nothing but the case, so the
# key is read off. Hosts that end in letters are not numeric, single hyphens keep `xn--` out, and a
# percent sign (`%2e` is a dot) stands in no path.
_LABEL = r"[a-z0-9_]++(?:-[a-z0-9_]++)*+"
_HOST = rf"(?:https?://)?(?P<host>(?:{_LABEL}\.)++[a-z]++)(?=/|$)"
_MARKS = r"a-z0-9_~,;:@&=+$!*./\-"
_LINE = re.compile(  # of text in lower case; without groups when it is not usual
    rf"^(?:{_HOST}|(?=/(?!/)))(?P<path>[{_MARKS}]*+)"
    rf"(?P<rest>(?:\?[{_MARKS}?%]++)?(?:\#[{_MARKS}?%]++)?)$|^.*$",
    re.MULTILINE,
)
_UNRESERVED = re.compile(  # RFC 3986 §6.2.2.2: letters, digits and -._~ need no encoding
    r"%(2[de]|3[0-9]|4[1-9a-f]|5[0-9af]|6[1-9a-f]|7[0-9ae])", re.IGNORECASE
)
_DOTS = "/."  # `.` and `..` in a path are steps
_ENOUGH = 8  # one step is the rule; a host such as `0..` first loses its dots and then is 0.0.0.0


def url_key(text: str) -> str:
    """The form of a URL, a host or a path that is equal for all its spellings.

    The scheme is left out (any `scheme://`), the host is in punycode and lower case without a
    final dot, ports 80 and 443 and a trailing slash of the path are left out, dots in the path are
    resolved and what a browser would percent-encode is encoded (WHATWG URL), letters and digits of
    the path never. Everything is folded,
    the path too. Defanged spellings are undone. A text that starts with one slash is a path; its
    key starts with a slash. What no browser would open is compared as folded text.
    Applying it twice changes nothing.
    """
    return url_keys([text])[0]


def url_keys(texts: Sequence[str]) -> list[str]:
    """`url_key` of each; all are read in one go, one on a line."""
    lines = "\n".join(texts)
    if lines.isascii() and _DOTS not in lines and lines.count("\n") == len(texts) - 1:
        read = zip(_LINE.findall(lines.lower()), texts, strict=True)
        return [_read_off(*parts) if any(parts) else patient_url_key(text) for parts, text in read]
    if len(texts) == 1:
        return [patient_url_key(texts[0])]
    return [url_key(text) for text in texts]


def _read_off(host: str, path: str, rest: str) -> str:
    return host + path + rest if rest else (host + path).rstrip("/") or "/"


@lru_cache(maxsize=16_384)  # the same addresses come again and again
def patient_url_key(text: str) -> str:
    """`url_key` for any text: reads it as a browser does, until nothing changes any more."""
    for _ in range(_ENOUGH):
        key = _simpler(text)
        if key == text:
            break
        text = key
    return text


def _simpler(text: str) -> str:
    clean = refang(text.strip())
    if clean.startswith("/") and not clean.startswith("//"):
        return _path_key(clean)
    rest = without_scheme(clean)
    if rest == clean and _OPAQUE.match(clean):
        return _as_text(clean)
    return _hosted_key(rest) or _as_text(clean)


def without_scheme(text: str) -> str:
    """The text after its `scheme://` (or `//`); the text itself when it has none."""
    match = _BROWSER_SCHEME.match(text) or _OTHER_SCHEME.match(text)
    return text[match.end() :] if match else text.removeprefix("//")


def refang(text: str) -> str:
    """Undoes the spellings in which analysts pass on harmful addresses: `hxxp`, `[.]`, `(dot)`."""
    scheme = _DEFANGED_SCHEME.match(text)
    text = "http" + text[scheme.end() :] if scheme else text
    return _DEFANGED.sub(_plain, text)


def _plain(match: re.Match[str]) -> str:
    sign = match[1].lower()
    return _DEFANGED_WORDS.get(sign, sign)


def _hosted_key(rest: str) -> str:
    parsed = _parsed("http://" + rest.lstrip("/\\")) if rest else None
    if parsed is None:
        return ""
    user = f"{parsed.username}:{parsed.password}".rstrip(":")
    port = "" if parsed.port in {"", "443"} else f":{parsed.port}"
    host = f"{user}@" * bool(user) + parsed.hostname.rstrip(".") + port
    return fold(host + _tail(parsed))


def _path_key(path: str) -> str:
    parsed = _parsed(_NO_HOST + path)
    return fold(_tail(parsed)) or "/" if parsed else _as_text(path) or "/"


def _tail(parsed: can_ada.URL) -> str:
    path, query = _UNRESERVED.sub(_decoded, parsed.pathname), parsed.search + parsed.hash
    return path + query if query else path.rstrip("/")


def _decoded(match: re.Match[str]) -> str:
    return chr(int(match[1], 16))


def _parsed(url: str) -> can_ada.URL | None:
    try:
        return can_ada.parse(url)
    except (ValueError, TypeError):  # TypeError: lone surrogates, which cannot be encoded
        return None


def _as_text(text: str) -> str:
    return fold(text).rstrip("/")
