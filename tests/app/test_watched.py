"""docs/reference/metrics.md and the figures are one."""

from __future__ import annotations

import re
from pathlib import Path

from tests.servers.web_client import WebClient

from clawback.links.clicks.figures import ClickFigures, Standing
from clawback.submissions.submission import SendState

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
    ours |= {f"submissions_{one.value}" for one in SendState}
    web = {"http_requests_total", "http_request_seconds", "authentication_failures_total"}
    told = _PAGE.partition("## The click service")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", told, re.MULTILINE)) == ours | web


def test_the_click_services_figures_are_documented_and_no_others():
    """They are given out by another process, under the same beginning."""
    standing = Standing(waiting=0, size=0, oldest_seconds=0.0, entries=0)
    with WebClient(ClickFigures(lambda: standing).application()) as web:
        given = web.get("/metrics").text
    names = re.findall(r"^# TYPE clawback_(\w+) (?:counter|gauge|histogram)$", given, re.MULTILINE)
    told = _PAGE.partition("## The click service")[2]
    shown = set(re.findall(r"^\| `(\w+)` \|", told, re.MULTILINE))
    assert shown == {name for name in names if not name.endswith("_created")}
