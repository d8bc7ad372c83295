"""What an administrator can set about the explorer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _absolute(path: Path) -> Path:
    if not path.is_absolute():
        raise ValueError("must be an absolute path")
    return path


class ExplorerSettings(BaseModel):
    """Section `explorer` of the settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    country_database: Annotated[Path, AfterValidator(_absolute)] | None = Field(
        default=None,
        description="An MMDB file that tells the country of an address, such as GeoLite2-Country; "
        "read again when it changes. Countries are unknown when it is not set.",
    )
