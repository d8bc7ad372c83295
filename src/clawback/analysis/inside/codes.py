"""QR codes in pixels; in colours only as far as one is darker than the other."""

from __future__ import annotations

from collections.abc import Sequence

import zxingcpp

from clawback.analysis.inside.pixels import Pixels

_FORMATS = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode])


def codes_in(pixels: Pixels) -> Sequence[str]:
    """What the codes of a picture say, some milliseconds a megapixel.

    The bytes are held here while they are read; the engine does not hold them.
    """
    shaped = memoryview(pixels.data).cast("B", (pixels.height, pixels.width))
    found = zxingcpp.read_barcodes(shaped, formats=_FORMATS)
    return [code.text for code in found if code.text]
