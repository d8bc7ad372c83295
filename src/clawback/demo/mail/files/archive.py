"""Archives: a ZIP, and the first sectors of a disc image."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

_LONG_AGO = (2026, 1, 1, 0, 0, 0)  # the same bytes each time
_SECTOR = 2048


def zip_file(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of these files."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def disc_image(label: str, content: bytes) -> bytes:
    """What a reader knows as an ISO 9660 image by its descriptor; nothing in it can be opened."""
    descriptor = b"\x01CD001\x01\0" + b" " * 32 + label.upper().encode("ascii").ljust(32)
    sectors = (descriptor, b"\xffCD001\x01", content[:_SECTOR])
    return b"\0" * (16 * _SECTOR) + b"".join(sector.ljust(_SECTOR, b"\0") for sector in sectors)
