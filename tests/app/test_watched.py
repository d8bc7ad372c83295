"""docs/reference/metrics.md and the figures are one."""

from __future__ import annotations

import re
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_PAGE = (_ROOT / "docs/reference/metrics.md").read_text()
_SOURCE = (_ROOT / "src/clawback/app/watched.py").read_text()
_BY_LABEL = r" reading\(\s*\"(\w+)\""


def test_every_figure_is_documented_and_no_other():
    """Those of the parts by the name they are read under; those of requests by their own."""
    plain = re.findall(r"_reading\(\s*\"(\w+)\"", _SOURCE)
    sources, engines = _SOURCE.split("def _engines(")
    by_source = [f"source_{name}" for name in re.findall(_BY_LABEL, sources)]
    by_engine = [f"verdicts_{name}" for name in re.findall(_BY_LABEL, engines)]
    by_kind = re.findall(r"^        \(\"(\w+)\", \"", _SOURCE, re.MULTILINE)
    ours = {*plain, *by_source, *by_engine, *(f"store_queries_{name}" for name in by_kind)}
    web = {"http_requests_total", "http_request_seconds", "authentication_failures_total"}
    assert set(re.findall(r"^\| `(\w+)` \|", _PAGE, re.MULTILINE)) == ours | web
