"""What an administrator can set about the milter."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

_LONGEST_PATH = 100  # bytes; the system takes 107


def _socket(path: Path) -> Path:
    if not path.is_absolute() or len(bytes(path)) > _LONGEST_PATH:
        raise ValueError("must be the absolute path of a UNIX socket, of at most 100 bytes")
    return path


class MilterSettings(BaseModel):
    """Section `ingest.milter` of the settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    listen: Annotated[Path, AfterValidator(_socket)] | None = Field(
        default=None,
        description="Where the mail server asks about each mail: the absolute path of a UNIX "
        "socket. Nothing listens when it is not set.",
    )
    connector: str = Field(
        default="",
        max_length=200,
        description="What the rows of this mail call their way in; empty for the name that the "
        "mail server gives it (Postfix: `milter_macro_daemon_name`).",
    )
    sessions: int = Field(
        default=200,
        ge=1,
        le=10_000,
        description="Most sessions of the mail server at a time; mail of further ones passes "
        "unrecorded.",
    )
