"""`clawback message headers`: a header, explained."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from clawback.cli.choices import Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.defanged import defanged_text
from clawback.cli.failure import UsageError
from clawback.cli.output import local_time, print_json
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import bold, harmless
from clawback.client.content import Hop
from clawback.client.explorer import Check, HeaderReport, Journey, Vouching, Word
from clawback.model.fingerprint import split

_LONGEST = 1_000_000  # bytes; no server takes a header of more than a quarter of them
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HOPS = (
    Column("from", shrinks=True),
    Column("address"),
    Column("by", shrinks=True),
    Column("with"),
    Column("TLS"),
    Column("at"),
    Column("after", right=True),
    Column("written"),
)
_CHECKS = (
    Column("method"),
    Column("result"),
    Column("domain", shrinks=True),
    Column("aligned"),
    Column("said by", shrinks=True),
    Column("believed"),
)
_WORDS = (
    Column("filter"),
    Column("key", shrinks=True),
    Column("value", shrinks=True),
    Column("score", right=True),
    Column("what it is", shrinks=True),
    Column("believed"),
)


def headers(
    file: Annotated[Path | None, Parameter(allow_leading_hyphen=True)] = None,
    /,
    *,
    message: str = "",
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Explains a header: the way a mail came, who vouches for its sender, what is odd about it.

    Args:
        file: A file with a header or a whole mail; `-` reads standard input.
        message: The network message id of a stored message, instead of a file.
        form: `json` prints the report as an object.
        where: Which server; its settings say which relays and filters are ours.
    """
    if (file is None) is not bool(message):
        raise UsageError("Explain which header? Name a file, `-`, or a message with --message.")
    text = "" if file is None else _text(file)
    with where.connect() as server:
        explorer = server.explorer
        report = explorer.headers(message) if message else explorer.explain_header(text)
    if form == "json":
        print_json(report)
    else:
        show_report(report)


def show_report(report: HeaderReport) -> None:
    """The report for a person: what is odd first, every sentence on a line of its own."""
    sender = report["sender"]
    line("From", f"{sender['display_name']} <{sender['address']}>".strip())
    if report["reply_to"]:
        line("Reply-To", ", ".join(one["address"] for one in report["reply_to"]))
    line("Subject", report["subject"] or "-")
    line("Sent", local_time(report["sent_at"]))
    if report["cut"]:
        line("Not whole", ", ".join(report["cut"]))
    if report["oddities"]:
        head("What is odd")
        for one in report["oddities"]:
            mark = "!" if one["weight"] == "strong" else "-"
            print(f"{mark} {harmless(defanged_text(one['sentence']))}")
    show_journey(report["journey"])
    show_vouching(report["vouching"])
    _show_words(report["words"])


def show_journey(journey: Journey) -> None:
    """The hops as a table, first server first, and a sentence on the whole."""
    if not journey["hops"]:
        return
    head("The way it came")
    show_hops(journey["hops"])
    for number, hop in enumerate(journey["hops"], start=1):
        if hop["remark"]:
            print(f"Hop {number}: {harmless(hop['remark'])}")
    print(_whole(journey))


def show_hops(hops: list[Hop]) -> None:
    """Hops as a table, first server first."""
    print_table(_HOPS, [_hop_row(hop) for hop in hops])


def show_vouching(vouching: Vouching) -> None:
    """Each result with what it means."""
    head("Who vouches for the sender")
    print(harmless(vouching["sentence"]))
    if vouching["checks"]:
        print_table(_CHECKS, [_check_row(one) for one in vouching["checks"]])
    for one in vouching["checks"]:
        told = f"{one['name']} {one['result']} ({one['reference']}): {one['meaning']}"
        print(harmless(f"- {told} {one['alignment']}".rstrip()))
    for signature in vouching["signatures"]:
        named = f"{signature['domain']}, selector {signature['selector']}"
        remarks = " ".join(signature["remarks"])
        print(harmless(f"- Signed by {named} ({signature['algorithm']}). {remarks}".rstrip()))
    for seal in vouching["seals"]:
        said = ", ".join(seal["results"]) or "nothing"
        told = f"ARC seal {seal['instance']} by {seal['domain']}, chain {seal['chain']}: {said}."
        print(harmless(f"- {told}"))


def line(name: str, value: str) -> None:
    """A name and its value, neither of which can steer the terminal or be clicked."""
    print(f"{harmless(name):<16}  {harmless(defanged_text(value))}")


def head(title: str) -> None:
    print()
    print(bold(title, sys.stdout))


def yes(flag: bool | None) -> str:
    """A flag in a table's cell; `-` where the question makes no sense."""
    return "-" if flag is None else "yes" if flag else "no"


def _show_words(words: list[Word]) -> None:
    if words:
        head("What filters wrote")
        print_table(_WORDS, [_word_row(one) for one in words])


def _whole(journey: Journey) -> str:
    seconds, border = journey["seconds"], journey["border"]
    parts = [f"{len(journey['hops'])} hops"]
    if seconds is not None:
        parts.append(f"{seconds} s in all")
    if border is not None:
        parts.append(f"hop {border + 1} took it from outside")
    if journey["first_untrusted"] is not None:
        made_up = journey["first_untrusted"] + 1
        parts.append(f"hop {made_up} and what stands before it may be made up")
    if journey["cut"]:
        parts.append("more hops were left out")
    return "; ".join(parts) + "."


def _hop_row(hop: Hop) -> list[str]:
    return [
        hop["from_host"] or hop["from_name"] or "-",
        hop["from_ip"] or "-",
        hop["by"] or "-",
        hop["protocol"] or "-",
        hop["tls"] or "-",
        local_time(hop["at"]),
        "-" if hop["delay"] is None else f"{hop['delay']} s",
        hop["side"],
    ]


def _check_row(check: Check) -> list[str]:
    return [
        check["name"],
        check["result"],
        check["domain"] or "-",
        yes(check["aligned"]),
        check["said_by"] or "-",
        yes(check["believed"]),
    ]


def _word_row(word: Word) -> list[str]:
    return [
        word["provider"],
        word["key"],
        word["value"] or "-",
        "-" if word["score"] is None else f"{word['score']:g}",
        word["meaning"] or word["label"],
        yes(word["believed"]),
    ]


def _text(file: Path) -> str:
    try:
        if str(file) == "-":
            data = sys.stdin.buffer.read(_LONGEST)
        else:
            with file.open("rb") as opened:
                data = opened.read(_LONGEST)
    except OSError as error:
        stored = " A stored message is named with --message." if _ID.fullmatch(str(file)) else ""
        raise UsageError(f"{file} cannot be read: {error.strerror}.{stored}") from error
    return _header_of(data).decode("utf-8", "replace")


def _header_of(data: bytes) -> bytes:
    """No more of a mail than its header leaves this machine."""
    return split(data.lstrip(b"\r\n"))[0]
