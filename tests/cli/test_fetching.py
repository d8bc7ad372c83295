"""Downloads that break are gone on with, and what comes is what was made."""

from __future__ import annotations

import os
from hashlib import sha256
from types import SimpleNamespace

import pytest

from clawback.cli.failure import UsageError
from clawback.cli.fetching import DownloadDamagedError, ExportEndedError, await_end, fetch
from clawback.client.transport import UnreachableError

CONTENT = b"0123456789"


class Told:
    """A progress that remembers."""

    def __init__(self):
        self.said = []

    def tell(self, *what):
        self.said.append(what)


class Exports:
    """A server's exports over a line that breaks after four bytes, so many times."""

    def __init__(self, breaks=0, content=CONTENT):
        self.breaks, self.content, self.starts = breaks, content, []
        self.states = []

    def download(self, _, *, start=0):
        self.starts.append(start)
        if self.breaks:
            self.breaks -= 1
            yield self.content[start : start + 4]
            raise UnreachableError
        yield self.content[start:]

    def find(self, _):
        return self.states.pop(0)


def export(**changes):
    plain = {
        "id": "E-1",
        "state": "done",
        "size": 10,
        "written": 1,
        "total": 2,
        "sha256": sha256(CONTENT).hexdigest(),
        "reason": "",
    }
    return plain | changes


def server(exports):
    return SimpleNamespace(exports=exports)


def test_a_broken_download_goes_on(tmp_path):
    """From the byte where it broke, until the file is whole."""
    exports, told = Exports(breaks=2), Told()
    fetch(server(exports), export(), tmp_path / "a.csv", told)
    assert exports.starts == [0, 4, 8]
    assert (tmp_path / "a.csv").read_bytes() == CONTENT
    assert told.said[-1] == ("Downloading", 10, 10)


def test_a_later_download_goes_on_too(tmp_path):
    """What an earlier command left of the same export is not fetched again."""
    exports = Exports(breaks=9)
    with pytest.raises(UnreachableError):
        fetch(server(exports), export(size=99), tmp_path / "a.csv", Told())
    (part,) = tmp_path.iterdir()
    part.write_bytes(CONTENT[:7])
    exports = Exports()
    fetch(server(exports), export(), tmp_path / "a.csv", Told())
    assert exports.starts == [7]
    assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]


def test_what_is_not_what_was_made_is_thrown_away(tmp_path):
    """The hash decides; nothing is left that looks whole."""
    with pytest.raises(DownloadDamagedError, match="Download it again"):
        fetch(server(Exports(content=b"9876543210")), export(), tmp_path / "a.csv", Told())
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    """With its name."""
    with pytest.raises(UsageError, match=r"a\.csv cannot be written"):
        fetch(server(Exports()), export(), tmp_path / "none" / "a.csv", Told())


def test_waiting_tells_how_far_it_is():
    """Until it is done; one that ends otherwise is an error with its reason."""
    exports, told = Exports(), Told()
    exports.states = [export(state="running"), export()]
    assert await_end(server(exports), export(state="waiting"), told)["state"] == "done"
    assert told.said == [("Writing", 1, 2), ("Writing", 1, 2)]
    for state, reason, said in (
        ("failed", "The disk is full.", "disk is full"),
        ("cancelled", "", "Somebody"),
    ):
        with pytest.raises(ExportEndedError, match=said):
            await_end(server(exports), export(state=state, reason=reason), told)


def test_an_export_is_not_fetched_into_a_device(tmp_path):
    """A download that can be gone on with needs a file; a pipe is left as it is."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(UsageError, match="is not a file"):
        fetch(server(Exports()), export(), pipe, Told())
    assert [entry.name for entry in tmp_path.iterdir()] == ["pipe"]
