"""How much bad mail is found, with and without the site model, on labelled mail.

`python -m bench.detection [FOLDER] [--write]`: FOLDER has folders `ham`, `spam`, `phish` of `.eml`
files; without one it is the SpamAssassin corpus. `--write` puts the table into the docs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tests.making.corpus import corpus

from clawback.analysis.judges.features import features
from clawback.analysis.judges.impersonation import Protected
from clawback.analysis.judges.judges import Judges
from clawback.analysis.judges.linear import Example, learn
from clawback.analysis.judges.site_model import SiteModel
from clawback.analysis.message import analyse
from clawback.analysis.providers.port import UNKNOWN_TRANSPORT
from clawback.analysis.verdict import combine
from clawback.model.message import Message

_PAGE = Path(__file__).parents[1] / "docs/reference/detection.md"
_FIRST = "| mail | judged by | mails | found bad | share |"
_MEASURED = 0.8  # the newest fifth of each class; the model has not seen it
_EPOCH = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mail:
    kind: str
    message: Message

    @property
    def bad(self) -> bool:
        return self.kind != "ham"


def main(arguments: Sequence[str] = ()) -> None:
    folders = [one for one in arguments if not one.startswith("--")]
    mails = sorted(_labelled(Path(folders[0])) if folders else _corpus(), key=_moment)
    table = "\n".join(_table(mails))
    print(table)
    if "--write" in arguments:
        _write(table)


def _moment(mail: _Mail) -> datetime:
    return mail.message.sent_at or _EPOCH


def _corpus() -> Iterator[_Mail]:
    for one in corpus():
        yield _Mail(kind="spam" if one.spam else "ham", message=_read(one.raw))


def _labelled(folder: Path) -> Iterator[_Mail]:
    for kind in ("ham", "spam", "phish"):
        for path in sorted((folder / kind).glob("**/*.eml")):
            yield _Mail(kind=kind, message=_read(path.read_bytes()))


def _read(raw: bytes) -> Message:
    """As analysis reads it, without what filters wrote into its header."""
    return replace(analyse(raw), findings=())


def _table(mails: Sequence[_Mail]) -> Iterator[str]:
    examples = [Example(numbers=tuple(features(one.message)), bad=one.bad) for one in mails]
    learnt = learn(examples)
    model = SiteModel(learnt=learnt, at=_EPOCH)
    if model.why_not:
        print(f"The site model could not decide: {model.why_not}")
    own = Judges(protected=Protected(), spoofing=True)
    both = Judges(protected=Protected(), spoofing=True, site_model=lambda: (model, True))
    yield _FIRST
    yield "| --- | --- | ---: | ---: | ---: |"
    for name, judges in (("without the site model", own), ("with it", both)):
        right, all_found = 0, 0
        for kind, newest in _newest(mails).items():
            found = sum(_found(judges, one.message) for one in newest)
            all_found, right = all_found + found, right + found * (kind != "ham")
            yield _row(kind, name, len(newest), found)
        yield _row("*precision*", name, all_found, right)


def _newest(mails: Sequence[_Mail]) -> dict[str, list[_Mail]]:
    """Of each kind the mails that the model is measured on."""
    kinds = {kind: [one for one in mails if one.kind == kind] for kind in ("ham", "spam", "phish")}
    return {kind: all_[int(len(all_) * _MEASURED) :] for kind, all_ in kinds.items() if all_}


def _found(judges: Judges, message: Message) -> bool:
    findings = judges.judged(message, UNKNOWN_TRANSPORT).findings
    return bool(combine(findings).threat_type)


def _row(kind: str, name: str, whole: int, part: int) -> str:
    return f"| {kind} | {name} | {whole:,} | {part:,} | {_share(part, whole)} |"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


def _write(table: str) -> None:
    lines = _PAGE.read_text("utf-8").split("\n")
    first = lines.index(_FIRST)
    last = next(at for at in range(first, len(lines)) if not lines[at].startswith("|"))
    _PAGE.write_text("\n".join([*lines[:first], table, *lines[last:]]), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
