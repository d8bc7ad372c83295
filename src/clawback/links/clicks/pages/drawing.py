"""Writes the pages as HTML."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from html import escape

from clawback.links.clicks.deciding import Page
from clawback.links.clicks.pages.branding import Branding
from clawback.links.clicks.pages.language import Words

RELOAD_SECONDS = 2
_SHOWN = 2000  # characters of a link
_SIGNS = {
    Page.SCANNING: ("…", "scan"),
    Page.SUSPICIOUS: ("!", "warn"),
    Page.PHISHING: ("✕", "stop"),
    Page.MALICIOUS: ("✕", "stop"),
    Page.ERROR: ("?", "warn"),
}
_STYLE = """
:root{color-scheme:light dark;--ground:#f4f5f7;--card:#fff;--text:#1b1f24;--quiet:#545b64;
--line:#d5d9de;--stop:#b42318;--warn:#8a5300;--scan:#0b5cab}
@media (prefers-color-scheme:dark){:root{--ground:#15181c;--card:#1e2227;--text:#e8eaed;
--quiet:#a9b1ba;--line:#3a4048;--stop:#ff8a80;--warn:#ffc266;--scan:#8ec5ff}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--text);font:16px/1.5 system-ui,sans-serif}
main{max-width:40rem;margin:8vh auto;padding:2rem;background:var(--card);
border:1px solid var(--line);border-top:6px solid COLOUR;border-radius:8px}
header{display:flex;align-items:center;gap:.75rem;color:var(--quiet);margin-bottom:1.5rem}
header img{height:2.5rem;max-width:12rem;object-fit:contain}
h1{font-size:1.5rem;line-height:1.25;margin:0 0 .75rem;display:flex;gap:.75rem}
h1 span{flex:none;width:2rem;height:2rem;border:2px solid;border-radius:50%;text-align:center;
line-height:1.75rem;font-size:1.1rem}
.stop{color:var(--stop)}.warn{color:var(--warn)}.scan{color:var(--scan)}
h2{font-size:.875rem;font-weight:600;color:var(--quiet);margin:1.5rem 0 .25rem}
code{display:block;padding:.75rem;border:1px solid var(--line);border-radius:4px;
overflow-wrap:anywhere;font:.875rem/1.5 ui-monospace,monospace;max-height:10rem;overflow:auto}
nav{display:flex;flex-wrap:wrap;gap:.75rem 1.5rem;align-items:center;margin-top:2rem}
form{margin:0}
a.back{background:var(--text);color:var(--card);padding:.625rem 1.25rem;border-radius:4px;
text-decoration:none;font-weight:600}
button{background:none;border:0;padding:.625rem 0;color:var(--quiet);font:inherit;
text-decoration:underline;cursor:pointer;text-align:left}
a:focus-visible,button:focus-visible{outline:3px solid var(--scan);outline-offset:2px}
footer{margin-top:2rem;padding-top:1rem;border-top:1px solid var(--line);color:var(--quiet);
font-size:.875rem}
@media (max-width:44rem){main{margin:0;min-height:100vh;border-radius:0;border-width:6px 0 0}}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Going:
    """How one goes on from a page: the slip that is given back, and whether by oneself."""

    slip: str
    by_button: bool = False
    by_itself: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One page: what it says, the link as text (empty for none), and how one goes on, if at all."""

    page: Page
    text: str = ""
    link: str = ""
    going: Going | None = None


class Drawing:
    """Draws pages in one organisation's look."""

    def __init__(self, branding: Branding) -> None:
        self._branding = branding
        self._style = _STYLE.replace("COLOUR", branding.colour)
        digest = b64encode(sha256(self._style.encode()).digest()).decode()
        # No `form-action 'self'` alone: browsers hold the answer of a form to it, which leads away.
        self.policy = (
            f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self'; "
            "form-action 'self' http: https: ftp:; frame-ancestors 'none'; base-uri 'none'"
        )

    def page(self, shown: Shown, words: Words) -> str:
        """A page in place of a link."""
        sign, tone = _SIGNS[shown.page]
        text = shown.text or words.texts[shown.page]
        body = (
            f'<h1 class="{tone}"><span aria-hidden="true">{sign}</span>'
            f"{escape(words.titles[shown.page])}</h1><p>{escape(text)}</p>{_link(shown, words)}"
            f'<nav><a class="back" href="/done">{escape(words.go_back)}</a>'
            f"{_button(shown, words)}</nav>"
        )
        return self._whole(words, words.titles[shown.page], body, _reload(shown))

    def done(self, words: Words) -> str:
        """Where "Go back" leads."""
        title = escape(words.done_title)
        return self._whole(words, title, f"<h1>{title}</h1><p>{escape(words.done_text)}</p>", "")

    def nothing(self, words: Words) -> str:
        """Where there is no link at all."""
        title = escape(words.titles[Page.ERROR])
        body = f"<h1>{title}</h1><p>{escape(words.nothing_here)}</p>"
        return self._whole(words, title, body, "")

    def _whole(self, words: Words, title: str, body: str, head: str) -> str:
        name = escape(self._branding.name)
        logo = '<img src="/logo" alt="">' if self._branding.logo else ""
        header = f"<header>{logo}<span>{name}</span></header>" if logo or name else ""
        contact = escape(self._branding.contact)
        footer = f"<footer>{escape(words.contact)}: {contact}</footer>" if contact else ""
        return (
            f'<!doctype html><html lang="{words.code}"><head><meta charset="utf-8">{head}'
            '<meta name="viewport" content="width=device-width,initial-scale=1">'
            f'<meta name="robots" content="noindex,nofollow"><title>{title}</title>'
            f"<style>{self._style}</style></head><body><main>{header}{body}{footer}</main>"
            "</body></html>"
        )


def _link(shown: Shown, words: Words) -> str:
    if not shown.link:
        return ""
    text = shown.link if len(shown.link) <= _SHOWN else shown.link[:_SHOWN] + "…"
    printable = "".join(one if one.isprintable() else "\ufffd" for one in text)
    code = f'<code dir="ltr" tabindex="0"><bdi>{escape(printable)}</bdi></code>'
    return f"<h2>{escape(words.leads_to)}</h2>{code}"


def _button(shown: Shown, words: Words) -> str:
    if shown.going is None or not shown.going.by_button:
        return ""
    label = words.go_on_from_scan if shown.page is Page.SCANNING else words.go_on
    return (
        '<form method="post"><input type="hidden" name="slip" '
        f'value="{escape(shown.going.slip)}"><button>{escape(label)}</button></form>'
    )


def _reload(shown: Shown) -> str:
    if shown.going is None or not shown.going.by_itself:
        return ""
    again = f"{RELOAD_SECONDS};url=?slip={escape(shown.going.slip)}"
    return f'<meta http-equiv="refresh" content="{again}">'
