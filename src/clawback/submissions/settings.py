"""What an administrator may set about submissions: the table `[submissions]` and its targets."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self, TypeAlias
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    ByteSize,
    ConfigDict,
    Field,
    SecretStr,
    model_validator,
)

from clawback.analysis.providers.line import Address
from clawback.submissions.policy import SubmissionPolicy
from clawback.submissions.targets.mail import Form

_NAME = r"^[a-z0-9][a-z0-9_-]{0,63}$"
_MAILBOX = r"^[^\s<>,;:@\"]{1,64}@[^\s<>,;:@\"]{1,255}$"


def _line(text: str) -> str:
    Address.read(text)
    return text


def _absolute(path: Path) -> Path:
    if not path.is_absolute():
        raise ValueError("must be an absolute path")
    return path


def _host_and_port(text: str) -> str:
    if Address.read(text).path:
        raise ValueError("must be HOST:PORT")
    return text


def _web(text: str) -> str:
    split = urlsplit(text)
    if split.scheme not in {"http", "https"} or not split.hostname:
        raise ValueError("must be an address that begins with https:// or http://")
    return text.rstrip("/")


def _secret_web(secret: SecretStr) -> SecretStr:
    _web(secret.get_secret_value())
    return secret


_Line = Annotated[str, AfterValidator(_line)]
_Folder = Annotated[Path, AfterValidator(_absolute)]
_Web = Annotated[str, AfterValidator(_web)]
_Mailbox = Annotated[str, Field(pattern=_MAILBOX)]


class _Target(BaseModel):
    """What every kind of target is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=_NAME, description="How lists and figures call it.")
    per_minute: int = Field(
        default=60, ge=1, le=6000, description="At most so many submissions are sent."
    )


class RspamdTargetTable(_Target):
    """rspamd's controller."""

    kind: Literal["rspamd"]
    address: _Line = Field(
        description="HOST:PORT of the controller, or the absolute path of its UNIX socket."
    )
    password: SecretStr = Field(default=SecretStr(""), description="That of the controller.")
    learn: bool = Field(default=True, description="Have it learn mail as spam or ham.")
    fuzzy_flag: int | None = Field(
        default=None,
        ge=1,
        le=255,
        description="The flag of its fuzzy storage for bad mail, whose hashes are added there; "
        "none: no hashes are.",
    )
    fuzzy_weight: int = Field(default=10, ge=1, le=1000, description="How much each of them adds.")


class SpamassassinTargetTable(_Target):
    """SpamAssassin's spamd, started with `--allow-tell`."""

    kind: Literal["spamassassin"]
    address: _Line = Field(description="HOST:PORT of spamd, or the path of its UNIX socket.")
    report: bool = Field(
        default=False, description="Have it tell Razor, Pyzor and SpamCop too, as it is set up."
    )


class SignaturesTargetTable(_Target):
    """Our own signatures of files, for ClamAV and YARA-X."""

    kind: Literal["signatures"]
    folder: _Folder = Field(
        description="The absolute path of a folder of Clawback's own, which engines load."
    )
    clamd: _Line | None = Field(
        default=None, description="HOST:PORT or socket of a clamd that is told to load it anew."
    )


class SiteTargetTable(_Target):
    """Clawback itself: mail like this is judged."""

    kind: Literal["site"]


class MailTargetTable(_Target):
    """Abuse desks and feeds that take reports as mail."""

    kind: Literal["mail"]
    smtp: Annotated[str, AfterValidator(_host_and_port)] = Field(
        description="HOST:PORT of the mail server that takes it; a listener that trusts this host."
    )
    sender: _Mailbox = Field(description="From whom reports come; who is written back to.")
    to: tuple[_Mailbox, ...] = Field(min_length=1, max_length=20, description="Who is told.")
    organisation: str = Field(
        min_length=1, max_length=100, description="The reporting organisation's name."
    )
    form: Form = Field(
        default=Form.ARF, description="`arf` (RFC 5965, mail alone) or `xarf` (XARF 4, URLs too)."
    )


class GraphTargetTable(_Target):
    """Microsoft's threat submissions."""

    kind: Literal["graph"]
    tenant: str = Field(min_length=1, max_length=253, description="The tenant's id or domain.")
    client_id: str = Field(min_length=1, max_length=100, description="The application's id.")
    client_secret: SecretStr = Field(min_length=1, description="The application's secret.")
    recipient: _Mailbox | None = Field(
        default=None, description="Who is named as recipient of mail that was uploaded without one."
    )
    login: _Web = Field(
        default="https://login.microsoftonline.com", description="Who gives out tokens."
    )
    api: _Web = Field(default="https://graph.microsoft.com/beta", description="Where the API is.")


class WebhookTargetTable(_Target):
    """A receiver of one's own, which gets signed JSON."""

    kind: Literal["webhook"]
    url: Annotated[SecretStr, AfterValidator(_secret_web)] = Field(
        description="Where it is posted."
    )
    secret: SecretStr = Field(
        min_length=16, description="Signs what is sent (HMAC-SHA-256); known to the receiver."
    )
    content: bool = Field(default=False, description="Send the bytes along, in base64.")


TargetTable: TypeAlias = Annotated[
    RspamdTargetTable
    | SpamassassinTargetTable
    | SignaturesTargetTable
    | SiteTargetTable
    | MailTargetTable
    | GraphTargetTable
    | WebhookTargetTable,
    Field(discriminator="kind"),
]


class SubmissionsSettings(BaseModel):
    """What is sent for another judgement, and to whom."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    size_limit: ByteSize = Field(
        default=ByteSize(50 << 20), gt=0, description="Larger mails and files are not taken."
    )
    keep_days: int = Field(
        default=30, ge=1, le=3650, description="How long bytes are kept after a submission is over."
    )
    most_per_quarter_hour: int = Field(
        default=150, ge=1, le=10_000, description="So many submissions are taken in 15 minutes."
    )
    answer_hours: float = Field(
        default=72, gt=0, le=24 * 30, description="How long an answer of a target is waited for."
    )
    targets: tuple[TargetTable, ...] = Field(
        default=(), max_length=50, description="Who is told, in this order."
    )

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        if len({one.name for one in self.targets}) < len(self.targets):
            raise ValueError("two targets have the same name; give each a name of its own")
        return self

    def policy(self) -> SubmissionPolicy:
        """The settings as the value that decisions are made by."""
        return SubmissionPolicy(
            size_limit=self.size_limit,
            keep=timedelta(days=self.keep_days),
            most=self.most_per_quarter_hour,
            patience=timedelta(hours=self.answer_hours),
        )
