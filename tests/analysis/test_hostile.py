"""Every hostile shape is read, in time and in memory, and harms no mail behind it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.making import hostile

from clawback.analysis.message import analyse
from clawback.analysis.pool import AnalysisPool

pytestmark = pytest.mark.slow


ORDINARY = b"From: a@b.example\nSubject: ordinary\n\nsee https://ordinary.example/ today\n"
MEMORY = 512 * 1024 * 1024
# Shapes in which there is no lure, or it stands behind what a limit cut (and `parse` says so).
WITHOUT_LURE = frozenset(
    (
        *("empty", "only_newlines", "no_header", "no_body", "no_newline_at_all", "only_nul"),
        *("random_high_bytes", "parts_50k", "parts_200k_tiny", "body_text_20mb"),
        *("html_comment_bomb", "urls_100k", "text_100k_dots", "text_slashes"),
        "url_nested_wrappers",  # nobody opens 500 wrappers; five are taken off
    )
)


@pytest.fixture(scope="module")
def pool() -> Iterator[AnalysisPool]:
    with AnalysisPool(1, memory_bytes=MEMORY) as pool:
        yield pool


def test_there_are_enough_shapes():
    """The collection is as large as the threat model asks."""
    assert len(hostile.names()) >= 60


@pytest.mark.parametrize("name", hostile.names())
def test_a_hostile_mail_is_read_and_the_next_is_unharmed(pool: AnalysisPool, name: str):
    """The shape gives a message within 5 s and 512 MB, and the mail behind it is read in full."""
    raw = hostile.shape(name)
    start = time.monotonic()
    message = pool.analyse(raw)
    assert time.monotonic() - start < 5
    assert message.size == len(raw)
    assert not message.parse.startswith("failed")
    assert message.parse not in {"limited:time", "limited:memory"}
    (pid,) = pool.pids
    assert _peak(pid) < MEMORY
    assert pool.analyse(ORDINARY) == analyse(ORDINARY)


@pytest.mark.parametrize("name", sorted(set(hostile.names()) - WITHOUT_LURE))
def test_the_lure_is_found(name: str):
    """Whatever a shape does, the link that a mail program would show is among the URLs."""
    message = analyse(hostile.shape(name))
    assert "lure.example" in {url.domain for url in message.urls}


@pytest.mark.parametrize(
    ("name", "parse"),
    [
        ("subject_100k_encoded_words", "limited:header_field,header_block"),
        ("headers_100k", "limited:header_block,header_lines"),
        ("to_100k_addresses_folded", "limited:header_field,header_block,header_lines,addresses"),
        ("parts_50k", "limited:parts"),
        ("depth_60", "limited:depth"),
        ("depth_10000", "limited:depth"),
        ("body_text_20mb", "limited:body"),
        ("url_1mb", "limited:urls"),
        ("from_unquoted_commas", "complete"),
    ],
)
def test_what_was_cut_is_said(name: str, parse: str):
    """A limit that cut something is named; a mail that was read in full says so."""
    assert analyse(hostile.shape(name)).parse == parse


@pytest.mark.parametrize(
    ("name", "ambiguity"),
    [
        ("from_twice", "duplicate_from"),
        ("header_without_colon", "broken_header"),
        ("header_8bit", "8bit_header"),
        ("header_nul", "nul"),
        ("bare_cr_in_header", "bare_cr"),
        ("content_type_twice", "duplicate_content_type"),
        ("boundary_twice", "duplicate_boundary"),
        ("boundary_missing", "missing_boundary"),
        ("encoding_unknown", "unknown_encoding"),
        ("encoding_twice", "conflicting_encoding"),
        ("base64_stray_character", "bad_base64"),
    ],
)
def test_what_two_readers_could_read_differently_is_flagged(name: str, ambiguity: str):
    """Each public class of ambiguity has its code."""
    assert ambiguity in analyse(hostile.shape(name)).ambiguities


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("name_path", "../../../etc/passwd"),
        ("name_script", "<img src=x onerror=alert(1)>.pdf"),
        ("name_bidi", "invoice⟨U+202E⟩fdp.exe"),
        ("name_crlf", "a␍␊X-Evil: b.txt"),
        ("name_split_2231", "€.exe"),
        ("name_encoded_word", "invoice.exe"),
    ],
)
def test_hostile_names_stay_text(name: str, shown: str):
    """A file name is kept as the mail gave it, with nothing invisible left in it."""
    assert [one.name for one in analyse(hostile.shape(name)).attachments] == [shown]


def _peak(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
    return int(peak) * 1024
