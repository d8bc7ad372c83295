"""Links of the do-not-rewrite list are left alone, and nothing that only looks like them."""

from __future__ import annotations

import pytest

from clawback.analysis.urls.target import target
from clawback.filters.lists import FolderOfLists
from clawback.links.sparing import Spared, SparedNow

SPARED = Spared.read(
    [
        *("intranet.example.org", "*.corp.example", "https://Docs.Example/public/*"),
        *("hxxps://one[.]example/page?x=1", "", "  "),
    ]
)


@pytest.mark.parametrize(
    ("url", "spared"),
    [
        ("https://intranet.example.org/a?b", True),
        ("http://INTRANET.example.org:8080/", True),
        ("https://intranet.example.org.evil.example/", False),
        ("https://a.b.corp.example/", True),
        ("https://corp.example/", False),
        ("https://evil.example/.corp.example", False),
        ("https://docs.example/public/a/b", True),
        ("https://docs.example/private", False),
        ("https://docs.example/private/../public/x", True),
        ("https://evil.example/docs.example/public/x", False),
        ("https://intranet.example.org@evil.example/", False),
        ("http://one.example/page?x=1", True),
        ("http://one.example/page?x=12", False),
    ],
)
def test_entries(url, spared):
    """Hosts, hosts below others, and paths, as a browser reads the link."""
    assert SPARED(target(url)) is spared


def test_an_uploaded_list_counts_at_once(tmp_path):
    """Beside the settings, and as it is now; one that does not exist names nothing."""
    lists = FolderOfLists(tmp_path / "lists")
    spared = SparedNow(lists, entries=["a.example"], named="calm")
    b = target("https://b.example/")
    assert not spared.now()(b)
    lists.put("calm", ["b.example"])
    assert spared.now()(b)
    assert spared.now()(target("https://a.example/"))
    lists.put("calm", ["c.example"])
    assert not spared.now()(b)
    assert SparedNow(lists, entries=[], named="").now() == Spared()
