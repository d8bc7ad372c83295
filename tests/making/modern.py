"""Mails of the sizes and kinds that come today: 40 kB on average, most of them pages.

Four in five have a page, one in eight a picture, one in forty a PDF, as real mail of 2022 to 2026
had. Pictures repeat, as logos do, but for one in four.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from PIL import Image
from tests.making.files import pdf, written, zipped
from tests.making.mails import mail

_LETTERS = "abcdefghijklmnoprstuvwy"
_WORDS = ["".join(random.Random(at).choices(_LETTERS, k=3 + at % 7)) for at in range(2000)]
# (share of mails, words of text, kB of markup around them)
_SIZES = ((0.3, 80, 6), (0.4, 250, 22), (0.2, 600, 56), (0.1, 1200, 112))


def modern_mails(count: int) -> list[bytes]:
    """So many mails, different from each other and the same at each call."""
    chance = random.Random(40)
    logos = [_picture(chance, 240, 80) for _ in range(20)]
    return [_mail(number, chance, logos) for number in range(count)]


def _mail(number: int, chance: random.Random, logos: Sequence[bytes]) -> bytes:
    _, words, kilobytes = chance.choices(_SIZES, weights=[share for share, _, _ in _SIZES])[0]
    text = _text(chance, words)
    files: list[tuple[str, str, bytes]] = []
    if chance.random() < 0.125:
        fresh = chance.random() < 0.25
        image = _picture(chance, 900, 700) if fresh else chance.choice(logos)
        files.append(("image001.png", "image/png", image))
    if chance.random() < 0.025:
        made = pdf(text=text[:60], link=f"https://files.example/{number}")
        long = made + chance.randbytes(60_000)
        files.append((f"invoice {number}.pdf", "application/pdf", long))
    if chance.random() < 0.004:
        files.append(("papers.zip", "application/zip", zipped({"a.txt": text.encode()})))
    page = _page(chance, text, kilobytes * 1024) if chance.random() < 0.85 else None
    sent = f"from a.example ([192.0.2.{number % 250}]) by mx.example.org"
    hops = [("Received", f"{sent}; Mon, 2 Nov 2026 08:00:00 +0000")] * 4
    report = "".join(chance.choices(_LETTERS, k=1400))
    return mail(
        number,
        subject=f"{_text(chance, 6)} {number}",
        body=text,
        html=page,
        attachments=files,
        headers=[
            *hops,
            ("X-Some-Report", report),
            ("DKIM-Signature", f"v=1; b={report}"),
        ],
    )


def _text(chance: random.Random, words: int) -> str:
    return " ".join(chance.choices(_WORDS, k=words))


def _page(chance: random.Random, text: str, size: int) -> str:
    """Paragraphs in styled cells, some of them with a link, until the page is so large."""
    words = text.split()
    step = max(1, len(words) * 400 // size)
    rows: list[str] = []
    length = 0
    while length < size:
        some = " ".join(words[len(rows) * step : (len(rows) + 1) * step])
        if chance.random() < 0.05:
            some = f"<a href='https://h{chance.randrange(500)}.example/p/{len(rows)}'>{some}</a>"
        rows.append(f"<tr><td style='{'padding:0 4px 0 4px;' * 15}' class=c>{some}</td></tr>")
        length += len(rows[-1])
    return f"<html><body><table>{''.join(rows)}</table></body></html>"


def _picture(chance: random.Random, width: int, height: int) -> bytes:
    """Blots on a ground: packs as screenshots and logos do."""
    image = Image.new("RGB", (width, height), "white")
    for _ in range(60):
        left, top = chance.randrange(width), chance.randrange(height)
        colour = tuple(chance.randbytes(3))
        image.paste(colour, (left, top, left + width // 12, top + height // 12))
    return written(image)
