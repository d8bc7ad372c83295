"""How much bad mail is found, with and without the site model, on labelled mail.

`python -m bench.detection [FOLDER] [--write]`: FOLDER has folders `ham`, `spam`, `phish`, `malware`
of `.eml` files; without one it is the SpamAssassin corpus, and mail that the demo's writers made
up. `--write` puts the tables into the docs.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tests.making.corpus import corpus

from bench import made_up
from clawback.analysis.judges.features import features
from clawback.analysis.judges.impersonation import Protected
from clawback.analysis.judges.judges import Judges
from clawback.analysis.judges.linear import Example, learn
from clawback.analysis.judges.site_model import SiteModel
from clawback.analysis.message import analyse
from clawback.analysis.providers.port import UNKNOWN_TRANSPORT
from clawback.analysis.trace import NO_TRUST, Trust
from clawback.analysis.verdict import combine
from clawback.model.message import Message
from clawback.model.verdict import Finding

_PAGE = Path(__file__).parents[1] / "docs/reference/detection.md"
_KINDS = ("ham", "spam", "phish", "malware")
_JUDGES = ("impersonation", "authentication", "site_model")
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
    """Prints the tables, and writes them."""
    folders = [one for one in arguments if not one.startswith("--")]
    if folders:
        print("\n".join(_tables(_labelled(Path(folders[0])), Protected())))
        return
    for name, mails, protected in (
        ("corpus", _corpus(), Protected()),
        ("made up", _made_up(), made_up.protected()),
    ):
        tables = "\n".join(_tables(mails, protected))
        print(f"{name}:\n\n{tables}\n", flush=True)
        if "--write" in arguments:
            _write(name, tables)


def _corpus() -> Iterator[_Mail]:
    for one in corpus():
        yield _Mail(kind="spam" if one.spam else "ham", message=_read(one.raw))


def _made_up() -> Iterator[_Mail]:
    for kind, raw in made_up.labelled():
        yield _Mail(kind=kind, message=_read(raw, made_up.TRUST))


def _labelled(folder: Path) -> Iterator[_Mail]:
    for kind in _KINDS:
        for path in sorted((folder / kind).glob("**/*.eml")):
            yield _Mail(kind=kind, message=_read(path.read_bytes()))


def _read(raw: bytes, trust: Trust = NO_TRUST) -> Message:
    """As analysis reads it, without what filters wrote into its header."""
    return replace(analyse(raw, trust=trust), findings=())


def _tables(labelled: Iterable[_Mail], protected: Protected) -> Iterator[str]:
    """What is found of each kind, and then which judge takes ham for something bad."""
    mails = sorted(labelled, key=lambda one: one.message.sent_at or _EPOCH)
    model = _model(mails)
    own = Judges(protected=protected, spoofing=True)
    both = Judges(protected=protected, spoofing=True, site_model=lambda: (model, True))
    newest = _newest(mails)
    yield "| mail | judged by | mails | found bad | share |"
    yield "| --- | --- | ---: | ---: | ---: |"
    for name, judges in (("without the site model", own), ("with it", both)):
        yield from _rows(name, newest, judges)
    yield ""
    yield "| judge | ham | taken for bad | share |"
    yield "| --- | ---: | ---: | ---: |"
    wrong = Counter(one for mail in newest["ham"] for one in _accusers(both, mail.message))
    for judge in _JUDGES:
        ham, taken = len(newest["ham"]), wrong[judge]
        yield f"| `{judge}` | {ham:,} | {taken:,} | {_share(taken, ham)} |"


def _model(mails: Sequence[_Mail]) -> SiteModel:
    learnt = learn([Example(numbers=tuple(features(one.message)), bad=one.bad) for one in mails])
    model = SiteModel(learnt=learnt, at=_EPOCH)
    if model.why_not:
        print(f"The site model could not decide: {model.why_not}")
    return model


def _newest(mails: Sequence[_Mail]) -> dict[str, list[_Mail]]:
    """Of each kind the mails that the model is measured on."""
    kinds = {kind: [one for one in mails if one.kind == kind] for kind in _KINDS}
    return {kind: all_[int(len(all_) * _MEASURED) :] for kind, all_ in kinds.items() if all_}


def _rows(name: str, newest: dict[str, list[_Mail]], judges: Judges) -> Iterator[str]:
    right, all_found = 0, 0
    for kind, mails in newest.items():
        found = sum(bool(combine(_said(judges, one.message)).threat_type) for one in mails)
        all_found, right = all_found + found, right + found * (kind != "ham")
        yield _row(kind, name, len(mails), found)
    yield _row("*precision*", name, all_found, right)


def _said(judges: Judges, message: Message) -> tuple[Finding, ...]:
    return judges.judged(message, UNKNOWN_TRANSPORT).findings


def _accusers(judges: Judges, message: Message) -> set[str]:
    return {one.provider for one in _said(judges, message) if one.threat}


def _row(kind: str, name: str, whole: int, part: int) -> str:
    return f"| {kind} | {name} | {whole:,} | {part:,} | {_share(part, whole)} |"


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


def _write(name: str, tables: str) -> None:
    """Between the page's marks for it."""
    before, first, rest = _PAGE.read_text("utf-8").partition(f"<!-- {name} -->\n")
    _, last, after = rest.partition(f"<!-- end of {name} -->")
    if not (first and last):
        raise SystemExit(f"{_PAGE.name} has no marks for {name}.")
    _PAGE.write_text(f"{before}{first}{tables}\n{last}{after}", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
