"""How the pages look like the organisation's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from clawback.model.errors import BadInputError

_KINDS = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}
_LARGEST = 512 * 1024  # bytes


class LogoUnusableError(BadInputError):
    """The logo in `links.clicks.logo` cannot be shown."""

    code = "logo_unusable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """A picture and its media type."""

    content: bytes = field(repr=False)
    media_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Branding:
    """The organisation's name, its colour (`#rrggbb`), its logo, and a line on whom to ask."""

    name: str = ""
    colour: str = "#3b5bdb"
    logo: Logo | None = None
    contact: str = ""


def read_logo(path: Path) -> Logo:
    """The picture of a file. Raises `LogoUnusableError`."""
    media_type = _KINDS.get(path.suffix.lower())
    if media_type is None:
        raise LogoUnusableError("The logo in `links.clicks.logo` must be PNG, JPEG or SVG.")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LogoUnusableError(
            f"The logo in `links.clicks.logo` cannot be read: {error.strerror}."
        ) from error
    if len(content) > _LARGEST:
        raise LogoUnusableError("The logo in `links.clicks.logo` is larger than 512 KB.")
    return Logo(content=content, media_type=media_type)
