"""Pictures, decoded as far as it takes to see a QR code in them."""

from __future__ import annotations

import hashlib
import warnings
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from io import BytesIO

from PIL import (
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    JpegImagePlugin,
    PngImagePlugin,
    WebPImagePlugin,
)

from clawback.analysis.inside.budget import Budget
from clawback.analysis.inside.codes import codes_in
from clawback.analysis.inside.finds import Code, Cut, Find
from clawback.analysis.inside.passwords import Passwords
from clawback.analysis.inside.pixels import Pixels
from clawback.analysis.limits import Limit

# Named here so that Pillow has what it needs and loads no other of its many readers.
_PLUGINS = (BmpImagePlugin, GifImagePlugin, JpegImagePlugin, PngImagePlugin, WebPImagePlugin)
_FORMATS = ("BMP", "GIF", "JPEG", "PNG", "WEBP")  # what mail programs show
_LEAST = 21  # pixels a side: the modules of the smallest code
_MOST = 1_600  # pixels a side; larger ones are made smaller first
_WHITE, _BLACK = 255, 0
_REMEMBERED = 4_096


class _Memory:
    """What was found in pictures seen before: signatures bring the same logo in every mail."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, Sequence[str]] = OrderedDict()

    def of(self, content: bytes) -> Sequence[str] | None:
        return self._known.get(hashlib.sha256(content).digest())

    def keep(self, content: bytes, codes: Sequence[str]) -> None:
        self._known[hashlib.sha256(content).digest()] = codes
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)


_MEMORY = _Memory()


def picture_finds(content: bytes, budget: Budget, _passwords: Passwords) -> Iterator[Find]:
    """The codes of one picture."""
    known = _MEMORY.of(content)
    if known is None:
        budget.picture()
        with _opened(content) as image:
            if image.width * image.height > budget.limits.picture_pixels:
                yield Cut(limit=Limit.PICTURES)
                return
            known = _codes(image)
        _MEMORY.keep(content, known)
    for text in known:
        yield Code(text=text)


def grey(content: bytes, budget: Budget) -> Image.Image | None:
    """A picture in greys on white, to be put beside others; `None` when it is too large."""
    budget.picture()
    with _opened(content) as image:
        if image.width * image.height > budget.limits.picture_pixels:
            return None
        return _flat(image, _WHITE)


def pixels(image: Image.Image) -> Pixels:
    """The grey picture as plain bytes."""
    return Pixels(width=image.width, height=image.height, data=image.tobytes())


def _opened(content: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # odd pictures are our daily bread
        return Image.open(BytesIO(content), formats=_FORMATS)


def _codes(image: Image.Image) -> Sequence[str]:
    if min(image.size) < _LEAST:
        return ()
    clear = "A" in image.getbands() or "transparency" in image.info
    if image.format == "JPEG":
        image.draft("L", (_MOST, _MOST))
    found = codes_in(pixels(_flat(image, _WHITE)))
    if clear and not found:  # white on nothing shows on a dark page only
        found = codes_in(pixels(_flat(image, _BLACK)))
    return found


def _flat(image: Image.Image, ground: int) -> Image.Image:
    factor = -(-max(image.size) // _MOST)
    if "A" in image.getbands() or "transparency" in image.info:
        image = image.convert("RGBA")
        below = Image.new("RGBA", image.size, (ground, ground, ground, 255))
        image = Image.alpha_composite(below, image)
    flat = image.convert("L")
    return flat.reduce(factor) if factor > 1 else flat
