"""Every setting of the server, from one TOML file and `CLAWBACK_*` variables.

The file is `clawback.toml` in the data folder, or the one named with `--config`. A variable is
named after the setting with `__` between its parts: `CLAWBACK_HTTP__LISTEN` is `listen` of
`[http]`; it wins over the file. A setting that does not exist is an error, not a surprise.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from clawback.alerts.settings import AlertsSettings
from clawback.analysis.judges.settings import JudgesSettings
from clawback.analysis.providers.settings import VerdictsTable
from clawback.analysis.settings import AnalysisSettings
from clawback.audit.settings import AuditSettings
from clawback.campaigns.settings import CampaignSettings
from clawback.entries.settings import EntriesSettings
from clawback.explorer.settings import ExplorerSettings
from clawback.exports.settings import ExportSettings
from clawback.identity.settings import IdentitySettings
from clawback.ingest.settings import IngestSettings
from clawback.investigations.settings import InvestigationsSettings
from clawback.links.settings import LinksSettings
from clawback.mailboxes.settings import MailboxesTable
from clawback.model.errors import BadInputError
from clawback.model.tags import BadTagError, Tags
from clawback.purge.settings import PurgeSettings
from clawback.quarantine.settings import QuarantineSettings
from clawback.queries.settings import QueriesSettings
from clawback.remediation.execution_settings import EscrowSettings, ExecutionSettings
from clawback.remediation.settings import ApprovalSettings
from clawback.retention.settings import RetentionSettings
from clawback.store.settings import StoreSettings
from clawback.submissions.settings import SubmissionsSettings

FILE_NAME = "clawback.toml"
PREFIX = "CLAWBACK_"
# What the command line and the tests read from the environment.
_NOT_SETTINGS = frozenset(
    f"CLAWBACK_{name}" for name in ("CONFIG", "DATA", "DEMO_DATA", "TOKEN", "URL")
)
_NOT_SETTINGS_PREFIX = "CLAWBACK_TEST_"


class SettingsError(BadInputError):
    """The settings cannot be used."""

    code = "bad_settings"


class HttpSettings(BaseModel):
    """The web server."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    listen: str = Field(
        default="127.0.0.1:8025",
        description="HOST:PORT of the API; port 0 takes any free one. `--http` wins over it.",
    )
    public_url: str = Field(
        default="",
        description="Where people reach the console, such as `https://clawback.example.org`; empty "
        "to go by the address they used, over HTTPS or on this machine.",
    )


class StateSettings(BaseModel):
    """The state database: tokens, remediations, lists."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: SecretStr = Field(
        default=SecretStr(""),
        description="A database address such as `postgresql://user:password@host/name`; empty for "
        "SQLite in the data folder.",
    )


class LogSettings(BaseModel):
    """What the server says about itself, on standard output."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    level: str = Field(
        default="info",
        pattern="^(debug|info|warning|error)$",
        description="The least that is said: `debug`, `info`, `warning` or `error`.",
    )


