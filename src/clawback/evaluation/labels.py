"""A folder of mail, and what each is: by its subfolder, or by a file that says so."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from clawback.model.errors import BadInputError

CLEAN = ""
"""The label of mail that belongs to no campaign."""
_CLEAN = frozenset({"", "clean", "ham", "legit", "legitimate", "none"})
_TABLE, _LINES = "labels.csv", "labels.jsonl"
_LARGEST = 50 << 20  # bytes of one mail


class BadLabelsError(BadInputError):
    """The labels of this folder cannot be used."""

    code = "bad_labels"


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A file with one mail, and the campaign that it is of; `CLEAN` for none."""

    path: Path
    label: str


def labelled(folder: Path) -> list[Labelled]:
    """Every mail of a folder with its label, in order of their names.

    `labels.csv` (columns `file` and `label`) or `labels.jsonl` (objects of these) name files below
    the folder; without either the subfolder is the label. `clean`, `ham`, `legit` and nothing mean
    clean mail.

    Raises:
        BadLabelsError: there is no mail, no label, or a file that is named is not there.
    """
    if not folder.is_dir():
        raise BadLabelsError(f"{folder} is no folder.")
    told = _told(folder)
    found = sorted(told if told is not None else _by_subfolder(folder))
    if not found:
        raise BadLabelsError(
            f"{folder} holds no labelled mail. Put the mails of each campaign into a subfolder of "
            f"its own and the others into `clean`, or add {_TABLE}."
        )
    return [Labelled(path=path, label=_label(label)) for path, label in found]


def _label(text: str) -> str:
    return CLEAN if text.strip().lower() in _CLEAN else text.strip()


def _by_subfolder(folder: Path) -> Iterator[tuple[Path, str]]:
    for path in folder.rglob("*"):
        if path.is_file() and not path.is_symlink() and path.parent != folder:
            yield path, path.relative_to(folder).parts[0]


def _told(folder: Path) -> list[tuple[Path, str]] | None:
    for name, read in ((_TABLE, _table), (_LINES, _lines)):
        if (folder / name).is_file():
            try:
                return [(_within(folder, one), label) for one, label in read(folder / name)]
            except (OSError, ValueError, KeyError, csv.Error) as error:
                raise BadLabelsError(f"{folder / name} cannot be read: {error}.") from None
    return None


def _table(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["file"], row["label"] or ""


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            read = json.loads(line)
            if not isinstance(read, dict):
                raise ValueError("a line is no object")
            yield str(read["file"]), str(read["label"] or "")


def _within(folder: Path, name: str) -> Path:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()) or not path.is_file():
        raise BadLabelsError(f"The labels name {name!r}, which is no file of {folder}.")
    if path.stat().st_size > _LARGEST:
        raise BadLabelsError(f"{path} is larger than {_LARGEST >> 20} MB, and no mail.")
    return path
