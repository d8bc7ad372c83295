"""Trying a mail server over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from clawback.http.caller import Caller
from clawback.http.part import part
from clawback.mailboxes.port import Capabilities, Place
from clawback.mailboxes.trial import Trial, Trials

router = APIRouter(prefix="/mail-servers", tags=["mail servers"])
"""Mounted by `api` under `/api/v1`."""

TrialsPart = Annotated[Trials, Depends(part(Trials))]
Name = Annotated[str, Path(max_length=200)]


class TrialWanted(BaseModel):
    """Whose mailbox to try it with."""

    model_config = ConfigDict(extra="forbid")

    address: str = Field(min_length=1, max_length=320, description="An address of the server's.")


class FolderOut(BaseModel):
    """A folder of the mailbox, and what it is for; `null` for one of the owner's own."""

    name: str
    place: Place | None


class CapabilitiesOut(BaseModel):
    """What the server can do for us."""

    move: bool = Field(description="Moves mail without copying it.")
    hidden_recoverable: bool = Field(description="Soft-deleted mail is hidden from its owner.")
    stable_ids: bool = Field(description="Mail has an id that survives a move.")
    rules: bool = Field(description="The rules of its mailboxes can be read.")


class MailServerTestOut(BaseModel):
    """What a look at a mailbox found; nothing in it was changed."""

    server: str
    account: str = Field(description="How the server calls the mailbox.")
    signed_in: bool
    seconds: float = Field(description="How long it took.")
    folders: list[FolderOut]
    capabilities: CapabilitiesOut | None = Field(description="`null` when it did not come so far.")
    missing: list[str] = Field(description="What is missing, and what follows, in sentences.")
    trouble: str = Field(description="Why it ended early; empty when all went well.")


@router.post("/{name}/test", operation_id="mail_server_test")
def mail_server_test(
    name: Name, body: TrialWanted, trials: TrialsPart, caller: Caller
) -> MailServerTestOut:
    """Signs in to a mailbox, lists its folders and asks what the server can do.

    Leaves a line in the audit trail; each server is tried at most every five seconds.
    """
    return _out(trials.begin(caller, name, body.address))


def _out(trial: Trial) -> MailServerTestOut:
    return MailServerTestOut(
        server=trial.server,
        account=trial.account,
        signed_in=trial.signed_in,
        seconds=trial.seconds,
        folders=[FolderOut(name=name, place=place) for name, place in trial.folders.items()],
        capabilities=_capabilities(trial.capabilities),
        missing=list(trial.missing),
        trouble=trial.trouble,
    )


def _capabilities(found: Capabilities | None) -> CapabilitiesOut | None:
    if found is None:
        return None
    return CapabilitiesOut(
        move=found.move,
        hidden_recoverable=found.hidden_recoverable,
        stable_ids=found.stable_ids,
        rules=found.rules,
    )
