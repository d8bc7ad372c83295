"""What an administrator may set about following redirects: `[links.clicks.redirects]`."""

from __future__ import annotations

from ipaddress import ip_network
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from clawback.links.clicks.redirects.addresses import Reach


def _network(text: str) -> str:
    return str(ip_network(text))


_Port = Annotated[int, Field(ge=1, le=65535)]


class RedirectSettings(BaseModel):
    """Whether redirects are followed, and where nobody is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    follow: bool = Field(
        default=False,
        description="Follow a link's redirects at the click, and judge each of them. The site sees "
        "a request by this service, which may use up a link that is good for one use.",
    )
    ports: frozenset[_Port] = Field(
        default=frozenset({80, 443}), description="Ports that may be asked."
    )
    never: tuple[Annotated[str, AfterValidator(_network)], ...] = Field(
        default=(),
        description="Networks that are never asked, such as public ones of your own. Addresses "
        "that are not public are not asked anyway.",
    )

    @property
    def reach(self) -> Reach:
        return Reach.of(self.ports, self.never)
