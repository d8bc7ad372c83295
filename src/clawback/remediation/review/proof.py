"""Every delivery of a remediation with its outcome and evidence, as flat lines for a file."""

from __future__ import annotations

from collections.abc import Sequence

from clawback.jobs.job import Entry
from clawback.remediation import evidence, target
from clawback.remediation.evidence import Trace
from clawback.remediation.outcome import OUTCOMES

COLUMNS = (
    "network_message_id",
    "recipient",
    "internet_message_id",
    "server",
    "account",
    "location_when_frozen",
    "outcome",
    "note",
    "attempts",
    "folder_before",
    "uid_validity_before",
    "uid_before",
    "folder_after",
    "uid_validity_after",
    "uid_after",
    "guid",
    "flags",
    "internal_date",
    "read_back",
    "flags_kept",
    "escrow",
)


def proof(entry: Entry) -> list[object]:
    """In the order of `COLUMNS`; from `folder_before` on, a list with an entry for each copy."""
    frozen, seen = target.decode(entry.payload), evidence.decode(entry.evidence)
    return [
        frozen.key.network_message_id,
        frozen.key.recipient,
        frozen.internet_message_id,
        frozen.server,
        frozen.account,
        frozen.location.value,
        OUTCOMES[entry.outcome].value if entry.outcome else "",
        seen.note,
        entry.attempt,
        *_copies(seen.traces),
    ]


def _copies(traces: Sequence[Trace]) -> list[list[object]]:
    lines = [_copy(trace) for trace in traces]
    width = len(COLUMNS) - COLUMNS.index("folder_before")
    return [[line[at] for line in lines] for at in range(width)]


def _copy(trace: Trace) -> list[object]:
    before, after = trace.before, trace.after
    return [
        before.folder,
        before.uid_validity,
        before.uid,
        after.folder if after else "",
        after.uid_validity if after else 0,
        after.uid if after else 0,
        before.guid,
        " ".join(sorted(trace.flags)),
        trace.internal_date.isoformat() if trace.internal_date else "",
        "yes" if trace.read_back else "no",
        "yes" if trace.flags_kept else "no",
        trace.escrow,
    ]
