from __future__ import annotations

import pytest
from PIL import Image
from tests.analysis.inside.looking import marks, read, sources
from tests.making.files import LURE, code, written

QR = {LURE: "qr_code"}
PAGE = Image.new("L", (900, 1200), 255)
PAGE.paste(code(), (300, 400))


def clear(ink: int) -> Image.Image:
    """A code in ink on nothing."""
    mask = code().point(lambda each: 255 - each)
    return Image.merge("LA", (Image.new("L", mask.size, ink), mask))


@pytest.mark.parametrize(
    "picture",
    [
        written(code()),
        written(code(), "GIF"),
        written(code(), "BMP"),
        written(code(), "WEBP", lossless=True),
        written(code().convert("RGB"), "JPEG", quality=20),
        written(code().point(lambda each: 255 - each)),
        written(code().rotate(15, expand=True, fillcolor=255)),
        written(PAGE),
        written(PAGE.resize((2700, 3600)), "JPEG"),
        written(clear(0)),
        written(clear(255)),
        written(code().convert("1")),
    ],
    ids=(
        *("png", "gif", "bmp", "webp", "jpeg", "inverted", "turned", "page", "large_jpeg"),
        *("black_on_nothing", "white_on_nothing", "two_colours"),
    ),
)
def test_a_code_in_a_picture_is_a_link(picture: bytes):
    """In each format that mail programs show, small and large, inverted, turned, or on nothing."""
    message = read(("scan.png", picture))
    assert sources(message) == QR
    assert marks(message) == [["code"]]


@pytest.mark.parametrize(
    ("said", "link"),
    [
        ("HTTPS://LURE.EXAMPLE/A", "https://lure.example/A"),
        ("lure.com", "http://lure.com/"),
        ("pay at https://lure.example/x now", "https://lure.example/x"),
        ("WIFI:T:WPA;S:lure.example;P:x;;", ""),
        ("tel:+4912345", ""),
        ("some words", ""),
    ],
)
def test_a_code_says_a_link_or_not(said: str, link: str):
    """Phones open addresses with and without scheme; other codes give no link."""
    message = read(("a.png", written(code(said))))
    assert list(sources(message)) == [link] * bool(link)


def test_a_picture_seen_again_gives_the_same():
    """What was found in a picture is remembered by its bytes."""
    picture = written(code("https://twice.example/"))
    assert sources(read(("a.png", picture))) == sources(read(("b.png", picture))) != {}


def test_too_many_and_too_large_pictures_are_said():
    """The rest of the mail is read, and `parse` names what was reached."""
    large = read(("a.png", written(code("https://large.example/"))), picture_pixels=100)
    many = read(
        *((f"{at}.png", written(code(f"https://many.example/{at}"))) for at in range(3)), pictures=2
    )
    assert (large.parse, sources(large)) == ("limited:pictures", {})
    assert (many.parse, len(many.urls)) == ("limited:pictures", 2)


def test_damaged_pictures_harm_nothing():
    """A picture that cannot be decoded is marked, and the one after it is read."""
    message = read(("bad.png", written(code())[:60]), ("good.png", written(code())))
    assert marks(message) == [["damaged"], ["code"]]
    assert message.parse == "complete"
