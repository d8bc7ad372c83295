"""`./run bench [NAME…]`: the machine's facts, then each bench's figures."""

from __future__ import annotations

import importlib
import sys

from bench.machine import facts

BENCHES = {
    "import": "bench.import_corpus",
    "remediate": "bench.remediate",
    "demo": "bench.demo",
    "search": "bench.explorer.run",
    "console": "bench.console",
    "store": "bench.store",
    "ingest": "bench.ingest",
    "milter": "bench.milter",
    "losses": "bench.losses",
    "intake": "bench.intake",
    "rspamd": "bench.rspamd",
    "ledger": "bench.ledger",
    "mailboxes": "bench.mailboxes",
    "detection": "bench.detection",
    "campaigns": "bench.campaigns",
    "investigations": "bench.investigations",
    "alerts": "bench.alerts",
    "entries": "bench.entries",
    "threshold": "bench.threshold",
    "links": "bench.links",
    "links-filter": "bench.links_filter",
    "clicks-kill": "bench.clicks_kill",
}
ANCHORS = ("import", "remediate", "demo", "search", "console")


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"There is no bench {', '.join(unknown)}. There are: {', '.join(BENCHES)}.")
        return 2
    print(facts())
    for name in names or ANCHORS:
        print(f"\n== {name}", flush=True)
        importlib.import_module(BENCHES[name]).main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
