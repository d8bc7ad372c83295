"""Our own signatures by hash: files in a folder that ClamAV and YARA-X load.

`clawback.hsb` has a line a file (`SHA256:SIZE:NAME`), `clawback.yar` a rule a file. Both are
written anew, whole, and take the place of the old ones at once.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from clawback.analysis.providers.line import Address, exchange
from clawback.analysis.providers.port import NoVerdictError
from clawback.model.counted import counted
from clawback.submissions.submission import Category, FileSeen, Kind, Submission
from clawback.submissions.targets.target import (
    Parcel,
    Said,
    away,
    done,
    never_asked,
    only_confirmed,
)
from clawback.vault.keys import sync_folder, write_durably

HASHES, RULES = "clawback.hsb", "clawback.yar"
_LINE = re.compile(r"([0-9a-f]{64}):(\d{1,15}):(Clawback\.(Malware|Phishing)\.[A-Z0-9-]{1,40})")
_WORDS = {Category.MALWARE: "Malware", Category.PHISH: "Phishing"}
_VERDICTS = {"Malware": "malware", "Phishing": "phish"}
_RULE = """rule Clawback_{number} {{
  meta:
    verdict = "{verdict}"
    family = "{name}"
    description = "A file that was submitted"
  condition:
    filesize == {size} and hash.sha256(0, filesize) == "{sha256}"
}}
"""
# ClamAV does not load a folder with an empty file.
_TITLE = "# Files that were submitted to Clawback; it writes this file itself.\n"
_READABLE = 0o644  # for the accounts that engines run under: there is nothing secret in hashes


@dataclass(frozen=True, slots=True, kw_only=True)
class SignaturesTarget:
    """A folder of ours; `clamd` is told to load it, where it is set up."""

    name: str
    folder: Path
    clamd: Address | None = None
    seconds: float = 10.0
    kind: str = "signatures"

    def declines(self, submission: Submission) -> str:
        """Files that somebody has confirmed, and files of such mail."""
        if submission.item.kind is Kind.URL:
            return "Signatures are of files."
        if submission.category is Category.SPAM:
            return "A file is no spam."
        if submission.review is not None and not _files_of(submission):
            return "There is no file in it."
        return only_confirmed(submission)

    def send(self, parcel: Parcel) -> Said:
        """Adds the files, or takes them out where they are clean; twice is as good as once."""
        submission, files = parcel.submission, _files_of(parcel.submission)
        try:
            self._write(files, submission)
        except OSError as error:
            return away(f"The folder of signatures cannot be written: {error.strerror}.")
        what = "taken out" if submission.category is Category.CLEAN else "written"
        told = f"{counted(len(files), 'signature', 'signatures')} {what}."
        if self.clamd is None:
            return done(told)
        try:
            exchange(self.clamd, (b"zRELOAD\0",), seconds=self.seconds, most=1 << 12)
        except NoVerdictError as error:
            return away(f"{told} clamd was not told: {error}")
        return done(f"{told} clamd loads them.")

    def ask(self, parcel: Parcel, reference: str) -> Said:
        """It says everything at once."""
        del parcel
        return never_asked(reference)

    def _write(self, files: Iterable[FileSeen], submission: Submission) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o755)
        known = dict(_read(self.folder / HASHES))
        for one in files:
            known.pop(one.sha256, None)
            if word := _WORDS.get(submission.category):
                known[one.sha256] = (one.size, f"Clawback.{word}.{submission.id}")
        for name, text in ((HASHES, hashes(known)), (RULES, rules(known))):
            draft = self.folder / f".{secrets.token_hex(8)}"
            write_durably(draft, text.encode("ascii"))
            draft.chmod(_READABLE)
            draft.replace(self.folder / name)
        sync_folder(self.folder)


def hashes(known: Mapping[str, tuple[int, str]]) -> str:
    """In ClamAV's form for SHA-256 (docs: Hash-based signatures)."""
    return _TITLE + "".join(f"{sha256}:{size}:{name}\n" for sha256, (size, name) in known.items())


def rules(known: Mapping[str, tuple[int, str]]) -> str:
    """The same for YARA-X."""
    return 'import "hash"\n' + "".join(
        _RULE.format(
            number=number,
            verdict=_VERDICTS[name.split(".")[1]],
            name=name,
            size=size,
            sha256=sha256,
        )
        for number, (sha256, (size, name)) in enumerate(known.items(), 1)
    )


def _files_of(submission: Submission) -> tuple[FileSeen, ...]:
    if submission.item.kind is Kind.FILE:
        item = submission.item
        return (FileSeen(name=item.name, sha256=item.sha256, size=item.size),)
    review = submission.review
    return tuple(one for one in review.files if one.sha256 and one.size) if review else ()


def _read(path: Path) -> Iterator[tuple[str, tuple[int, str]]]:
    """What stands there; a line that is none of ours is left out."""
    if not path.exists():
        return
    for line in path.read_text("ascii", "replace").splitlines():
        if found := _LINE.fullmatch(line):
            yield found[1], (int(found[2]), found[3])
