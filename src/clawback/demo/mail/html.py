"""The HTML half of a mail, in the ways in which offices, shops and machines write it."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import groupby

_OFFICE = (
    '<html><head><meta http-equiv="Content-Type" content="text/html; charset=utf-8">'
    "<style>body{{font-family:{font};font-size:11pt;color:#1f2328}}"
    "p{{margin:0 0 10px}}blockquote{{margin:0 0 0 .8ex;border-left:1px solid #c8c8c8;"
    "padding-left:1ex;color:#555}}</style></head>\n<body>\n{body}\n</body></html>"
)
_CARD = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>{title}</title></head>\n'
    '<body style="margin:0;background:#f2f4f7;font-family:Helvetica,Arial,sans-serif">\n'
    '<div style="display:none;max-height:0;overflow:hidden">{preview}</div>\n'
    '<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr>'
    '<td align="center" style="padding:24px 12px">\n'
    '<table role="presentation" width="600" cellpadding="0" cellspacing="0" '
    'style="background:#fff;border-radius:6px">\n'
    '<tr><td style="background:{colour};color:#fff;padding:18px 28px;font-size:20px;'
    'font-weight:bold;border-radius:6px 6px 0 0">{title}</td></tr>\n'
    '<tr><td style="padding:24px 28px;color:#24292f;font-size:15px;line-height:1.5">\n'
    "{body}\n</td></tr>\n"
    '<tr><td style="padding:14px 28px;color:#6e7781;font-size:12px;border-top:1px solid #e4e7eb">'
    "{foot}</td></tr>\n</table>\n</td></tr></table>\n</body></html>"
)


def office(text: str, *, font: str = "Calibri,sans-serif", after: str = "") -> str:
    """What an office program makes of plain text: paragraphs, and quotes as block quotes."""
    return _OFFICE.format(font=font, body="\n".join(_blocks(text.split("\n"))) + after)


def card(  # one keyword for each thing that a template of a mailing service shows
    *, title: str, body: str, foot: str, colour: str, language: str = "en", preview: str = ""
) -> str:
    """A mailing in the shape that mailing services give it; `body` and `foot` are HTML."""
    return _CARD.format(
        title=escape(title),
        body=body,
        foot=foot,
        colour=colour,
        language=language,
        preview=escape(preview),
    )


def paragraphs(text: str) -> str:
    """Plain text as paragraphs."""
    return "\n".join(_blocks(text.split("\n")))


def link(url: str, text: str) -> str:
    return f'<a href="{escape(url)}">{escape(text)}</a>'


def button(url: str, text: str, colour: str) -> str:
    style = (
        f"display:inline-block;background:{colour};color:#fff;padding:11px 22px;"
        "border-radius:4px;text-decoration:none;font-weight:bold"
    )
    return (
        f'<p style="margin:22px 0"><a href="{escape(url)}" style="{style}">{escape(text)}</a></p>'
    )


def table(rows: Iterable[tuple[str, str]]) -> str:
    """Names and values side by side."""
    cells = "".join(
        f'<tr><td style="padding:4px 16px 4px 0;color:#6e7781">{escape(name)}</td>'
        f'<td style="padding:4px 0">{escape(value)}</td></tr>\n'
        for name, value in rows
    )
    return f'<table role="presentation" cellpadding="0" cellspacing="0">\n{cells}</table>'


def _blocks(lines: list[str]) -> Iterable[str]:
    for quoted, run in groupby(lines, key=lambda line: line.startswith(">")):
        if quoted:
            inner = _blocks([line[1:].removeprefix(" ") for line in run])
            yield "<blockquote>\n" + "\n".join(inner) + "\n</blockquote>"
        else:
            for paragraph in "\n".join(run).split("\n\n"):
                if paragraph.strip():
                    yield f"<p>{escape(paragraph.strip()).replace(chr(10), '<br>' + chr(10))}</p>"
