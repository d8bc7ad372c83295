"""Mail HTML that can be shown: it loads nothing, runs nothing, and leads nowhere.

What the allow-list does not name is dropped. Styles keep what makes a mail look like itself and
lose what could cover the page or hide text: a preview shows what a reader was meant not to see.
"""

from __future__ import annotations

from typing import Final

import nh3


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TAGS: Final = _words(
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col"
    " colgroup dd del details dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6"
    " header hr i img ins kbd li main mark nav ol p pre q s samp section small span strike"
    " strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr"
)
_WITH_CONTENT: Final = _words(
    "script style title head template noscript iframe object embed applet svg math form input"
    " select textarea button audio video"
)
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
_STYLES: Final = _words(
    "background-color border border-bottom border-collapse border-color border-left border-"
    " right border-style border-top border-width color font-family font-size font-style font-"
    " weight height line-height list-style-type margin margin-bottom margin-left margin-right"
    " margin-top max-width padding padding-bottom padding-left padding-right padding-top text-"
    " align text-decoration text-indent vertical-align white-space width"
)
_cleaner = nh3.Cleaner(
    tags=set(TAGS),
    clean_content_tags=set(_WITH_CONTENT),
    attributes=_ATTRIBUTES,
    attribute_filter=lambda _tag, name, value: _harmless(name, value),
    filter_style_properties=set(_STYLES),
    url_schemes=set(),
    link_rel=None,
    strip_comments=True,
)


def sanitised(markup: str) -> str:
    """The markup without anything that acts, as a fragment; empty for empty markup."""
    return _cleaner.clean(markup) if markup.strip() else ""


def _harmless(name: str, value: str) -> str | None:
    """Styles may name no address, however it is spelled (CSS escapes, comments)."""
    if name != "style":
        return value
    lowered = value.lower()
    acts = any(word in lowered for word in ("url", "expression", "image", "\\", "/*", "@", "var("))
    return None if acts else value
