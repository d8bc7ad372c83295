"""`clawback import --logs`: what logs of before tell of mail that is stored."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from clawback.cli.choices import Format
from clawback.cli.connection import Where
from clawback.cli.exit_code import ExitCode
from clawback.cli.failure import UsageError
from clawback.cli.output import print_json
from clawback.cli.progress import progress
from clawback.cli.terminal import harmless, say
from clawback.client.client import Client
from clawback.client.json import JsonObject
from clawback.ingest.logs.facts import Fact
from clawback.ingest.logs.importing import LogTally, import_logs
from clawback.ingest.logs.past import Told
from clawback.model.codec import to_json
from clawback.model.counted import counted


def import_log_files(
    paths: Sequence[Path], *, zone: str, server: str, form: Format, where: Where
) -> ExitCode:
    """Reads the files, sends what they tell, and prints how much that was."""
    zone_info = _zone(zone)
    with progress() as told, where.connect() as client:
        tally = import_logs(
            paths,
            zone=zone_info,
            send=lambda facts: _sent(client, facts, server),
            report=lambda far: told.tell(_far(far), far.done, far.size),
            sleep=time.sleep,
        )
    for skip in tally.skips:
        say(f"Passed over {harmless(skip.path)}: {harmless(skip.reason)}.")
    if form == "json":
        print_json(_totals(tally))
    else:
        facts = counted(tally.facts, "fact")
        print(
            f"{counted(tally.lines, 'line')} read, {facts} found, {tally.told:,} told of mail,"
            f" {tally.unknown:,} of mail that is not stored."
        )
    return ExitCode.FINISHED_WITH_FAILURES if tally.skips else ExitCode.DONE


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        raise UsageError(f"{name} is no time zone; name one such as Europe/Berlin.") from None


def _sent(client: Client, facts: Sequence[Fact], server: str) -> Told:
    return Told(**client.tell_facts([json.loads(to_json(one)) for one in facts], server))


def _far(tally: LogTally) -> str:
    return f"Reading, {counted(tally.lines, 'line')}"


def _totals(tally: LogTally) -> JsonObject:
    return {
        "lines": tally.lines,
        "facts": tally.facts,
        "told": tally.told,
        "unknown": tally.unknown,
        "skips": [{"path": skip.path, "reason": skip.reason} for skip in tally.skips],
    }
