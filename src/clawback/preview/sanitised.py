"""Mail HTML that can be shown: it loads nothing, runs nothing, and leads nowhere.

What the allow-list does not name is dropped. Styles keep what makes a mail look like itself and
lose what could cover the page or hide text: a preview shows what a reader was meant not to see
(all but text in the colour of its ground).
"""

from __future__ import annotations

import re
from typing import Final

import nh3

from clawback.analysis import html


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TAGS: Final = _words(
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col"
    " colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6"
    " header hr i img ins kbd li main mark nav ol p pre q s samp section small span strike"
    " strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr"
)
# Of other tags the words stay: many a phishing mail stands whole inside a form.
_WITH_CONTENT: Final = _words("script style title template iframe noembed noframes svg math")
_EVERYWHERE: Final = frozenset({"style", "dir", "lang", "align", "valign", "title"})
_SIZES: Final = frozenset({"width", "height"})
_CELL: Final = _SIZES | {"bgcolor", "colspan", "rowspan", "nowrap"}
_ATTRIBUTES: Final = {
    "*": set(_EVERYWHERE),
    "font": {"color", "face", "size"},
    "img": {"alt", *_SIZES},
    "ol": {"start", "type"},
    "table": {"bgcolor", "border", "cellpadding", "cellspacing", *_SIZES},
    "td": set(_CELL),
    "th": set(_CELL),
    "tr": {"bgcolor"},
}
STYLES: Final = _words(
    "background-color border border-bottom border-collapse border-color border-left border-right"
    " border-style border-top border-width color font-family font-size font-style font-weight"
    " line-height list-style-type margin margin-bottom margin-left margin-right margin-top"
    " max-width padding padding-bottom padding-left padding-right padding-top text-align"
    " text-decoration vertical-align white-space width"
)
_HIDING: Final = _words("font-size line-height color max-width width")
_CALL = re.compile(r"(?<!rgb)(?<!rgba)(?<!hsl)(?<!hsla)\(", re.IGNORECASE)
# Addresses, CSS escapes and comments, however they are spelled; what reaches out of its place.
_ACTING = re.compile(r"url|expression|image|[\\@{}<]|/\*|-\s*[\d.]", re.IGNORECASE)
_SIZE = re.compile(r"\s*\+?(\d*\.?\d+)\s*(px|pt|em|rem|ex|ch|%|[a-z]*)", re.IGNORECASE)
_SMALLEST = {"px": 6.0, "pt": 5.0, "em": 0.5, "rem": 0.5, "ex": 1.0, "ch": 1.0, "%": 50.0}
_NO_SCRIPT = re.compile(r"</?noscript\b[^<>]*>", re.IGNORECASE)  # mail programs show what is inside
_cleaner = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(_WITH_CONTENT),
    attributes=_ATTRIBUTES,
    attribute_filter=lambda _tag, name, value: _harmless(name, value),
    filter_style_properties=set(STYLES),
    url_schemes=set(),
    link_rel=None,
    strip_comments=True,
)


def sanitised(markup: str) -> str:
    """The markup without anything that acts, as a fragment; empty for empty markup.

    The cleaner's own parser is quadratic in depth (100,000 nested tags: half a minute), so it is
    given what another parser has read, which goes 512 deep and no deeper.
    """
    if not markup.strip():
        return ""
    return _cleaner.clean(_NO_SCRIPT.sub("", html.parse(markup).html))


def _harmless(name: str, value: str) -> str | None:
    """The value, or of a style the declarations that are harmless."""
    if name != "style":
        return value
    return ";".join(one for one in value.split(";") if _is_harmless(one)) or None


def _is_harmless(declaration: str) -> bool:
    if _ACTING.search(declaration) or _CALL.search(declaration):
        return False
    name, _, value = declaration.partition(":")
    wanted = name.strip().lower()
    return wanted in STYLES and not (wanted in _HIDING and _hides(wanted, value))


def _hides(name: str, value: str) -> bool:
    if name == "color":
        return "transparent" in value.lower()
    size = _SIZE.match(value)
    if size is None:
        return False
    amount, unit = float(size[1]), size[2].lower()
    if name in {"width", "max-width"}:
        return amount == 0
    if name == "line-height" and not unit:
        return amount < _SMALLEST["em"]
    return amount < _SMALLEST.get(unit, 1.0)
