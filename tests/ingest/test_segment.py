"""What damage does to a segment: it costs the records it touches and no other."""

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ingest.doubles import NOON, intake

from clawback.ingest.intake import Envelope
from clawback.ingest.spool import MAIL, Spool
from clawback.model.clock import FixedClock
from clawback.model.native_codec import read_json
from clawback.spool.commit import SpoolLimits
from clawback.spool.segment import FILE_SIZE, HEAD_SIZE, MAGIC, Record, SegmentReader, seal

pytestmark = pytest.mark.slow


bodies = st.lists(st.binary(max_size=300), min_size=1, max_size=6)


class Folder:
    """A spool's folder that lives for one example."""

    def __enter__(self):
        self.path = Path(tempfile.mkdtemp())
        return self.path

    def __exit__(self, *_):
        shutil.rmtree(self.path)


def opened(folder):
    return Spool(folder, clock=FixedClock(NOON), limits=SpoolLimits(reserve=0))


def written(folder, raws):
    """A spool's one segment, and the offset at which each record ends."""
    spool = opened(folder)
    intakes = [intake(raw=raw) for raw in raws]
    spool.accept(intakes)
    spool.close()
    ends, end = [], FILE_SIZE
    for one in intakes:
        end += seal(MAIL, one).size
        ends.append(end)
    (path,) = folder.glob("*.seg")
    assert path.stat().st_size == end
    return path, ends


def survivors(folder):
    spool = opened(folder)
    raws = []
    while block := spool.read(most=100, most_bytes=1 << 20, wait=0):
        raws += [one.intake.raw for one in block.mails]
        spool.settle(block.place)
    parked = [(folder / "corrupt" / name).read_bytes() for name in spool.parking.names()]
    spool.accept([intake(raw=b"afterwards")])
    last = spool.read(most=100, most_bytes=1 << 20, wait=0)
    assert [one.intake.raw for one in last.mails] == [b"afterwards"]
    spool.close()
    return raws, parked


@settings(max_examples=60, deadline=None)
@given(raws=bodies, data=st.data())
def test_a_flipped_bit_costs_one_record(raws, data):
    """Any bit of a segment may turn: the other mails are read, the damaged bytes are parked."""
    with Folder() as folder:
        path, ends = written(folder, raws)
        content = bytearray(path.read_bytes())
        at = data.draw(st.integers(0, len(content) - 1))
        content[at] ^= 1 << data.draw(st.integers(0, 7))
        path.write_bytes(content)
        hit = None if at < FILE_SIZE else next(n for n, end in enumerate(ends) if at < end)
        expected = [raw for number, raw in enumerate(raws) if number != hit]
        found, parked = survivors(folder)
        assert found == expected
        if hit is None:
            assert not parked
        else:
            start = ends[hit - 1] if hit else FILE_SIZE
            assert bytes(content[start : ends[hit]]) in parked


@settings(max_examples=60, deadline=None)
@given(raws=bodies, data=st.data())
def test_a_torn_tail_costs_what_was_torn(raws, data):
    """A file that ends anywhere gives every whole record, and the rest is parked."""
    with Folder() as folder:
        path, ends = written(folder, raws)
        content = path.read_bytes()
        keep = data.draw(st.integers(0, len(content) - 1))
        path.write_bytes(content[:keep])
        whole = sum(end <= keep for end in ends)
        found, parked = survivors(folder)
        assert found == raws[:whole]
        start = ends[whole - 1] if whole else FILE_SIZE
        assert b"".join(parked) == content[start:keep]


@settings(max_examples=30, deadline=None)
@given(raws=bodies, junk=st.binary(min_size=1, max_size=400))
def test_junk_behind_the_records_is_parked(raws, junk):
    """Whatever stands behind the last record is kept aside."""
    with Folder() as folder:
        path, _ = written(folder, raws)
        with path.open("ab") as file:
            file.write(junk)
        found, parked = survivors(folder)
        assert found == raws
        assert parked == [junk]


def test_a_mail_cannot_pass_for_a_record(tmp_path):
    """A mail that carries a whole segment does not become mails of its own after damage."""
    inner, _ = written(tmp_path / "inner", [b"forged"])
    forged = inner.read_bytes()[FILE_SIZE:]
    path, ends = written(tmp_path / "outer", [b"first" + forged, b"second"])
    content = bytearray(path.read_bytes())
    content[FILE_SIZE + 10] ^= 1  # the first record's header
    path.write_bytes(content)
    found, _ = survivors(tmp_path / "outer")
    assert found == [b"second"]
    assert ends[0] < len(content)


def test_the_format_is_as_documented(tmp_path):
    """The offsets and sizes of the module's description are those on disk."""
    path, _ = written(tmp_path, [b"hello"])
    content = path.read_bytes()
    assert (FILE_SIZE, HEAD_SIZE) == (24, 40)
    assert content[:8] == MAGIC
    assert content[8:16] == content[24:32]
    assert int.from_bytes(content[32:40], "big") == 1
    assert content.endswith(b"hello")


def test_a_record_larger_than_the_window_is_read(tmp_path):
    """Records may be larger than what is read from disk at once, and lie across its edges."""
    raws = [b"a" * 700_000, b"b" * 3_000_000, b"c" * 700_000, b"d"]
    path, _ = written(tmp_path, raws)
    reader = SegmentReader(path, MAIL)
    offset, found = FILE_SIZE, []
    while record := reader.found_at(offset, reader.size):
        assert isinstance(record, Record)
        found.append(record.value.raw)
        offset = record.end
    reader.close()
    assert found == raws


def test_records_of_an_older_release_are_read():
    """An envelope without what was added since has nothing there, and none of it is lost."""
    older = b'{"received_at":"2026-11-23T12:00:00Z","source":"lmtp","recipients":["a@b.example"]}'
    envelope = read_json(Envelope, older)
    assert (envelope.recipients, envelope.queue_id, envelope.tls) == (("a@b.example",), "", "")
