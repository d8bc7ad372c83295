"""Files that are text: pages, plain text, mails."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from clawback.analysis import html
from clawback.analysis.charsets import decode
from clawback.analysis.guard import guard
from clawback.analysis.inside.budget import Budget
from clawback.analysis.inside.finds import Find, Inner, Link, Text
from clawback.analysis.inside.passwords import Passwords
from clawback.analysis.limits import DEFAULT_LIMITS
from clawback.analysis.links import links_in
from clawback.analysis.parts import Part, read_parts

_MOST = DEFAULT_LIMITS.body_characters


def text_finds(content: bytes, budget: Budget, _passwords: Passwords) -> Iterator[Find]:
    """The text itself."""
    budget.check_time()
    yield Text(text=decode(content[:_MOST], "", cut=len(content) > _MOST))


def page_finds(content: bytes, budget: Budget, _passwords: Passwords) -> Iterator[Find]:
    """The links of an HTML page or an SVG, and what it shows."""
    budget.check_time()
    yield from _page(decode(content[:_MOST], "", cut=len(content) > _MOST))


def mail_finds(content: bytes, budget: Budget, _passwords: Passwords) -> Iterator[Find]:
    """The texts and files of a mail that came as a file; its limits are the usual ones."""
    guarded = guard(content, DEFAULT_LIMITS)
    for part in read_parts(guarded.fields, guarded.body, DEFAULT_LIMITS).parts:
        budget.member()
        budget.check_time()
        yield from _part(part)


def _part(part: Part) -> Iterator[Find]:
    content = part.decoded.content
    if not part.content_type.startswith("text/") or part.name:
        yield Inner(
            name=part.name,
            content=content,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
        )
    elif part.content_type == "text/html":
        yield from _page(decode(content[:_MOST], part.charset, cut=len(content) > _MOST))
    else:
        yield Text(text=decode(content[:_MOST], part.charset, cut=len(content) > _MOST))


def _page(markup: str) -> Iterator[Find]:
    tree = html.parse(markup)
    for link in links_in(tree):
        yield Link(url=link.url)
    yield Text(text=html.visible_text(tree))
