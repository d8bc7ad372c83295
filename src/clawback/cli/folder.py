"""The data folder that commands which run a server are given."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter

if TYPE_CHECKING:
    from clawback.settings import Settings


@Parameter(name="*")
@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A server's data folder and its settings.

    Attributes:
        data: The folder in which the server keeps everything.
        config: The settings file, when it is not `clawback.toml` in that folder.
    """

    data: Annotated[Path, Parameter(env_var="CLAWBACK_DATA")]
    config: Annotated[Path | None, Parameter(env_var="CLAWBACK_CONFIG")] = None

    def settings(self) -> Settings:
        """The settings that hold for this folder.

        Raises:
            SettingsError: they cannot be used.
        """
        from clawback.settings import load_settings  # noqa: PLC0415 - slow to load, and a wrong option should be told at once

        return load_settings(self.data, file=self.config, environment=os.environ)
