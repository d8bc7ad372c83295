"""Keeps the site's model, learns it anew when somebody wants that, and says whether it decides."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import structlog

from clawback.analysis.judges.site_model import SiteModel, keep, unpacked
from clawback.audit.action import AuditAction
from clawback.audit.trail import Trail
from clawback.learning.lessons import lessons
from clawback.learning.school import LearningFailedError, School
from clawback.model.actor import Actor
from clawback.model.clock import Clock
from clawback.model.errand import Errand, on
from clawback.model.errors import ClawbackError, ConflictError
from clawback.store.port import EventStore

_log = structlog.get_logger(__name__)


class AlreadyLearningError(ConflictError):
    """The model is being learnt already; wait until that has ended."""

    code = "already_learning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How the model stands: what there is, whether it decides, and why not.

    `wanted` is whether the settings let it decide. `trouble` is why learning failed at last.
    """

    model: SiteModel | None
    wanted: bool
    acts: bool
    why_not: str
    learning: bool
    trouble: str = ""


class Learning:
    """One model; one that is learnt takes its place at once. Safe on many threads."""

    def __init__(
        self,
        *,
        store: EventStore,
        trail: Trail,
        clock: Clock,
        path: Path,
        wanted: bool,
        school: School,
    ) -> None:
        self._store, self._trail, self._clock = store, trail, clock
        self._path, self._wanted, self._school = path, wanted, school
        self._turn = threading.Lock()
        self._thread: threading.Thread | None = None
        self._errand = Errand(patient=True)
        self._trouble = ""
        self._model = unpacked(path.read_bytes()) if path.exists() else None

    def now(self) -> tuple[SiteModel, bool] | None:
        """The model for whoever judges mail, and whether it decides."""
        model = self._model
        return None if model is None else (model, self._wanted and not model.why_not)

    def standing(self) -> Standing:
        """How it stands."""
        model = self._model
        acts = self._wanted and model is not None and not model.why_not
        return Standing(
            model=model,
            wanted=self._wanted,
            acts=acts,
            why_not="" if acts else self._why_not(model),
            learning=self._turn.locked(),
            trouble=self._trouble,
        )

    def begin(self, actor: Actor) -> Standing:
        """Begins to learn from the mail that is kept, in a thread of its own.

        Raises:
            AlreadyLearningError: that is under way.
        """
        if not self._turn.acquire(blocking=False):
            raise AlreadyLearningError
        try:
            self._trail.record_alone(actor, AuditAction.MODEL_TRAIN, "model:site")
            self._thread = threading.Thread(target=self._learn, name="learning")
            self._thread.start()
        except BaseException:
            self._turn.release()
            raise
        return self.standing()

    def wait(self) -> None:
        """Until what is under way has ended."""
        if self._thread is not None:
            self._thread.join()

    def close(self) -> None:
        """Ends what is under way; the model that there is stays."""
        self._errand.call_off()
        self._school.close()
        self.wait()

    def _learn(self) -> None:
        try:
            with on(self._errand):
                now = self._clock.now()
                data = self._school.learn(lessons(self._store, now), now.isoformat())
            model = _readable(data)
            keep(data, self._path)
            self._model, self._trouble = model, ""
        except (ClawbackError, OSError) as error:
            self._trouble = str(error) if isinstance(error, ClawbackError) else "The disk failed."
            _log.warning("learning failed", error=type(error).__name__)
        except Exception as error:  # noqa: BLE001 - whoever looks must learn of it
            self._trouble = f"A fault in Clawback itself: {type(error).__name__}."
            _log.error("learning failed", exc_info=error)
        finally:
            self._turn.release()

    def _why_not(self, model: SiteModel | None) -> str:
        if model is None:
            return "Nothing was learnt yet: run clawback model train."
        return model.why_not or "The settings do not let it: judges.site_model is false."


def _readable(data: bytes) -> SiteModel:
    model = unpacked(data)
    if model is None:
        raise LearningFailedError
    return model
