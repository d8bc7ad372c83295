"""The pages: every language has all of them, and nothing that came from outside is markup."""

from html.parser import HTMLParser

import pytest

from clawback.links.clicks.deciding import Page
from clawback.links.clicks.pages.branding import Branding, Logo, LogoUnusableError, read_logo
from clawback.links.clicks.pages.drawing import Drawing, Going, Shown
from clawback.links.clicks.pages.english import ENGLISH
from clawback.links.clicks.pages.german import GERMAN
from clawback.links.clicks.pages.words import words_for

HOSTILE = "https://x.example/\"><script>alert(1)</script><img src=x onerror=alert(1)>\u202e'"
ALLOWED = {
    *("html", "head", "meta", "title", "style", "body", "main", "header", "span", "img", "h1"),
    *("p", "h2", "code", "bdi", "nav", "a", "form", "input", "button", "footer"),
}


class Reading(HTMLParser):
    """The elements of a page, their attributes, and its text."""

    def __init__(self, html):
        super().__init__()
        self.found, self.text = [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["en", "de"])
@pytest.mark.parametrize("page", Page)
def test_a_page_shows_the_link_as_text_and_runs_nothing(page, words):
    """Whatever stands in the link, the name or the contact: no element, no attribute of theirs."""
    drawing = Drawing(
        Branding(name=HOSTILE, contact=HOSTILE, logo=Logo(content=b"", media_type=""))
    )
    going = Going(slip="s.l-i_p", by_button=True, by_itself=True)
    read = Reading(drawing.page(Shown(page=page, link=HOSTILE, going=going), words))
    assert {tag for tag, _ in read.found} <= ALLOWED
    assert not [name for _, attributes in read.found for name in attributes if name[:2] == "on"]
    assert [each["href"] for tag, each in read.found if tag == "a"] == ["/done"]
    assert "<script>alert(1)</script>" in read.text
    assert words.titles[page] in read.text
    assert "\u202e" not in read.text.partition(words.leads_to)[2].partition(words.go_back)[0]


def test_the_policy_lets_nothing_run_and_nobody_frame():
    """No script, no style but our own, no picture but the logo."""
    policy = Drawing(Branding()).policy
    for part in ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'"):
        assert part in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("header", "words"),
    [
        ("", ENGLISH),
        ("de", GERMAN),
        ("de-AT,de;q=0.9,en;q=0.8", GERMAN),
        ("fr, en;q=0.5, de;q=0.7", GERMAN),
        ("en, de", ENGLISH),
        ("de;q=0, fr", ENGLISH),
        ("de;q=x", ENGLISH),
        ("," * 9000, ENGLISH),
    ],
)
def test_a_page_speaks_the_language_that_is_liked_best(header, words):
    """Of those that we speak; English for everybody else."""
    assert words_for(header) is words


def test_every_language_has_every_page():
    """Nothing is left untold in one of them."""
    for words in (ENGLISH, GERMAN):
        assert set(words.titles) == set(words.texts) == set(Page)


def test_a_logo_is_a_small_picture(tmp_path):
    """Anything else is refused in words, when the service starts."""
    good, large, other = (tmp_path / name for name in ("a.png", "b.png", "c.html"))
    good.write_bytes(b"png")
    large.write_bytes(bytes(600_000))
    other.write_bytes(b"html")
    assert read_logo(good) == Logo(content=b"png", media_type="image/png")
    for path in (large, other, tmp_path / "d.png"):
        with pytest.raises(LogoUnusableError, match=r"links\.clicks\.logo"):
            read_logo(path)
