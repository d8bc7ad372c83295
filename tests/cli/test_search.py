"""`clawback search`."""

from __future__ import annotations

import csv
import io
import json

import pytest

from clawback.cli.exit_code import ExitCode

pytestmark = pytest.mark.usefixtures("library")


def test_a_table_is_newest_first(clawback):
    """Without a filter every delivery is shown, one line each."""
    done = clawback("search")
    assert done.code is ExitCode.DONE
    heading, *lines = done.out.splitlines()
    assert heading.split()[:3] == ["received", "sender", "recipient"]
    assert ["Invoice" in line for line in lines] == [True] * 3
    assert lines[0].startswith("2026-11-23 12:00:00 UTC") or "bob@example.org" in lines[0]


def test_a_count_is_a_number_alone(clawback):
    """A script can read it without parsing."""
    assert clawback("search", "subject~invoice", "--count").out == "3\n"
    assert clawback("search", "subject:nothing", "--count").out == "0\n"


def test_columns_and_order_are_chosen(clawback):
    """In a table and in every other form; the heading says the fields' names."""
    chosen = ("--columns", "subject,to", "--sort", "subject")
    heading, *lines = clawback("search", *chosen).out.splitlines()
    assert heading.split() == ["subject", "recipient"]
    assert [line.split()[1] for line in lines] == ["1", "2", "3"]
    backwards = clawback("search", "--columns", "subject", "--sort", "-subject", "--format", "csv")
    assert [line[0] for line in csv.reader(io.StringIO(backwards.out))][1:] == [
        "Invoice 3",
        "Invoice 2",
        "Invoice 1",
    ]
    rows = json.loads(clawback("search", "--limit", "2", "--format", "json", *chosen).out)
    assert rows == [{"subject": f"Invoice {n}", "recipient": "bob@example.org"} for n in (1, 2)]


def test_own_columns_have_a_heading_without_rows_too(clawback):
    """And times are shown as in the usual table."""
    assert clawback("search", "subject:no", "--columns", "subject").out.split() == ["subject"]
    assert "UTC" in clawback("search", "--columns", "time_received").out


def test_a_column_that_does_not_exist_is_said(clawback):
    """With the nearest one; the same for an order."""
    for option in ("--columns", "--sort"):
        done = clawback("search", option, "subjct")
        assert done.code in {ExitCode.ERROR, ExitCode.USAGE}
        assert 'Did you mean "subject"?' in done.err


def test_words_are_one_filter(clawback):
    """Several words, also with a leading minus, are one text."""
    assert clawback("search", "subject~invoice", "-subject~2", "--count").out == "2\n"
    assert clawback("search", "--count", "subject~invoice", "AND", "subject~3").out == "1\n"


@pytest.mark.parametrize("limit", [[], ["--limit", "2"]])
def test_json_has_the_fields_names(clawback, limit):
    """An array of objects, all of them or as many as asked for."""
    rows = json.loads(clawback("search", "", "--format", "json", *limit).out)
    assert len(rows) == (2 if limit else 3)
    assert {row["recipient"] for row in rows} == {"bob@example.org"}
    assert rows[0]["time_received"].endswith("Z")


@pytest.mark.parametrize("limit", [[], ["--limit", "2"]])
def test_ndjson_is_an_object_a_line(clawback, limit):
    """Lines can be read one at a time."""
    lines = clawback("search", "--format", "ndjson", *limit).out.splitlines()
    assert [json.loads(line)["recipient"] for line in lines] == ["bob@example.org"] * (
        2 if limit else 3
    )


def test_csv_goes_to_standard_output(clawback):
    """A heading and a line for each delivery."""
    done = clawback("search", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert sorted(row["subject"] for row in rows) == ["Invoice 1", "Invoice 2", "Invoice 3"]


@pytest.mark.parametrize(
    ("form", "magic"), [("xlsx", b"PK"), ("parquet", b"PAR1"), ("csv", b'"'), ("json", b"[")]
)
def test_a_file_is_whole_or_not_there(clawback, tmp_path, form, magic):
    """Every format can be written to a file."""
    path = tmp_path / f"out.{form}"
    assert clawback("search", "--format", form, "--output", str(path)).code is ExitCode.DONE
    assert path.read_bytes().startswith(magic)
    missing = tmp_path / "no" / "out.csv"
    refused = clawback("search", "--format", form, "--output", str(missing))
    assert refused.code is ExitCode.USAGE
    assert "cannot be written" in refused.err


def test_a_table_says_when_there_is_more(clawback):
    """What was left out is counted, on standard error."""
    done = clawback("search", "--limit", "2")
    assert len(done.out.splitlines()) == 3
    assert "2 of 3 deliveries" in done.err


def test_a_mistake_is_pointed_at(clawback):
    """Exit code 2, the sentence, the filter and a caret."""
    done = clawback("search", "subject:x sendr_domain:y")
    assert done.code is ExitCode.USAGE
    assert "sender_domain" in done.err
    assert done.err.splitlines()[-1].strip() == "^" * len("sendr_domain")
    assert done.err.splitlines()[-1].index("^") == 2 + len("subject:x ")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--limit", "0"],
        ["--limit", "x"],
        ["--lmit", "3"],
        ["--since", "yesterdayish"],
        ["--format", "pdf"],
        ["--format", "csv", "--limit", "3"],
        ["--format", "csv", "--limit", "3", "--output", "x.csv"],
    ],
)
def test_wrong_usage_is_told_in_a_sentence(clawback, arguments):
    """Exit code 2 and no traceback."""
    done = clawback("search", *arguments)
    assert done.code is ExitCode.USAGE
    assert done.err.startswith("clawback: ")
    assert "Traceback" not in done.err


def test_bounds_in_time(clawback):
    """`--since` is included and `--until` is not; both may be told from now."""
    assert clawback("search", "--since", "2026-11-23", "--count").out == "3\n"
    assert clawback("search", "--until", "2026-11-23", "--count").out == "0\n"
    assert clawback("search", "--since", "-52w", "--count").out == "3\n"
