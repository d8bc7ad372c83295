"""mbox files, also odd ones."""

import mailbox
import os
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.making.mails import mail

from clawback.ingest.sources import mbox as mbox_module
from clawback.ingest.sources.mbox import is_mbox, read_mbox
from clawback.ingest.sources.port import Found, Hints, Skipped

FROM = b"From paul@sender.example Mon Nov  2 08:01:00 2026\n"


def read(path, hints=None):
    return list(read_mbox(path, hints or Hints()))


def raws(path):
    return [item.intake.raw for item in read(path) if isinstance(item, Found)]


def written(tmp_path, content):
    path = tmp_path / "box"
    path.write_bytes(content)
    return path


def test_mails_are_split_and_unquoted(tmp_path):
    """Two mails; one `>` is taken off each protected line, the file's empty line is not theirs."""
    one = b"Subject: 1\n\n>From here\n>>From there\n > From not\n"
    path = written(tmp_path, FROM + one + b"\n" + FROM + b"Subject: 2\n\nx\n\n")
    assert raws(path) == [
        b"Subject: 1\n\nFrom here\n>From there\n > From not\n",
        b"Subject: 2\n\nx\n",
    ]


def test_the_separator_tells_sender_and_time(tmp_path):
    """Envelope sender and time of delivery, for a mail that has no date of its own."""
    path = written(tmp_path, FROM + b"Subject: 1\n\nx\n")
    (item,) = read(path, Hints(recipient="anna@example.org"))
    envelope = item.intake.envelope
    assert envelope.mail_from == "paul@sender.example"
    assert envelope.received_at == datetime(2026, 11, 2, 8, 1, tzinfo=UTC)
    assert envelope.recipients == ("anna@example.org",)


@pytest.mark.parametrize(
    "line",
    [
        b"From the beginning it was 10:00 in 2026, he said\n",
        b"From: not even\n",
        b"From nobody\n",
    ],
)
def test_text_that_begins_with_from_does_not_split(tmp_path, line):
    """Only an empty line before, a date in it and a header behind it make a separator."""
    body = b"Subject: 1\n\ntext\n\n" + line + b"and so on it went\n"
    assert raws(written(tmp_path, FROM + body)) == [body]


def test_content_length_is_not_believed(tmp_path):
    """It is what the sender says: it must not hide the mail behind."""
    first = b"Content-Length: 100000\nSubject: 1\n\nx\n"
    path = written(tmp_path, FROM + first + b"\n" + FROM + b"Subject: 2\n\ny\n")
    assert len(raws(path)) == 2


def test_crlf_files_are_read(tmp_path):
    """Line ends stay as they are."""
    content = (FROM + b"Subject: 1\n\nx\n\n" + FROM + b"Subject: 2\n\ny\n").replace(b"\n", b"\r\n")
    assert raws(written(tmp_path, content)) == [
        b"Subject: 1\r\n\r\nx\r\n",
        b"Subject: 2\r\n\r\ny\r\n",
    ]


def test_a_mail_that_is_too_large_is_told_and_its_neighbours_read(tmp_path, monkeypatch):
    """Memory is bounded, and what is passed over is named by its number."""
    monkeypatch.setattr(mbox_module, "MAIL_LIMIT", 1000)
    large = b"Subject: 2\n\n" + b"x" * 70 * 20 + b"\n"
    path = written(
        tmp_path, FROM + b"Subject: 1\n\nx\n\n" + FROM + large + b"\n" + FROM + b"Subject: 3\n\nz\n"
    )
    first, skipped, third = read(path)
    assert isinstance(skipped, Skipped)
    assert "mail 2" in skipped.path
    assert isinstance(first, Found)
    assert third.intake.raw == b"Subject: 3\n\nz\n"


def test_sizes_add_up_to_the_file(tmp_path):
    """Progress reaches the end exactly."""
    path = written(tmp_path, (FROM + mail(1).replace(b"\r\n", b"\n") + b"\n") * 3)
    assert sum(item.size for item in read(path)) == path.stat().st_size


def test_a_file_without_line_ends_is_one_mail(tmp_path, monkeypatch):
    """Long lines are read in pieces and put together again."""
    monkeypatch.setattr(mbox_module, "_LINE_LIMIT", 64)
    body = b"Subject: 1\n\n" + b"From " * 1000
    assert raws(written(tmp_path, FROM + body)) == [body]


def test_links_and_pipes_are_not_followed(tmp_path):
    """A link in a user's folder could lead to anybody's file, a pipe could never end."""
    target = written(tmp_path, FROM + b"Subject: 1\n\nx\n")
    (tmp_path / "link").symlink_to(target)
    os.mkfifo(tmp_path / "pipe")
    assert not is_mbox(tmp_path / "link")
    assert not is_mbox(tmp_path / "pipe")
    (linked,) = read(tmp_path / "link")
    (piped,) = read(tmp_path / "pipe")
    assert (linked.reason, piped.reason) == ("it is a link", "it is not a file")


bodies = st.lists(
    st.lists(
        st.sampled_from([b"", b"text", b"From x", b">From y", b">>From", b"From: z"]), max_size=6
    ),
    min_size=1,
    max_size=4,
)


@settings(deadline=None)
@given(bodies)
def test_what_the_library_writes_is_read_back(tmp_path_factory, texts):
    """Python's own mbox writer (mboxo) is read mail for mail."""
    path = tmp_path_factory.mktemp("mbox") / "box"
    box = mailbox.mbox(path)
    for number, lines in enumerate(texts):
        box.add(b"Subject: %d\n\n" % number + b"\n".join(lines) + b"\n")
    box.close()
    found = raws(path)
    assert [raw.split(b"\n")[0] for raw in found] == [
        b"Subject: %d" % number for number in range(len(texts))
    ]


@settings(deadline=None)
@given(st.binary(max_size=500))
def test_any_bytes_are_read_whole(tmp_path_factory, junk):
    """No content raises, and none goes uncounted."""
    path = tmp_path_factory.mktemp("mbox") / "box"
    path.write_bytes(FROM + junk)
    assert sum(item.size for item in read(path)) == path.stat().st_size


@pytest.mark.parametrize(
    ("lines", "read_state"),
    [
        (b"Status: RO\nSubject: 1\n\nx\n", True),
        (b"Subject: 1\r\nstatus: O\r\n\r\nStatus: R\r\n", False),
        (b"Subject: 1\n\nStatus: R\n", None),
    ],
)
def test_a_mail_program_noted_whether_it_was_read(tmp_path, lines, read_state):
    """In the header's Status, and nowhere else."""
    (found,) = read(written(tmp_path, FROM + lines))
    assert found.intake.envelope.read is read_state
