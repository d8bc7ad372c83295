"""A review on the terminal: what would be touched, what cannot be undone, who must agree."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cyclopts import App, Parameter

from clawback.cli.choices import Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.failure import UsageError
from clawback.cli.output import print_json, words
from clawback.cli.receiving import receive
from clawback.cli.terminal import bold, harmless
from clawback.client.review import Largest, Review
from clawback.model.counted import counted

FileFormat: TypeAlias = Annotated[Literal["csv", "xlsx", "ndjson"], Parameter(name="--format")]
_PATHS = {"users": "affected", "items": "export"}
_EFFECTS = {
    "exactly": "can be undone exactly",
    "new_copy": "can be undone as a new copy",
    "never": "cannot be undone",
    "unchanged": "are there already",
    "unknown": "nobody knows whether they can be undone",
}
_DRIFT: tuple[tuple[Literal["unchanged", "moved", "gone", "new"], str], ...] = (
    ("unchanged", "are in the plan, as they were"),
    ("moved", "are in the plan, and lie elsewhere now"),
    ("gone", "are in the plan, and the filter finds them no more"),
    ("new", "are found by the filter now, and not in the plan"),
)
_MINUTE, _HOUR = 60, 3600


def add_to(app: App) -> None:
    """Makes these commands of `clawback remediation`."""
    app.command(review)
    app.command(drift)
    app.command(export)


def review(remediation_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Shows what a plan touches, what of it cannot be undone, and who must agree.

    Args:
        remediation_id: Its id, as `remediation list` shows it.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        found = server.review_of(remediation_id)
    show_review(found, as_json=form == "json")


def drift(remediation_id: str, /, *, form: Format = "table", where: Where = ANYWHERE) -> None:
    """Tells what is new, lies elsewhere or is gone since a plan was frozen.

    A plan holds what it held; what is new takes another one.

    Args:
        remediation_id: Its id.
        form: `json` prints an object.
        where: Which server.
    """
    with where.connect() as server:
        found = server.drift(remediation_id)
    if form == "json":
        print_json(found)
        return
    for name, said in _DRIFT:
        print(f"{found[name]:>9,}  {said}")


def export(
    remediation_id: str,
    /,
    *,
    what: Literal["users", "items"] = "users",
    form: FileFormat = "csv",
    output: Path | None = None,
    where: Where = ANYWHERE,
) -> None:
    """Takes a remediation's users, or its deliveries with their evidence, away in a file.

    Args:
        remediation_id: Its id.
        what: `users`, a line for each recipient; or `items`, a line for each delivery.
        form: What the file is; `ndjson` holds items only.
        output: The file to write, instead of standard output.
        where: Which server.
    """
    if what == "users" and form == "ndjson":
        raise UsageError("Users come as csv or xlsx; --what items comes as ndjson too.")
    with where.connect() as server:
        blocks = server.taken_away(remediation_id, _PATHS[what], form)
        receive(blocks, output, is_text=form != "xlsx")


def show_review(found: Review, *, as_json: bool) -> None:
    """Prints a review: the numbers that matter first and alone, then everything beside them."""
    if as_json:
        print_json(found)
        return
    for line in _large(found):
        print(bold(harmless(line), sys.stdout))
    print()
    for line in _quiet(found):
        print(harmless(line))


def _large(found: Review) -> Iterator[str]:
    yield f"{found['actionable']:>9,}  {words(found['operation'])}"
    if never := found["effects"].get("never", 0):
        yield f"{never:>9,}  cannot be undone"
    if left := found["deliveries"] - found["actionable"]:
        yield f"{left:>9,}  cannot be acted on"


def _quiet(found: Review) -> Iterator[str]:
    yield (
        f"{counted(found['deliveries'], 'delivery', 'deliveries')} of "
        f"{counted(found['messages'], 'message')} in "
        f"{counted(found['mailboxes']['number'], 'mailbox', 'mailboxes')}, to "
        f"{counted(found['recipients'], 'recipient')}."
    )
    yield found["chosen"]["sentence"]
    yield from _block("undo", found["effects"], _EFFECTS)
    yield from _block("not actionable", found["not_actionable"])
    yield from _block("lies in", found["by_location"])
    yield from _largest("folder", found["folders"])
    yield from _largest("mailbox", found["mailboxes"])
    if found["mailboxes"]["number"]:
        yield f"The largest mailbox has {found['largest_mailbox_share']:.0%} of it."
    for server in found["servers"]:
        boxes = (
            f"{server['deliveries']:,} in {counted(server['mailboxes'], 'mailbox', 'mailboxes')}"
        )
        yield f"On {server['name']}: {boxes}. {' '.join(server['notes'])}".rstrip()
    yield from _block("tag", found["by_tag"])
    yield from _consent(found)
    yield from found["warnings"]
    yield (
        f"It may take about {_span(found['seconds'])}."
        if found["seconds"]
        else ("How long it takes is not known: nothing of this size has run here.")
    )


def _consent(found: Review) -> Iterator[str]:
    consent = found["consent"]
    if consent["quorum"]:
        people = "another person" if consent["quorum"] == 1 else f"{consent['quorum']} others"
        why = " ".join(consent["reasons"]) or "Somebody asked for it."
        yield f"It needs the approval of {people}. {why}"
    else:
        yield "It needs nobody's approval."
    if consent["refused"]:
        yield f"You may not start it: {consent['refused']}"


def _block(
    title: str, counts: Mapping[str, int], labels: Mapping[str, str] | None = None
) -> Iterator[str]:
    for name, number in sorted(counts.items(), key=lambda one: (-one[1], one[0])):
        yield f"{title:>14}  {number:>9,}  {(labels or {}).get(name, words(name))}"


def _largest(title: str, found: Largest) -> Iterator[str]:
    for one in found["top"]:
        yield f"{title:>14}  {one['deliveries']:>9,}  {one['name'] or '(not known)'}"
    if found["others"]:
        yield f"{title:>14}  {found['others']:>9,}  in {found['number'] - len(found['top']):,} more"


def _span(seconds: int) -> str:
    if seconds < _MINUTE:
        return f"{seconds} s"
    return f"{seconds // _MINUTE} min" if seconds < _HOUR else f"{seconds / _HOUR:.1f} h"
