"""`clawback evaluate`: how well mail is put together and investigated, on mail that is labelled."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from cyclopts import Parameter, validators

from clawback.cli.choices import Format
from clawback.cli.output import print_json
from clawback.cli.progress import progress
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import say
from clawback.model.clock import SystemClock

if TYPE_CHECKING:
    from clawback.evaluation.evaluating import Evaluation

_COLUMNS = (
    Column("campaign", shrinks=True),
    Column("mails", right=True),
    Column("found", right=True),
    Column("clean", right=True),
    Column("of others", right=True),
)
Share = Annotated[float, Parameter(validator=validators.Number(gte=0, lte=1))]
Several = Annotated[int, Parameter(validator=validators.Number(gte=1, lte=1000))]


def evaluate(
    folder: Path,
    /,
    *,
    recognised: Share = 0.1,
    misjudged: Share = 0.0,
    roots: Several = 3,
    config: Path | None = None,
    form: Format = "table",
) -> None:
    """Measures clustering and investigations on a folder of labelled mail; asks no server.

    The mails of each campaign lie in a subfolder of its own and all others in `clean`, or
    `labels.csv` (columns `file` and `label`) or `labels.jsonl` says which is what.

    Args:
        folder: Where the mail lies, a file each.
        recognised: Which share of each campaign counts as held for phish, 0 to 1.
        misjudged: Which share of clean mail does.
        roots: From how many mails each campaign is investigated, and from how many clean ones for
            each.
        config: A settings file, whose playbook and rule for campaigns are followed.
        form: `json` prints an object.
    """
    from clawback.evaluation.evaluating import Wanted  # noqa: PLC0415 - slow to load, and a wrong option should be told at once
    from clawback.evaluation.evaluating import evaluate as measured  # noqa: PLC0415
    from clawback.evaluation.settings import settings_of  # noqa: PLC0415
    from clawback.evaluation.stand import Held  # noqa: PLC0415

    wanted = Wanted(held=Held(recognised=recognised, misjudged=misjudged), roots=roots)
    with progress(quiet=form == "json") as shown:
        found = measured(folder, settings_of(config), wanted, SystemClock(), shown.tell)
    if form == "json":
        print_json(asdict(found))
    else:
        _print(found)


def _print(found: Evaluation) -> None:
    rows = [
        [
            one.label or "clean",
            f"{one.wave:,}",
            f"{one.found:,}",
            f"{one.clean:,}",
            f"{one.others:,}",
        ]
        for one in found.campaigns
    ]
    print_table(_COLUMNS, rows)
    put = found.clustering
    say(
        f"Clustering of {put.mails:,} mails with {put.campaigns:,} campaigns into {put.clusters:,} "
        f"clusters: precision {put.precision:.3f}, recall {put.recall:.3f}."
    )
    told = found.investigations
    say(
        f"{told.waves:,} investigations of campaigns found {told.recall:.1%} of their waves, "
        f"at least {told.least:.1%}."
    )
    say(
        f"With {told.investigations - told.waves:,} of clean mail they have {told.clean:,} clean "
        f"mails in malicious clusters, precision {told.precision:.3f}."
    )
