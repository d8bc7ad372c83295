"""How far a remediation is, and how it ended, for people and for exit codes."""

from __future__ import annotations

import time
from collections.abc import Mapping

from clawback.cli.exit_code import ExitCode
from clawback.cli.output import local_time, print_json, text, words
from clawback.cli.progress import progress
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless
from clawback.client.client import Client
from clawback.client.shapes import Counts, Proposal, Reasons, Remediation, ServerProgress

_LOOK_EVERY = 0.1  # seconds
_ENDED = frozenset({"completed", "failed", "cancelled", "rejected", "withdrawn", "expired"})
_STATES = {"draft": "a draft", "approved": "approved, and can be started"}
_OPEN = frozenset({"pending", "approved"})
# Deliveries that did not come to the end that was wanted, and may need a person.
_FAILURES = ("failed", "unknown", "drifted", "on_hold")
_COLUMNS = (
    Column("server"),
    Column("total", right=True),
    Column("pending", right=True),
    Column("outcomes", shrinks=True),
    Column("a second", right=True),
    Column("left", right=True),
)
_REASONS = (
    Column("outcome"),
    Column("deliveries", right=True),
    Column("reason", shrinks=True),
)


def follow(server: Client, standing: Remediation, *, quiet: bool = False) -> Remediation:
    """Waits until a remediation has ended, and gives it as it stands then."""
    with progress(quiet=quiet) as told:
        while standing["state"] not in _ENDED:
            counts = standing["counts"]
            told.tell(_going(standing), counts["total"] - counts["pending"], counts["total"])
            time.sleep(_LOOK_EVERY)
            standing = server.remediation(standing["id"])
    return standing


def show(standing: Remediation, *, as_json: bool) -> ExitCode:
    """Prints a remediation; gives the exit code that says how it ended."""
    state = standing["state"]
    if as_json:
        print_json(standing)
    else:
        print(harmless(standing["sentence"]))
        print(f"Remediation {standing['id']} is {_STATES.get(state, words(state))}.")
        if standing["hold_up"]:
            print(harmless(standing["hold_up"]))
        if standing["proposal"]:
            print_proposal(standing["proposal"], state)
        if standing["ground"] == "emergency":
            by = harmless(standing["started_by"])
            print(f"{by} started it without the approval it needs; the audit trail says why.")
    if state == "pending":
        return ExitCode.WAITING_FOR_APPROVAL
    return ended_as(standing["counts"])


def print_proposal(proposal: Proposal, state: str) -> None:
    """Who asked for approval, why, until when it stands, what was said to it, and who closed it."""
    until = f"; valid until {local_time(proposal['expires_at'])}" if state in _OPEN else ""
    print(
        f"Proposed by {harmless(proposal['proposed_by'])}; {proposal['approvals']} of "
        f"{proposal['quorum']} approvals{until}."
    )
    for reason in proposal["reasons"]:
        print(f"  {harmless(reason)}")
    for vote in proposal["votes"]:
        said = "approved" if vote["choice"] == "approve" else "rejected"
        print(harmless(f"  {vote['name']} {said}. {vote['reason']}".rstrip()))
    if state == "withdrawn":
        print(harmless(f"  {proposal['closed_by']} withdrew it. {proposal['closed_reason']}"))


def ended_as(counts: Counts) -> ExitCode:
    """`DONE` unless deliveries went wrong."""
    failed = any(counts["outcomes"].get(name) for name in _FAILURES)
    return ExitCode.FINISHED_WITH_FAILURES if failed else ExitCode.DONE


def print_servers(by_server: Mapping[str, ServerProgress]) -> None:
    """A line for each mail server."""
    rows = [
        [
            name,
            f"{one['total']:,}",
            f"{one['pending']:,}",
            said(one),
            text(one["rate"]),
            _span(one["seconds_left"]),
        ]
        for name, one in by_server.items()
    ]
    if rows:
        print_table(_COLUMNS, rows)


def print_reasons(found: Reasons) -> None:
    """Why deliveries did not end as a success."""
    rows = [
        [words(one["outcome"]), f"{one['deliveries']:,}", one["reason"] or "-"]
        for one in found["items"]
    ]
    if found["others"]:
        rows.append(["", f"{found['others']:,}", "(other reasons)"])
    if rows:
        print_table(_REASONS, rows)


def said(counts: Counts) -> str:
    """Counts by outcome in words."""
    return text([f"{number:,} {words(name)}" for name, number in counts["outcomes"].items()])


def _going(standing: Remediation) -> str:
    """The state, with an estimate of what is left."""
    left = standing["seconds_left"]
    return words(standing["state"]) + (f", about {left:,} s left" if left else "")


def _span(seconds: int | None) -> str:
    return "-" if seconds is None else f"{seconds:,} s"
