"""What holds for every page, whatever stands on it."""

from __future__ import annotations

import pytest
from tests.console.company import Look
from tests.console.places import PLACES, seen_in_every_look

_SERIOUS = {"serious", "critical"}
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults(page, axe):
    """What axe finds that is serious or worse: rule, and where."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(axe)
    found = page.evaluate("axe.run({ resultTypes: ['violations'] })")["violations"]
    return [
        f"{one['id']}: {node['html'][:120]}"
        for one in found
        if one["impact"] in _SERIOUS
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_can_be_used_by_everybody(desk, axe, screens, place):
    """Nothing serious for axe in light and dark, nothing wider than the window; with pictures."""
    for page, look in seen_in_every_look(desk, place.who, place.visit):
        page.screenshot(path=screens / f"{place.name}-{look}.png")
        assert page.evaluate(_WIDER) <= 0
        assert faults(page, axe) == []


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.name)
def test_a_page_can_be_read_at_twice_its_size(desk, place):
    """At 200 % zoom (half the window) nothing hangs over its edge (WCAG 2.2, 1.4.4)."""
    page = desk(place.who, Look(width=720, height=450))
    place.visit(page)
    assert page.evaluate(_WIDER) <= 0
