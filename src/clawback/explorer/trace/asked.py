"""Which link is traced, and how much of it must be the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from clawback.analysis.urls.decoding import Decoded
from clawback.explorer.pointer import either, having
from clawback.filters.tree import Filter
from clawback.model.labelled import Labelled
from clawback.store.port import LinkPart


class Breadth(Labelled):
    """How much of a link must be the same; the code is the filter field."""

    URL = "url", "The link with its query"
    DOMAIN_AND_PATH = "url_domain_and_path", "Host and path, whatever the query"
    DOMAIN = "url_domain", "Any link to the host"

    @property
    def part(self) -> LinkPart:
        return LinkPart(self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A link and how broadly it is meant."""

    link: Decoded
    breadth: Breadth

    @property
    def value(self) -> str:
        """What must be the same."""
        return value_of(self.link, self.breadth)

    @property
    def tree(self) -> Filter:
        """Finds the deliveries; a wrapped link also where nobody unwrapped it."""
        parts = [having(self.breadth.value, self.value)]
        if self.link.layers:
            parts.append(having("url", *(layer.url for layer in self.link.layers)))
        return either(parts)

    @property
    def broader(self) -> Sequence[Breadth]:
        every = list(Breadth)
        return every[every.index(self.breadth) + 1 :]


def wanted(link: Decoded, breadth: Breadth | None = None) -> Wanted:
    """The link as broadly as asked for, else as far as it says anything itself."""
    return Wanted(link=link, breadth=breadth or _own_breadth(link))


def value_of(link: Decoded, breadth: Breadth) -> str:
    match breadth:
        case Breadth.URL:
            return link.url
        case Breadth.DOMAIN_AND_PATH:
            return link.domain_and_path
        case Breadth.DOMAIN:
            return link.domain


def _own_breadth(link: Decoded) -> Breadth:
    if link.query:
        return Breadth.URL
    return Breadth.DOMAIN_AND_PATH if link.path.strip("/") else Breadth.DOMAIN
