"""A report as a Word document (ECMA-376)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from io import BytesIO

from docx import Document
from docx.document import Document as Page
from docx.shared import Cm

from clawback.campaigns.report.gathering import Report, Tabled, place_label
from clawback.campaigns.report.picture import timeline, way
from clawback.model.location import DeliveryAction
from clawback.model.spreadsheet import visible

_WIDTH = Cm(16.5)


def docx_of(report: Report) -> bytes:
    """The whole report as a file's bytes."""
    page, one = Document(), report.shown.campaign
    page.core_properties.title = visible(f"Campaign {one.name}")
    page.core_properties.author = "Clawback"
    page.core_properties.created = page.core_properties.modified = report.at.replace(tzinfo=None)
    page.add_heading(visible(one.name), 0)
    page.add_paragraph(
        visible(f"Campaign {one.id}, as it stood on {_time(report.at)}, for {report.by}.")
    )
    _facts(page, report)
    if report.shown.extent.deliveries:
        _pictures(page, report)
    for table in report.tables:
        _table(page, table)
    _changes(page, report)
    written = BytesIO()
    page.save(written)
    return written.getvalue()


def _facts(page: Page, report: Report) -> None:
    shown, extent = report.shown, report.shown.extent
    places = sorted(shown.places.items(), key=lambda place: -place[1])
    inboxed = shown.inboxed
    rate = f"{shown.clicks / inboxed:.1%}" if inboxed else "-"
    rows = [
        ("Kind", shown.campaign.kind.label),
        ("Subject", shown.campaign.subject),
        ("First mail", _time(extent.first)),
        ("Last mail", _time(extent.last)),
        ("Messages", str(extent.messages)),
        ("Deliveries", str(extent.deliveries)),
        ("Recipients", str(extent.recipients)),
        *((place.label, str(count)) for place, count in places),
        ("Clicks", str(shown.clicks)),
        ("Clicks for each delivery in an inbox", rate),
        ("Filter", shown.filter),
    ]
    if shown.campaign.merged_into:
        rows.insert(0, ("Merged into", shown.campaign.merged_into))
    _rows(page, ("About", "It"), rows)


def _pictures(page: Page, report: Report) -> None:
    page.add_heading("Over time", 1)
    labels = [place_label(series.value) for series in report.days.series]
    page.add_picture(BytesIO(timeline(report.days, labels)), width=_WIDTH)
    page.add_heading("The way of its mail", 1)
    page.add_picture(BytesIO(way(report.flow)), width=_WIDTH)


def _table(page: Page, table: Tabled) -> None:
    page.add_heading(table.title, 1)
    rows = [
        (
            one.value,
            str(one.count),
            str(one.parts.get(DeliveryAction.DELIVERED.value, 0)),
        )
        for one in table.values
    ]
    _rows(page, (table.title, "Deliveries", "Delivered to an inbox"), rows)
    if table.different > len(rows):
        page.add_paragraph(f"The {len(rows)} most frequent of {table.different}.")


def _changes(page: Page, report: Report) -> None:
    if not report.changes:
        return
    page.add_heading("Merged and split by people", 1)
    rows = [
        (
            _time(one.at),
            one.kind.label,
            f"{one.origin} → {one.target}",
            str(one.mails),
            one.actor,
            one.reason,
        )
        for one in report.changes
    ]
    _rows(page, ("When", "What", "From and to", "Messages", "Who", "Why"), rows)


def _rows(page: Page, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    table = page.add_table(rows=1, cols=len(head), style="Light Grid Accent 1")
    for cell, text in zip(table.rows[0].cells, head, strict=True):
        cell.text = text
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = visible(text)


def _time(moment: datetime | None) -> str:
    return "-" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S} UTC"
