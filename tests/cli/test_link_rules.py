"""`clawback links rules` and `clawback links spared`."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.usefixtures("library")


def test_rules_are_kept_put_in_order_and_removed(clawback):
    """By their names; the list tells all, and a try tells which counts."""
    clawback("links", "rules", "keep", "vip", "--recipients", "anna@example.org")
    said = clawback(
        "links", "rules", "keep", "news", "--senders", "n.example", "--rewrite", "nothing"
    )
    assert said.out.index("vip") < said.out.index("news") < said.out.index("built-in")
    said = clawback("links", "rules", "order", "news")
    assert said.out.index("news") < said.out.index("vip")
    said = clawback(
        "links", "rules", "keep", "vip", "--recipients", "anna@example.org", "--no-enabled"
    )
    assert "vip (off)" in said.out
    said = clawback("links", "rules", "try", "bob@example.org", "--sender", "a@n.example")
    assert "The rule news (here): rewrites none." in said.err
    clawback("links", "rules", "remove", "vip")
    said = clawback("links", "rules", "remove", "vip")
    assert (said.code, "No rule called vip" in said.err) == (2, True)
    clawback("links", "rules", "remove", "news")


def test_links_are_spared(clawback):
    """And are not any more; those of the settings are told with where they stand."""
    assert (
        "shop.example is never rewritten."
        in clawback("links", "spared", "add", "https://shop.example", "--reason", "ours").err
    )
    said = clawback("links", "spared", "list")
    assert "shop.example" in said.out
    assert "in the settings" in said.out
    assert "rewritten again" in clawback("links", "spared", "remove", "shop.example").err
    assert clawback("links", "spared", "remove", "shop.example").code == 1
