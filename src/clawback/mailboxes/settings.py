"""The `[[mailboxes]]` tables: which servers hold whose mailboxes, and how to reach them."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from clawback.model.errors import BadInputError
from clawback.model.loopback import is_loopback


class Tls(StrEnum):
    """How a connection is protected."""

    IMPLICIT = "implicit"
    STARTTLS = "starttls"
    NONE = "none"


class MasterLogin(StrEnum):
    """How a master user says whose mailbox is meant."""

    SEPARATOR = "separator"  # one name: `owner*master`
    AUTHZID = "authzid"  # SASL PLAIN's authorization identity (RFC 4616)


class FurtherCopies(StrEnum):
    """Where to look for more copies of a mail whose known place still holds it."""

    NEAR = "near"  # among its neighbours: a mail that was delivered twice came twice in a row
    EVERYWHERE = "everywhere"  # in every folder


class PasswordMissingError(BadInputError):
    """The master user's password cannot be read."""

    code = "password_missing"


class _Table(BaseModel):
    """What every kind of mail server is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=64, description="How plans and logs name it.")
    domains: tuple[str, ...] = Field(
        min_length=1, description='Domains whose mailboxes lie here; "*" takes every other one.'
    )
    subaddress: str = Field(
        default="+",
        max_length=1,
        description="What separates a subaddress from the local part (RFC 5233); empty for none.",
    )
    concurrency: int = Field(
        default=8, ge=1, le=64, description="Mailboxes worked on at the same time."
    )
    rate: float | None = Field(
        default=None,
        gt=0,
        le=1_000_000,
        description="Deliveries a second that the server is given at most, by all workers "
        "together; no limit without it.",
    )


class ImapSettings(_Table):
    """A server that is reached over IMAP with a master user."""

    kind: Literal["imap"] = "imap"
    host: str = Field(min_length=1)
    port: int | None = Field(default=None, ge=1, le=65535, description="993, or 143 without TLS.")
    tls: Tls = Tls.IMPLICIT
    ca_file: Path | None = Field(default=None, description="Certificates to trust, PEM.")
    allow_plaintext: bool = Field(
        default=False, description="Lets passwords go unprotected to a host that is not this one."
    )
    master_user: str = Field(min_length=1)
    master_password: SecretStr | None = None
    master_password_file: Path | None = None
    master_password_env: str | None = None
    login: MasterLogin = MasterLogin.SEPARATOR
    separator: str = Field(default="*", min_length=1, max_length=1)
    user: Literal["{address}", "{local}"] = Field(
        default="{address}", description="What the server calls an account."
    )
    junk_folder: str | None = Field(default=None, description="Else the one marked \\Junk.")
    deleted_folder: str | None = Field(default=None, description="Else the one marked \\Trash.")
    sent_folder: str | None = Field(default=None, description="Else the one marked \\Sent.")
    recoverable_folder: str = Field(
        default="Recoverable", description="Where soft-deleted mail lies; hide it from owners."
    )
    expunged_folder: str | None = Field(
        default="EXPUNGED",
        description="Dovecot's lazy_expunge folder: hard delete empties it too. Null for none.",
    )
    further_copies: FurtherCopies = Field(
        default=FurtherCopies.NEAR,
        description="Where to look for more copies of a mail whose known place still holds it: "
        "near it (quick) or everywhere (opens and searches every folder: even where only two hold "
        "mail, a visit for one mail costs 45 to 70 % more).",
    )
    managesieve_port: int | None = Field(
        default=None,
        ge=1,
        le=65535,
        description="Where ManageSieve answers on the same host, usually 4190: with it "
        "investigations read the rules of mailboxes. TLS is begun by STARTTLS, unless `tls` is "
        "none.",
    )
    probe_account: str | None = Field(
        default=None, description="An account of yours in which doctor may try things out."
    )
    connect_seconds: float = Field(default=10, gt=0, le=300)
    read_seconds: float = Field(default=120, gt=0, le=3600)

    @model_validator(mode="after")
    def _passwords_stay_private(self) -> Self:
        if self.tls is Tls.NONE and not self.allow_plaintext and not is_loopback(self.host):
            raise ValueError(
                'tls = "none" sends the master password unprotected; set allow_plaintext = true '
                "if that is what you want"
            )
        return self

    @model_validator(mode="after")
    def _one_password(self) -> Self:
        given = (self.master_password, self.master_password_file, self.master_password_env)
        if sum(source is not None for source in given) != 1:
            raise ValueError(
                "give one of master_password_file, master_password_env and master_password"
            )
        return self

    @property
    def resolved_port(self) -> int:
        return self.port or (993 if self.tls is Tls.IMPLICIT else 143)

    def password(self) -> str:
        """The master user's password, read now.

        Raises:
            PasswordMissingError: the file or the variable is not there.
        """
        if self.master_password is not None:
            return self.master_password.get_secret_value()
        if self.master_password_file is not None:
            return _first_line(self.master_password_file, self.name)
        word = os.environ.get(self.master_password_env or "")
        if word is None:
            raise PasswordMissingError(
                f"The variable {self.master_password_env} (password of {self.name}) is not set."
            )
        return word


class MaildirSettings(_Table):
    """Mailboxes that are Maildirs on this host."""

    kind: Literal["maildir"] = "maildir"
    path: str = Field(
        description="Where an account's Maildir is: {domain} and {local} stand for its address.",
        examples=["/srv/mail/{domain}/{local}/Maildir"],
    )
    junk_folder: str = "Junk"
    deleted_folder: str = "Trash"
    sent_folder: str = "Sent"
    recoverable_root: str | None = Field(
        default=None,
        description="Where soft-deleted mail lies, outside of what owners see; with {domain} and "
        "{local}. Else `.clawback-recoverable/<address>` beside the part of `path` that holds no "
        "placeholder. It must be on the same file system.",
    )

    @model_validator(mode="after")
    def _patterns_are_whole(self) -> Self:
        for pattern in (self.path, self.recoverable_root):
            if pattern is None:
                continue
            if not pattern.startswith("/") or "{local}" not in pattern:
                raise ValueError("a path must be absolute and hold {local}")
            if ".." in Path(pattern).parts:
                raise ValueError("a path must not hold ..")
        return self


class MemorySettings(_Table):
    """Mailboxes that live as long as the process; for trying things out."""

    kind: Literal["memory"] = "memory"


MailboxesTable = Annotated[
    ImapSettings | MaildirSettings | MemorySettings, Field(discriminator="kind")
]


def _first_line(path: Path, name: str) -> str:
    try:
        return path.read_text(encoding="utf-8").split("\n", 1)[0].rstrip("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise PasswordMissingError(
            f"The file with the master password of {name} cannot be read."
        ) from error
