"""Has the console built before hatchling gathers the files of a wheel."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class ConsoleHook(BuildHookInterface[Any]):
    """Puts the console into wheels; an editable install shows the checkout's own."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Builds it, unless the package is installed from where it lies."""
        if version != "editable" and (Path(self.root) / "web").is_dir():
            subprocess.run([sys.executable, "console_build.py"], cwd=self.root, check=True)
