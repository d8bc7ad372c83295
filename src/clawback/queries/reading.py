"""Whether a kept filter still says something, and what."""

from __future__ import annotations

from dataclasses import dataclass

from clawback.filters.describe import describe
from clawback.filters.errors import FilterError, pointing_into
from clawback.filters.lists import Lists, require
from clawback.filters.parse import parse
from clawback.filters.tagged import untagged
from clawback.filters.tree import Filter, both
from clawback.filters.views import view_named
from clawback.model.tags import Tags

ALL = "all_email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A filter in a sentence, or why it says nothing any more; one of the two is empty."""

    sentence: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class FilterReader:
    """Reads filter text against the lists and tags there are."""

    lists: Lists
    tags: Tags

    def tree(self, text: str, view: str = ALL) -> Filter:
        """What the filter finds in a view, in whose words it is written.

        Raises `FilterError`, also for a list or a tag that does not exist.
        """
        known = view_named(view)
        tree = parse(text, known.about)
        with pointing_into(text):
            require(tree, self.lists)
            untagged(tree, self.tags)
        return both(known.filter, tree)

    def said(self, text: str, view: str = ALL) -> Said:
        """What the filter says in a view; a mistake is told and not raised."""
        try:
            return Said(sentence=describe(self.tree(text, view), view_named(view).about))
        except FilterError as error:
            return Said(problem=str(error))