class Settings(BaseSettings):
    """All settings, by section."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_nested_delimiter="__", extra="forbid", frozen=True
    )

    http: HttpSettings = HttpSettings()
    state: StateSettings = StateSettings()
    store: StoreSettings = StoreSettings()
    exports: ExportSettings = ExportSettings()
    retention: RetentionSettings = RetentionSettings()
    quarantine: QuarantineSettings = QuarantineSettings()
    investigations: InvestigationsSettings = InvestigationsSettings()
    alerts: AlertsSettings = AlertsSettings()
    purge: PurgeSettings = PurgeSettings()
    submissions: SubmissionsSettings = SubmissionsSettings()
    campaigns: CampaignSettings = CampaignSettings()
    entries: EntriesSettings = EntriesSettings()
    links: LinksSettings = LinksSettings()
    ingest: IngestSettings = IngestSettings()
    analysis: AnalysisSettings = AnalysisSettings()
    judges: JudgesSettings = JudgesSettings()
    explorer: ExplorerSettings = ExplorerSettings()
    identity: IdentitySettings = IdentitySettings()
    approval: ApprovalSettings = ApprovalSettings()
    execution: ExecutionSettings = ExecutionSettings()
    escrow: EscrowSettings = EscrowSettings()
    queries: QueriesSettings = QueriesSettings()
    audit: AuditSettings = AuditSettings()
    tags: dict[str, tuple[str, ...]] = Field(
        default={},
        description="Recipients by tag: addresses, domains such as `@board.example.org`, or "
        "patterns with `*`.",
    )
    mailboxes: tuple[MailboxesTable, ...] = Field(
        default=(), description="The mail servers, in the order in which they are asked."
    )
    verdicts: tuple[VerdictsTable, ...] = Field(
        default=(), description="Engines that are asked about mail while it comes in."
    )
    log: LogSettings = LogSettings()

    @field_validator("verdicts")
    @classmethod
    def _told_apart(cls, tables: tuple[VerdictsTable, ...]) -> tuple[VerdictsTable, ...]:
        if len({table.called for table in tables}) < len(tables):
            raise ValueError("two engines have the same name; give each a name of its own")
        return tables

    @field_validator("tags")
    @classmethod
    def _readable(cls, table: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        try:
            Tags.read(table)
        except BadTagError as error:
            raise ValueError(str(error)) from None
        return table

    @model_validator(mode="after")
    def _whose_links(self) -> Self:
        if self.links.base_url and not self.ingest.own_domains:
            raise ValueError(
                "links.base_url needs ingest.own_domains, by which mail that goes out is known"
            )
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then the file (which comes in as arguments); nothing else."""
        del settings_cls, dotenv_settings, file_secret_settings
        return env_settings, init_settings


def load_settings(data: Path, *, file: Path | None, environment: Iterable[str]) -> Settings:
    """The settings for a data folder; `environment` names the variables that are set.

    Raises:
        SettingsError: the file cannot be read, or something in it or in the environment is wrong.
    """
    _check_variables(environment)
    path = file or data / FILE_NAME
    try:
        return Settings(**_read(path, needed=file is not None))
    except ValidationError as error:
        said = " ".join(_sentence(fault) for fault in error.errors(include_url=False))
        raise SettingsError(f"{path.name}: {said}") from None


def keys(model: type[BaseModel] = Settings, before: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every setting by its dotted name; those of a list of tables are named `tables[].key`.

    A name comes twice when tables of several kinds have it.
    """
    for name, field in model.model_fields.items():
        sections = list(_models(field.annotation))
        several = "" if sections == [field.annotation] else "[]"
        if not sections:
            yield before + name, field
        for section in sections:
            yield from keys(section, f"{before}{name}{several}.")


def _read(path: Path, *, needed: bool) -> dict[str, Any]:  # any TOML; the models check it
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        if not needed:
            return {}
        raise SettingsError(f"There is no settings file {path}.") from None
    except OSError as error:
        raise SettingsError(
            f"The settings file {path} cannot be read: {error.strerror}."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path.name} is not TOML: {error}.") from error


def _check_variables(environment: Iterable[str]) -> None:
    for name in environment:
        ours = name.startswith(PREFIX) and not name.startswith(_NOT_SETTINGS_PREFIX)
        section = name.removeprefix(PREFIX).partition("__")[0].lower()
        if ours and name not in _NOT_SETTINGS and section not in Settings.model_fields:
            sections = [f"{PREFIX}{one.upper()}__…" for one in Settings.model_fields]
            raise SettingsError(f"The variable {name} names no setting.{_nearest(name, sections)}")


def _sentence(fault: ErrorDetails) -> str:
    """What is wrong with one setting; its value is not repeated, it may be a secret."""
    place = ".".join(map(str, fault["loc"]))
    if fault["type"] != "extra_forbidden":
        return f"`{place}`: {fault['msg']}." if place else f"{fault['msg']}."
    known = [*Settings.model_fields, *(key.replace("[]", "") for key, _ in keys())]
    plain = ".".join(part for part in map(str, fault["loc"]) if not part.isdigit())
    return f"There is no setting `{place}`.{_nearest(plain, known)}"


def _nearest(name: str, known: Iterable[str]) -> str:
    found = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f" Did you mean `{found[0]}`?" if found else ""


def _models(kind: object) -> Iterator[type[BaseModel]]:
    """The sections in an annotation, however wrapped."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        yield kind
    for part in get_args(kind):
        yield from _models(part)
