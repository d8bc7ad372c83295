"""The HTML layer: a few functions over one engine, so that another can take its place.

Behind it stands turbohtml (WHATWG parsing in C, no quadratic inputs known). A `Tree` and an
`Element` are the engine's own and are handed back to these functions only.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import turbohtml
from turbohtml import Comment, Document
from turbohtml import Element as EngineElement

Tree = Document
_MOST_TAGS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """An element with what is needed of it: lower-case tag, attributes, a handle on the node."""

    tag: str
    node: EngineElement

    def attribute(self, name: str) -> str:
        """The attribute's value with entities resolved; empty when absent."""
        return self.node.attr(name) or ""

    @property
    def text(self) -> str:
        """All text inside, blanks single."""
        return " ".join(self.node.text.split())


def parse(markup: str, *, spans: bool = False) -> Tree:
    """The tree a browser would build of `markup`; with `spans`, `source_span` can be asked."""
    return turbohtml.parse(markup, source_locations=spans)


def elements(tree: Tree, selector: str) -> Iterator[Element]:
    """Elements that match the CSS `selector`, in document order."""
    for node in tree.select(selector):
        yield Element(tag=node.tag, node=node)


def count(tree: Tree, selector: str) -> int:
    """How many elements match the CSS `selector`."""
    return len(tree.select(selector))


def within(element: Element, selector: str) -> list[Element]:
    """Elements inside of one that match the CSS `selector`, in document order."""
    return [Element(tag=node.tag, node=node) for node in element.node.select(selector)]


def source_span(element: Element) -> tuple[int, int] | None:
    """Where the element's start tag stands in the markup: characters from and to."""
    location = element.node.source_location
    if location is None or location.start_tag is None:
        return None
    return location.start_tag.start_offset, location.start_tag.end_offset


def attribute_span(element: Element, name: str) -> tuple[int, int] | None:
    """Where an attribute stands in the markup, name and all: characters from and to.

    The engine counts CRLF as one, so markup that is asked about holds no CR.
    """
    location = element.node.source_location
    span = (location.attrs or {}).get(name) if location else None
    return (span.start_offset, span.end_offset) if span else None


def comments(tree: Tree) -> Iterator[str]:
    """The text of each comment, in document order."""
    found = tree.xpath("//comment()")
    for node in found if isinstance(found, list) else ():
        if isinstance(node, Comment):
            yield node.data


def visible_text(tree: Tree) -> str:
    """What a person reads: no scripts, no styles, blocks on lines of their own."""
    return tree.to_text()


def tag_sequence(tree: Tree) -> tuple[str, ...]:
    """The first 2,000 tags in document order: the shape of the page."""
    return tuple([node.tag for node in islice(tree.iter_elements(), _MOST_TAGS)])
