"""The company's mailboxes as they lie on the disk: what a browser says was done, was done there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from clawback.demo.world import MAIL, RECOVERABLE

INBOX = "Maildir"


@dataclass(frozen=True, slots=True)
class Mail:
    """A file in a Maildir: whose, in which folder, its name without flags, these, and its date."""

    account: str
    folder: str
    unique: str
    flags: str
    date: int


def mails(folder: Path) -> frozenset[Mail]:
    """Every mail below a demo's folder, those that their owners do not see among them."""
    roots = (folder / MAIL, folder / RECOVERABLE)
    return frozenset(
        _mail(path, root) for root in roots for path in root.rglob("*") if _is_mail(path)
    )


def by_folder(found: Iterable[Mail]) -> Counter[str]:
    """How many lie in each kind of folder, over all accounts."""
    return Counter(one.folder for one in found)


def _is_mail(path: Path) -> bool:
    return path.parent.name in {"cur", "new"}


def _mail(path: Path, root: Path) -> Mail:
    _, account, *_ = path.relative_to(root).parts
    unique, _, flags = path.name.partition(":2,")
    folder = RECOVERABLE if root.name == RECOVERABLE else path.parent.parent.name
    return Mail(account, folder, unique, flags, int(path.stat().st_mtime))
