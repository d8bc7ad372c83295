"""Acts that a stolen session must not be enough for: the person proves again who they are."""

from __future__ import annotations

from datetime import datetime, timedelta

from clawback.model.actor import Actor, ActorKind
from clawback.model.errors import ForbiddenError

FRESH = timedelta(minutes=5)


class StepUpNeededError(ForbiddenError):
    """Confirm that it is you, with your passkey or a code, and do this again."""

    code = "step_up_needed"


class SignInNeededError(StepUpNeededError):
    """You signed in too long ago for this. Sign in again."""

    code = "sign_in_needed"


class PersonNeededError(ForbiddenError):
    """Only a person who has signed in may do this; an API token may not."""

    code = "person_needed"


def require_fresh_proof(actor: Actor, now: datetime) -> None:
    """Passes only a person whose second factor was shown in the last five minutes.

    Raises:
        PersonNeededError: this is a token or the house itself.
        StepUpNeededError: the proof is missing or too old, or lies in the future.
    """
    if actor.kind is not ActorKind.PERSON or not actor.person:
        raise PersonNeededError
    if actor.proved_at is None:
        raise StepUpNeededError(
            "This takes a second factor, and you showed none. Set one up, or sign in with yours."
        )
    if not timedelta() <= now - actor.proved_at <= FRESH:
        raise StepUpNeededError
