"""Playbooks: files that say what is followed, and from which share on mail counts as bad."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from clawback.investigations.investigation import ClusterKind
from clawback.model.errors import BadInputError

SHIPPED = Path(__file__).parent / "playbooks"


class BadPlaybookError(BadInputError):
    """A playbook cannot be used."""

    code = "bad_playbook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """When a cluster is malicious: this share of it, and so many deliveries, are bad."""

    share: float
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """When a user sends out of the ordinary, in the last `days` against the days before.

    `times` as much as usual, or `new_share` of all recipients never had mail of theirs; and at
    least so many deliveries or recipients.
    """

    days: int
    times: float
    new_share: float
    least: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """What an investigation goes by; kinds of cluster without a rule are not looked for."""

    name: str
    version: int
    look_back: timedelta
    values: int
    suspicious_share: float
    unusual_times: float
    users: int
    hiding_folders: frozenset[str]
    sending: Sending
    rules: Mapping[ClusterKind, Rule]

    @property
    def title(self) -> str:
        """Name and version, as investigations keep them."""
        return f"{self.name}@{self.version}"


class _RuleIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    share: float = Field(gt=0, le=1)
    least: int = Field(ge=1)


class _SendingIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    days: int = Field(ge=1, le=30)
    times: float = Field(gt=1)
    new_share: float = Field(gt=0, le=1)
    least: int = Field(ge=1)


class _PlaybookIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    version: int = Field(ge=1)
    look_back_days: float = Field(gt=0, le=366)
    values_of_each_kind: int = Field(ge=1, le=50)
    suspicious_share: float = Field(gt=0, le=1)
    unusual_times: float = Field(gt=1)
    users: int = Field(ge=0, le=1000)
    hiding_folders: tuple[str, ...]
    sending: _SendingIn
    clusters: dict[ClusterKind, _RuleIn] = Field(min_length=1)


def read_playbook(name: str, folder: Path | None = None) -> Playbook:
    """The playbook of this name: from the site's folder if it is there, else the shipped one.

    Raises:
        BadPlaybookError: there is none, or it says what a playbook cannot say.
    """
    places = [one / f"{name}.toml" for one in (folder, SHIPPED) if one is not None]
    path = next((one for one in places if one.is_file()), None)
    if path is None:
        raise BadPlaybookError(f"There is no playbook {name!r}.")
    try:
        read = _PlaybookIn.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BadPlaybookError(f"The playbook {name!r}: {where}: {first['msg']}.") from None
    except (OSError, ValueError) as error:
        raise BadPlaybookError(f"The playbook {name!r} cannot be read: {error}") from None
    return _playbook(name, read)


def _playbook(name: str, read: _PlaybookIn) -> Playbook:
    return Playbook(
        name=name,
        version=read.version,
        look_back=timedelta(days=read.look_back_days),
        values=read.values_of_each_kind,
        suspicious_share=read.suspicious_share,
        unusual_times=read.unusual_times,
        users=read.users,
        hiding_folders=frozenset(one.lower() for one in read.hiding_folders),
        sending=Sending(**read.sending.model_dump()),
        rules={
            kind: Rule(share=rule.share, least=rule.least) for kind, rule in read.clusters.items()
        },
    )
