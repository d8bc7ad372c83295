"""What an administrator may set about alerts: the table `[alerts]` and its channels."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal, Self, TypeAlias
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

_NAME = r"^[a-z0-9][a-z0-9_-]{0,63}$"


def _host_and_port(text: str) -> str:
    host, colon, port = text.rpartition(":")
    if not (host and colon and port.isdecimal() and 0 < int(port) < 65536):  # noqa: PLR2004 - ports
        raise ValueError("must be HOST:PORT")
    return text


def _receiver(text: str) -> str:
    split = urlsplit(text)
    if split.scheme == "unix" and split.path.startswith("/"):
        return text
    if split.scheme not in {"udp", "tcp"} or not split.hostname or not split.port:
        raise ValueError("must be udp://HOST:PORT, tcp://HOST:PORT or unix:///PATH")
    return text


def _web_address(secret: SecretStr) -> SecretStr:
    split = urlsplit(secret.get_secret_value())
    if split.scheme not in {"http", "https"} or not split.hostname:
        raise ValueError("must be an address that begins with https:// or http://")
    return secret


_Mailbox = Annotated[str, Field(pattern=r"^[^\s<>,;:@\"]{1,64}@[^\s<>,;:@\"]{1,255}$")]
_Url = Annotated[SecretStr, AfterValidator(_web_address)]


class _Channel(BaseModel):
    """What every kind of channel is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(pattern=_NAME, description="How policies name it.")
    details: bool = Field(
        default=True,
        description="Tell addresses and subjects; else only policy, severity, number and link.",
    )


class MailChannelTable(_Channel):
    """Alerts as mail."""

    kind: Literal["mail"]
    smtp: Annotated[str, AfterValidator(_host_and_port)] = Field(
        description="HOST:PORT of the mail server that takes it; a listener that trusts this host."
    )
    sender: _Mailbox = Field(description="From whom it comes.")
    to: tuple[_Mailbox, ...] = Field(min_length=1, max_length=100, description="Whom it goes to.")


class WebhookTable(_Channel):
    """Alerts as signed JSON."""

    kind: Literal["webhook"]
    url: _Url = Field(description="Where it is posted.")
    secret: SecretStr = Field(
        min_length=16, description="Signs what is sent (HMAC-SHA-256); known to the receiver."
    )


class SlackTable(_Channel):
    """Alerts as messages in Slack, Mattermost or Rocket.Chat."""

    kind: Literal["slack"]
    url: _Url = Field(description="The incoming webhook; whoever knows it can post there.")


class TeamsTable(_Channel):
    """Alerts as cards in Microsoft Teams."""

    kind: Literal["teams"]
    url: _Url = Field(description="The workflow's address; whoever knows it can post there.")


class SyslogTable(_Channel):
    """Alerts as syslog messages."""

    kind: Literal["syslog"]
    receiver: Annotated[str, AfterValidator(_receiver)] = Field(
        description="`udp://HOST:PORT`, `tcp://HOST:PORT`, or `unix:///dev/log`."
    )


ChannelTable: TypeAlias = Annotated[
    MailChannelTable | WebhookTable | SlackTable | TeamsTable | SyslogTable,
    Field(discriminator="kind"),
]


class AlertsSettings(BaseModel):
    """Who is told of what; policies are kept in the console, not here."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    fresh_hours: float = Field(
        default=24,
        gt=0,
        le=168,
        description="Mail and events that are older raise no alert, such as an import of old mail.",
    )
    keep_days: int = Field(
        default=365, ge=1, le=3650, description="How long alerts are kept after they were closed."
    )
    channels: tuple[ChannelTable, ...] = Field(
        default=(), max_length=50, description="Where alerts can be sent; policies name them."
    )

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        if len({one.name for one in self.channels}) < len(self.channels):
            raise ValueError("two channels have the same name; give each a name of its own")
        return self

    @property
    def fresh(self) -> timedelta:
        return timedelta(hours=self.fresh_hours)

    @property
    def keep(self) -> timedelta:
        return timedelta(days=self.keep_days)
