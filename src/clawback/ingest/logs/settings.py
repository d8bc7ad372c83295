"""What an administrator can set about logs of mail servers."""

from __future__ import annotations

from datetime import tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator


class LogSettings(BaseModel):
    """A table `ingest.logs`: one file that Postfix, Dovecot or both write."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(
        pattern=r"^[a-z0-9][a-z0-9_-]{0,40}$",
        description="What the source is called, behind `log:`; lower case.",
    )
    path: Path = Field(
        description="The file. It is followed over rotation, in the same folder, and restarts."
    )
    server: str = Field(
        default="",
        max_length=64,
        description="Which of `mailboxes` it is the log of, by name: then the folder that Dovecot "
        "tells is kept for remediation.",
    )
    zone: str = Field(
        default="UTC",
        description="Time zone of the times in it that name none, such as Europe/Berlin.",
    )

    @field_validator("path")
    @classmethod
    def _absolute(cls, path: Path) -> Path:
        if not path.is_absolute():
            raise ValueError("must be an absolute path")
        return path

    @field_validator("zone")
    @classmethod
    def _known(cls, zone: str) -> str:
        try:
            ZoneInfo(zone)
        except (ValueError, KeyError, OSError):
            raise ValueError("is no time zone; name one such as Europe/Berlin, or UTC") from None
        return zone

    @property
    def source(self) -> str:
        """Its name among the sources."""
        return f"log:{self.name}"

    @property
    def tzinfo(self) -> tzinfo:
        return ZoneInfo(self.zone)
