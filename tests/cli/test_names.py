"""Files of ids."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest

from clawback.cli.failure import UsageError
from clawback.cli.names import names_in


def test_where_names_come_from(tmp_path, monkeypatch):
    """A file, standard input, an uploaded list, or nowhere."""
    file = tmp_path / "ids"
    file.write_bytes(b"\xef\xbb\xbfa@x\n")
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(b"b@x\n")))
    given = [None, str(file), "-", "list:wave"]
    texts = [names and names["text"] for names in map(names_in, given)]
    assert texts == [None, "a@x\n", "b@x\n", "list:wave"]


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_what_cannot_be_read(tmp_path, content):
    """A missing file and bytes that are no text are named in the error."""
    file = tmp_path / "ids"
    if content:
        file.write_bytes(content)
    with pytest.raises(UsageError, match="ids"):
        names_in(str(file))
