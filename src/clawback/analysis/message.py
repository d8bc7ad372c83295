"""One mail, read: hostile bytes in, a `Message` out, never an error."""

from __future__ import annotations

from clawback.analysis.content import read_content
from clawback.analysis.heading import describe, read_heading, salvage
from clawback.analysis.limits import DEFAULT_LIMITS, AnalysisLimits, Failure, Limit, limited
from clawback.analysis.parts import read_parts
from clawback.analysis.trace import NO_TRUST, Trust
from clawback.model.message import Message


def analyse(
    raw: bytes, limits: AnalysisLimits = DEFAULT_LIMITS, trust: Trust = NO_TRUST
) -> Message:
    """Read the mail in `raw` (any line ending). Never raises, whatever the bytes.

    `parse` tells what was not read: `limited:<which>` names the limits that cut something,
    `failed:error` a fault of ours. A hang or a crash of native code is what `pool` is for.
    """
    if len(raw) > limits.message_bytes:
        return salvage(raw, limited([Limit.SIZE]), limits, trust)
    try:
        return _analyse(raw, limits, trust)
    except MemoryError:
        return salvage(raw, limited([Limit.MEMORY]), limits, trust)
    except Exception:  # noqa: BLE001 - a mail must never stop the mails behind it
        return salvage(raw, f"failed:{Failure.ERROR}", limits, trust)


def _analyse(raw: bytes, limits: AnalysisLimits, trust: Trust) -> Message:
    heading = read_heading(raw, limits, trust)
    guarded = heading.guarded
    structure = read_parts(guarded.fields, guarded.body, limits)
    unread = guarded.body if structure.unread else b""
    swept = guarded.rest + b"\n" + unread if guarded.rest else unread
    return describe(heading, read_content(structure, heading.header, swept, limits))
