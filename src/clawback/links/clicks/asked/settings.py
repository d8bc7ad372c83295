"""What an administrator may set about who is asked over HTTP at the click."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from clawback.model.loopback import is_loopback


def _private(text: str) -> str:
    """Links tell what people read; they cross no network in the open."""
    split = urlsplit(text)
    if text and not split.hostname:
        raise ValueError("must be an address such as `https://judge.example.org/links`")
    if text and split.scheme != "https" and not (split.scheme == "http" and _here(split.hostname)):
        raise ValueError("must begin with https://, or with http:// on this machine")
    if text and split.port == 0:
        raise ValueError("has no port")
    return text


def _here(host: str | None) -> bool:
    return host is not None and is_loopback(host)


_Url = Annotated[str, AfterValidator(_private)]


class SafeBrowsingSettings(BaseModel):
    """`[links.clicks.safe_browsing]`: Google's Safe Browsing, or who speaks as it does."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: SecretStr = Field(
        default=SecretStr(""),
        description="The key of its API (v5). Nobody is asked without it. It learns four bytes of "
        "hashes of the link, and not the link.",
    )
    url: _Url = Field(
        default="https://safebrowsing.googleapis.com", description="Where it is asked."
    )


class WebhookSettings(BaseModel):
    """`[links.clicks.webhook]`: a service of your own that judges links."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: _Url = Field(
        default="",
        description="Where a service of your own is asked about each link, as JSON. It learns the "
        "link, and not who clicks.",
    )
    token: SecretStr = Field(
        default=SecretStr(""), description="Sent to it as `Authorization: Bearer`."
    )
    name: str = Field(
        default="webhook",
        min_length=1,
        max_length=64,
        description="How clicks call it, where it does not name itself.",
    )
