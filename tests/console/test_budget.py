from __future__ import annotations

import gzip
from pathlib import Path

import clawback.api

BUILT = Path(clawback.api.__file__).parent / "console_files"
MOST = 350_000  # bytes of JavaScript, packed: what a slow line loads in a few seconds


def test_the_console_is_small():
    """All JavaScript together is at most 350 kB packed."""
    scripts = list((BUILT / "assets").glob("*.js"))
    assert scripts
    assert sum(len(gzip.compress(script.read_bytes())) for script in scripts) <= MOST
