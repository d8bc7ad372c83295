"""What a mail is, is told by its subfolder or by a file."""

from __future__ import annotations

import pytest

from clawback.evaluation.labels import CLEAN, BadLabelsError, labelled


def put(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"Subject: x\r\n\r\n")


def told(folder):
    return {str(one.path.relative_to(folder)): one.label for one in labelled(folder)}


def test_subfolders_are_labels(tmp_path):
    """As deep as they are; some names mean clean, and files beside them are left out."""
    put(tmp_path, "fraud/a.eml", "fraud/cur/b", "clean/c.eml", "HAM/d", "readme.txt")
    assert told(tmp_path) == {
        "HAM/d": CLEAN,
        "clean/c.eml": CLEAN,
        "fraud/a.eml": "fraud",
        "fraud/cur/b": "fraud",
    }


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("labels.csv", "file,label\na.eml,fraud\nx/b.eml,\n"),
        (
            "labels.jsonl",
            '{"file": "a.eml", "label": "fraud"}\n{"file": "x/b.eml", "label": null}\n',
        ),
    ],
)
def test_a_file_says_what_is_what(tmp_path, name, text):
    """And nothing that it does not name is looked at."""
    put(tmp_path, "a.eml", "x/b.eml", "x/c.eml")
    (tmp_path / name).write_text(text)
    assert told(tmp_path) == {"a.eml": "fraud", "x/b.eml": CLEAN}


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("labels.csv", "file,label\n../secret,x\n", "no file of"),
        ("labels.csv", "file,label\nnone.eml,x\n", "no file of"),
        ("labels.csv", "name,label\na.eml,x\n", "cannot be read"),
        ("labels.jsonl", "[1]\n", "cannot be read: a line is no object"),
        ("labels.jsonl", "{\n", "cannot be read"),
        ("other.txt", "", "holds no labelled mail"),
    ],
)
def test_a_mistake_is_said(tmp_path, name, text, said):
    """With the file where it is."""
    put(tmp_path, "a.eml")
    (tmp_path / name).write_text(text)
    with pytest.raises(BadLabelsError, match=said):
        labelled(tmp_path)
    with pytest.raises(BadLabelsError, match="is no folder"):
        labelled(tmp_path / "a.eml")
