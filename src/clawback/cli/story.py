"""`clawback message show` and `timeline`: all that is known of a message, for a person."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal, TypeAlias

from cyclopts import Parameter

from clawback.cli.choices import Format
from clawback.cli.connection import ANYWHERE, Where
from clawback.cli.defanged import defanged, defanged_text
from clawback.cli.headers import head, line, show_vouching, yes
from clawback.cli.output import local_time, print_json
from clawback.cli.receiving import receive
from clawback.cli.table import Column, print_table
from clawback.cli.terminal import harmless, say
from clawback.client.messages import (
    AttachedFile,
    Judged,
    Judgement,
    LinkInMail,
    MessagePage,
    Moment,
    NamedValue,
    RecipientOf,
    RelatedMail,
    SimilarMail,
)

TimelineFormat: TypeAlias = Annotated[
    Literal["table", "json", "csv", "ndjson"], Parameter(name="--format")
]
_MOST = 20  # recipients, files and links that are shown on a terminal
_LIKES = 10
_RECIPIENTS = (
    Column("recipient", shrinks=True),
    Column("action"),
    Column("put into"),
    Column("now in"),
    Column("done since", shrinks=True),
)
_FILES = (
    Column("name", shrinks=True),
    Column("is"),
    Column("bytes", right=True),
    Column("marks", shrinks=True),
    Column("threat"),
    Column("SHA-256", shrinks=True),
)
_LINKS = (
    Column("leads to", shrinks=True),
    Column("behind", shrinks=True),
    Column("in"),
    Column("wrapped"),
    Column("threat"),
)
_MOMENTS = (
    Column("at"),
    Column("recipient", shrinks=True),
    Column("by"),
    Column("event"),
    Column("result"),
    Column("details", shrinks=True),
)
_RELATED = (
    Column("deliveries", right=True),
    Column("messages", right=True),
    Column("share", shrinks=True),
    Column("filter", shrinks=True),
)
_SIMILAR = (
    Column("score", right=True),
    Column("received"),
    Column("sender", shrinks=True),
    Column("subject", shrinks=True),
    Column("shares", shrinks=True),
    Column("message"),
)


def show(
    message: str,
    /,
    *,
    recipient: str | None = None,
    days: int = 30,
    form: Format = "table",
    where: Where = ANYWHERE,
) -> None:
    """Shows all that is known of a message but its body.

    Args:
        message: The network message id, as `clawback search --format json` prints it.
        recipient: Whose delivery; without it the first by address.
        days: How far before and after the mail related and similar ones are looked for.
        form: `json` prints one object with the page, the timeline, what is related and similar.
        where: Which server.
    """
    with where.connect() as server:
        page = server.messages.page(message, recipient)
        moments = server.messages.timeline(message, recipient)
        kin = server.messages.related(message, recipient, days)
        similar = server.messages.similar(message, recipient, days, _LIKES)
    if form == "json":
        print_json({**page, "timeline": moments, **kin, "similar": similar})
        return
    _show_page(page)
    _show_timeline(moments)
    head(f"Shared with other mail within {days} days")
    print(harmless(kin["contact"]["sentence"]))
    print_table(_RELATED, [_related_row(one) for one in kin["related"]])
    if similar["similar"]:
        head("Like it")
        print_table(_SIMILAR, [_similar_row(one) for one in similar["similar"]])


def timeline(
    message: str,
    /,
    *,
    recipient: str | None = None,
    text: str = "",
    form: TimelineFormat = "table",
    output: Path | None = None,
    where: Where = ANYWHERE,
) -> None:
    """Shows what happened to a message, oldest first.

    Args:
        message: The network message id.
        recipient: One delivery alone; without it all of the message.
        text: Only lines in which all these words stand.
        form: How it is printed.
        output: The file to write, instead of standard output.
        where: Which server.
    """
    with where.connect() as server:
        if form in {"csv", "ndjson"}:
            blocks = server.messages.timeline_file(message, recipient, text, form)
            receive(blocks, output, is_text=True)
            return
        moments = server.messages.timeline(message, recipient, text)
    if form == "json":
        print_json(moments)
    else:
        print_table(_MOMENTS, [_moment_row(one) for one in moments])


def _show_page(page: MessagePage) -> None:
    _show_details(page)
    _show_detection(page)
    show_vouching(page["authentication"])
    if page["verdict"]:
        _show_verdict(page["verdict"])
    _show_judgements(page["judgements"])
    odd = [one["sentence"] for one in page["oddities"]]
    odd += [f"{one['label']}." for one in page["ambiguities"]]
    if odd:
        head("What is odd")
        for sentence in odd:
            print(harmless(f"- {defanged_text(sentence)}"))
    if page["attachments"]:
        head("Attachments")
        _some(_FILES, [_file_row(one) for one in page["attachments"]])
    if page["links"]:
        head("Links")
        _some(_LINKS, [_link_row(one) for one in page["links"]])
    head(f"Recipients ({page['recipient_count']:,})")
    _some(_RECIPIENTS, [_recipient_row(one) for one in page["recipients"]])


def _show_details(page: MessagePage) -> None:
    details = page["details"]
    sender = details["sender"]
    line("From", f"{sender['display_name']} <{sender['address']}>".strip())
    line("Subject", str(page["delivery"]["subject"]) or "-")
    for name, people in (("To", details["to"]), ("Cc", details["cc"])):
        if people:
            line(name, ", ".join(one["address"] for one in people))
    if details["reply_to"]:
        line("Reply-To", ", ".join(one["address"] for one in details["reply_to"]))
    line("Envelope sender", details["sender_mail_from_address"] or "-")
    line("Sent from", details["sender_ip"] or "-")
    line("Sent", local_time(details["sent_at"]))
    line("Received", local_time(details["time_received"]))
    line("Direction", _word(details["directionality"]))
    line("Size", f"{details['size']:,} bytes")
    for name, value in (
        ("Language", details["language"]),
        ("Connector", details["connector"]),
        ("Rules", ", ".join(details["transport_rules"])),
        ("Read", "" if page["parse"] == "complete" else page["parse"]),
    ):
        if value:
            line(name, value)
    line("Message-ID", page["internet_message_id"] or "-")
    line("Message", str(page["delivery"]["network_message_id"]))


def _show_detection(page: MessagePage) -> None:
    found = page["detection"]
    head("What was found")
    line("Threats", _words(found["original_threats"]))
    line("Found by", _words(found["detection_technologies"]))
    if found["malware_families"]:
        line("Malware", ", ".join(found["malware_families"]))
    line("Action", _word(found["delivery_action"]))
    line("Put into", _word(found["original_location"]))
    folder = f" ({found['folder']})" if found["folder"] else ""
    line("Now in", f"{_word(found['latest_location'])}{folder}")
    if found["additional_actions"]:
        line("Done since", _words(found["additional_actions"]))


def _show_verdict(verdict: Judged) -> None:
    head("The verdict")
    for sentence in (verdict["sentence"], verdict["override"], verdict["advice"]):
        if sentence:
            print(harmless(defanged_text(sentence)))
    for name, whom in (
        ("Pretends to be", verdict["impersonated_users"]),
        ("Pretends to be from", verdict["impersonated_domains"]),
    ):
        if whom:
            line(name, ", ".join(map(defanged_text, whom)))
    would = [one["sentence"] for one in verdict["changes"]] + verdict["remarks"]
    if would:
        head("What would change it")
        for sentence in would:
            print(harmless(f"- {defanged_text(sentence)}"))


def _show_judgements(judgements: Sequence[Judgement]) -> None:
    if judgements:
        head("What judges said")
    for one in judgements:
        print(harmless(f"{'*' if one['primary'] else '-'} {one['sentence']}"))
        for reason in one["evidence"]:
            print(harmless(f"    {defanged_text(reason)}"))


def _show_timeline(moments: Sequence[Moment]) -> None:
    head("What happened")
    print_table(_MOMENTS, [_moment_row(one) for one in moments])


def _some(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    print_table(columns, rows[:_MOST])
    if len(rows) > _MOST:
        say(f"{len(rows) - _MOST:,} more; --format json shows them.")


def _recipient_row(one: RecipientOf) -> list[str]:
    return [
        one["recipient"],
        one["delivery_action"]["label"],
        one["original_location"]["label"],
        one["latest_location"]["label"],
        _words(one["additional_actions"]),
    ]


def _file_row(one: AttachedFile) -> list[str]:
    kind = one["file_type"] or one["extension"] or "-"
    size = f"{one['size']:,}"
    name = "/".join(filter(None, (one["inside"], one["name"]))) or "-"
    return [name, kind, size, _words(one["marks"]), _words(one["threats"]), one["sha256"] or "-"]


def _link_row(one: LinkInMail) -> list[str]:
    return [
        defanged(one["url"]),
        defanged_text(one["text"]) or "-",
        one["source"]["label"],
        yes(bool(one["wrappers"])),
        _words(one["threats"]),
    ]


def _moment_row(one: Moment) -> list[str]:
    by = one["source"]["label"]
    return [
        local_time(one["at"]),
        one["recipient"],
        f"{by} {one['actor']}".strip(),
        one["event"]["label"],
        one["result"] or "-",
        defanged_text(one["details"]) or "-",
    ]


def _related_row(one: RelatedMail) -> list[str]:
    told = f"{one['label']}: {defanged_text(one['value'])}"
    return [f"{one['deliveries']:,}", f"{one['messages']:,}", told, defanged_text(one["filter"])]


def _similar_row(one: SimilarMail) -> list[str]:
    return [
        str(one["score"]),
        local_time(one["time_received"]),
        one["sender_address"],
        one["subject"],
        ", ".join(each["label"].lower() for each in one["shared"]),
        one["network_message_id"],
    ]


def _word(value: NamedValue | None) -> str:
    return value["label"] if value else "-"


def _words(values: Sequence[NamedValue]) -> str:
    return ", ".join(value["label"] for value in values) or "-"
