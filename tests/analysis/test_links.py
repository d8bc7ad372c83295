"""Links of a page: everything that a click, a form or the page itself would open."""

from __future__ import annotations

import pytest

from clawback.analysis import html
from clawback.analysis.links import Link, absolute, links_in


def links(markup: str) -> list[Link]:
    return list(links_in(html.parse(markup)))


@pytest.mark.parametrize(
    "markup",
    [
        "<a href='https://lure.test/'>x</a>",
        "<A HREF=https://lure.test/>x</A>",
        "<a href='ht\ntps://lure.test/'>x</a>",
        "<a href=' https://lure.test/'>x</a>",
        "<a href='&#104;ttps://lure.test/'>x</a>",
        "<map><area href='https://lure.test/'></map>",
        "<svg><a xlink:href='https://lure.test/'>x</a></svg>",
        "<form action='https://lure.test/'></form>",
        "<button formaction='https://lure.test/'>x</button>",
        "<input formaction='https://lure.test/'>",
        "<iframe src='https://lure.test/'></iframe>",
        "<embed src='https://lure.test/'>",
        "<object data='https://lure.test/'></object>",
        "<meta http-equiv=refresh content='0; URL=https://lure.test/'>",
        "<v:roundrect href='https://lure.test/'>x</v:roundrect>",
        "<base href='https://lure.test/'><a href=''></a><a href='.'>x</a>",
        "<!--[if mso]><a href='https://lure.test/'>x</a><![endif]-->",
        "<![if !mso]><a href='https://lure.test/'>x</a><![endif]>",
    ],
)
def test_each_way_of_linking_is_found(markup: str):
    """One link, strong, whatever element or attribute carries it."""
    assert [(link.url.strip("."), link.weak) for link in links(markup)] == [
        ("https://lure.test/", False)
    ]


@pytest.mark.parametrize(
    "markup",
    [
        "<a href='mailto:a@b.test'>x</a>",
        "<a href='#top'>x</a>",
        "<a href='javascript:x'>x</a>",
        "<a href='cid:1'>x</a>",
        "<a href='page.html'>x</a>",
        "<img src='https://lure.test/'>",
        "<link href='https://lure.test/'>",
        "<meta http-equiv=x content='0; url=https://lure.test/'>",
        "<!-- nothing here -->",
    ],
)
def test_what_is_no_link_out_of_the_mail_is_not_one(markup: str):
    """Other schemes, anchors, pictures and style sheets are no links."""
    assert links(markup) == []


def test_a_plain_comment_is_weak_evidence():
    """Nobody renders it, but its links are kept as such."""
    assert links("<!-- <a href='https://lure.test/'>x</a> -->") == [
        Link(url="https://lure.test/", text="x", weak=True)
    ]


def test_the_text_of_a_link_is_kept():
    """What is shown can differ from where it leads."""
    assert links("<a href='https://lure.test/'>https://<b>good</b>.test</a>")[0].text == (
        "https://good.test"
    )


@pytest.mark.parametrize(
    ("value", "base", "url"),
    [
        ("www.lure.com/x", "", "http://www.lure.com/x"),
        ("lure.com", "", "http://lure.com"),
        ("lure.com:8080/x", "", "http://lure.com:8080/x"),
        ("//lure.com/x", "", "http://lure.com/x"),
        ("\\\\lure.com\\x", "", "http:\\\\lure.com\\x"),
        ("x", "https://lure.com/a/", "https://lure.com/a/x"),
        ("ftp://lure.com/", "", "ftp://lure.com/"),
        ("ms-word:ofe|u|https://lure.com/", "", "ms-word:ofe|u|https://lure.com/"),
        ("[x", "https://[bad", "[x"),
        ("readme", "", ""),
    ],
)
def test_values_become_absolute(value: str, base: str, url: str):
    """Mail programs guess the scheme, so we do."""
    assert absolute(value, base) == url
