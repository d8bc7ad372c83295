"""What docs/guides/verdicts.md tells administrators to write, for tests that do as they do."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

_FENCED = re.MULTILINE | re.DOTALL
GUIDE = Path(__file__).parents[2] / "docs/guides/verdicts.md"


def engine_settings(language: str) -> str:
    """What is written into an engine's own file: `clamd`, `spamd`, `rspamd`."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", GUIDE.read_text(), _FENCED)
    return str(found)


def table_of(kind: str, address: str) -> dict[str, Any]:
    """Clawback's table for a kind, as it stands, but for the address."""
    text = "".join(re.findall(r"^```toml\n(.*?)^```", GUIDE.read_text(), _FENCED))
    (found,) = [one for one in tomllib.loads(text)["verdicts"] if one["kind"] == kind]
    table: dict[str, Any] = found | {"address": address}
    return table
