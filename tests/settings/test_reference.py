"""docs/reference/settings.md and the settings are one."""

from __future__ import annotations

import re
from pathlib import Path

from clawback.settings import keys

PAGE = Path(__file__).parents[2] / "docs/reference/settings.md"


def test_every_setting_is_documented_and_no_other():
    """The page's tables name exactly the settings that exist."""
    page = PAGE.read_text().partition("## The data folder")[0]
    documented = set(
        re.findall(r"^\| `([a-z_]+(?:\[\])?(?:\.[a-z_]+(?:\[\])?)*)`", page, re.MULTILINE)
    )
    # The one optional section; the file has it once, as `[identity.oidc]`.
    assert documented == {name.replace("oidc[].", "oidc.") for name, _ in keys()}
