"""Rows as CSV on standard output, for spreadsheets: no cell can become a formula there."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Sequence

from clawback.model.spreadsheet import cell, harmless


def print_csv(columns: Sequence[str], rows: Iterable[Iterable[object]]) -> None:
    """A heading, and a line for each row (RFC 4180), written as they come."""
    write = csv.writer(sys.stdout, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    write.writerow([harmless(name) for name in columns])
    for row in rows:
        write.writerow([harmless(cell(value)) for value in row])
