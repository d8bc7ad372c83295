"""Links of an HTML body: what a click, a form or the page itself would open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin

from clawback.analysis import html
from clawback.analysis.urls.target import has_public_suffix

_ATTRIBUTES = ("href", "xlink:href", "action", "formaction", "src", "data", "content")
_SELECTOR = (
    "[href],[xlink\\:href],[action],[formaction],"
    "iframe[src],frame[src],embed[src],object[data],meta[http-equiv]"
)
_LOADED = frozenset(("iframe", "frame", "embed", "object"))  # others have src and data as well
_IGNORED_TAGS = frozenset(("base", "link"))
_IGNORED_SCHEMES = frozenset(
    (
        *("about", "blob", "callto", "cid", "data", "javascript", "mailto"),
        *("mid", "sip", "sms", "tel", "vbscript", "xmpp"),
    )
)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_REFRESH = re.compile(r"[\s\d.]*[;,]?\s*url\s*=\s*['\"]?([^'\"]+)", re.IGNORECASE)
_HOST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_BREAKS = re.compile(r"[\t\r\n]+")
_ADDRESSED = re.compile(r"(?:href|action|src|data|content)\s*=", re.IGNORECASE)
_CONDITIONAL = re.compile(r"\s*\[if\b[^\]]*\]>(.*)", re.DOTALL | re.IGNORECASE)
_PORT = re.compile(r"\d{1,5}(?:[/?#]|$)")
_COMMENTS = 200  # read of one body
_TEXT_BUDGET = 256 * 1024  # characters of link text; links that stand in one another repeat it
_BLANKS = "".join(map(chr, range(0x21)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One link, absolute; `weak` when it stood in a comment that nobody renders."""

    url: str
    text: str = ""
    weak: bool = False


def links_in(tree: html.Tree) -> Iterator[Link]:
    """Links of the page, then those of its comments; Outlook renders conditional ones."""
    yield from _links(tree, weak=False)
    comments = (one for one in html.comments(tree) if _ADDRESSED.search(one))
    for comment in islice(comments, _COMMENTS):
        conditional = _CONDITIONAL.match(comment)
        inner = html.parse(conditional[1] if conditional else comment)
        yield from _links(inner, weak=conditional is None)


def _links(tree: html.Tree, *, weak: bool) -> Iterator[Link]:
    base = next((found.attribute("href") for found in html.elements(tree, "base[href]")), "")
    budget = _TEXT_BUDGET
    for element in html.elements(tree, _SELECTOR):
        text = element.text if element.tag == "a" and budget > 0 else ""
        budget -= len(text)
        for value in _values(element):
            url = absolute(value, base)
            if url:
                yield Link(url=url, text=text, weak=weak)


def _values(element: html.Element) -> Iterator[str]:
    if element.tag in _IGNORED_TAGS:
        return
    if element.tag == "meta":
        refresh = _REFRESH.match(element.attribute("content"))
        if refresh and element.attribute("http-equiv").lower() == "refresh":
            yield refresh[1]
        return
    names = _ATTRIBUTES[:4] + _ATTRIBUTES[4:6] * (element.tag in _LOADED)
    yield from filter(None, map(element.attribute, names))


def absolute(value: str, base: str) -> str:
    """The URL that `value` opens; empty for what is no link out of the mail.

    Mail programs prefix `http:` where a browser would look for a file on the sender's site.
    """
    value = _BREAKS.sub("", value.strip(_BLANKS))
    scheme = _SCHEME.match(value)
    if scheme and not _PORT.match(value, scheme.end()):  # host:80 has no scheme
        return "" if scheme[1].lower() in _IGNORED_SCHEMES else value
    if not value or value.startswith("#"):
        return ""
    if value.startswith(("//", "\\\\")):
        return "http:" + value
    if base:
        return _joined(absolute(base, ""), value)
    host = _HOST.match(value)
    return "http://" + value if host and has_public_suffix(host[0].lower()) else ""


def _joined(base: str, value: str) -> str:
    try:
        return urljoin(base, value)
    except ValueError:  # a bracket that opens no IPv6 address
        return value
