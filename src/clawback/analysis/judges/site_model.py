"""The site model as a judge: what it says of a mail, and by which words."""

from __future__ import annotations

import json
import zlib
from array import array
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from clawback.analysis.judges.features import SPACE, features
from clawback.analysis.judges.linear import Learnt, Measured, score
from clawback.analysis.visible import plain_name
from clawback.model.message import Message
from clawback.model.verdict import DetectionTechnology, Finding, ThreatType

PROVIDER = "site_model"
LEAST_HAM = 1000
LEAST_BAD = 100
_MOST_WRONG = 0.005  # of ham that it is measured on
_TOP = 6  # words that are told


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteModel:
    """What was learnt, and when."""

    learnt: Learnt
    at: datetime

    @property
    def why_not(self) -> str:
        """Why it may not decide, in a sentence; empty where it may."""
        learnt, wrong = self.learnt, self.learnt.measured.false_positives
        if learnt.ham < LEAST_HAM or learnt.bad < LEAST_BAD:
            return (
                f"It is still learning: it knows {learnt.ham:,} good and {learnt.bad:,} bad mails "
                f"of {LEAST_HAM:,} and {LEAST_BAD:,} that it needs."
            )
        if wrong is None or wrong > _MOST_WRONG:
            return "It takes too many good mails for bad ones: more than 1 of 200 when measured."
        return ""

    def judge(self, message: Message, *, acts: bool) -> tuple[Finding, ...]:
        """Its word where it acts and where the mail is over the threshold; else its score."""
        numbers = features(message)
        found = score(self.learnt.weights, numbers)
        over = found > self.learnt.threshold
        if not over:
            return (
                (Finding(provider=PROVIDER, score=_short(found), threshold=self._limit),)
                if acts
                else ()
            )
        reasons = self._reasons(numbers)
        if not acts:
            told = f"score {found:.3f} of {self.learnt.threshold:.3f}; it decides nothing yet"
            return (Finding(provider=PROVIDER, evidence=(told, *reasons)),)
        return (
            Finding(
                provider=PROVIDER,
                threat=ThreatType.SPAM,
                technology=DetectionTechnology.ADVANCED_FILTER,
                score=_short(found),
                threshold=self._limit,
                evidence=reasons,
            ),
        )

    @property
    def _limit(self) -> float:
        return _short(self.learnt.threshold)

    def _reasons(self, numbers: dict[int, str]) -> tuple[str, ...]:
        """The words and signs that speak most against the mail."""
        weights = self.learnt.weights
        against = sorted(numbers, key=weights.__getitem__, reverse=True)[:_TOP]
        return tuple(
            f"{plain_name(numbers[number])} (+{weights[number]:.2f})"
            for number in against
            if weights[number] > 0
        )


def _short(value: float) -> float:
    return round(value, 4)


def packed(model: SiteModel) -> bytes:
    """For a file. No word of a mail is in it: weights stand by numbers out of a hash."""
    learnt = model.learnt
    head = {
        "at": model.at.isoformat(),
        "threshold": learnt.threshold,
        "ham": learnt.ham,
        "bad": learnt.bad,
        "measured": asdict(learnt.measured),
    }
    return json.dumps(head).encode() + b"\n" + zlib.compress(learnt.weights.tobytes())


def unpacked(data: bytes) -> SiteModel | None:
    """What was packed; `None` where it is something else, or of another release."""
    try:
        head, rest = data.split(b"\n", 1)
        told = json.loads(head)
        weights = array("f")
        weights.frombytes(zlib.decompress(rest))
        if len(weights) != SPACE:
            return None
        return SiteModel(
            at=datetime.fromisoformat(told["at"]),
            learnt=Learnt(
                weights=weights,
                threshold=told["threshold"],
                ham=told["ham"],
                bad=told["bad"],
                measured=Measured(**told["measured"]),
            ),
        )
    except (ValueError, KeyError, TypeError, zlib.error):
        return None


def keep(data: bytes, path: Path) -> None:
    """Whole or not at all. Raises `OSError`."""
    draft = path.with_suffix(".draft")
    draft.parent.mkdir(parents=True, exist_ok=True)
    draft.write_bytes(data)
    draft.replace(path)
