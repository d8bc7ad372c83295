"""The links of the credential phish: one kit on many hosts, and the wrappers it hides in."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import quote

PATH = "/session/keep"  # what all of its pages share, and how the wave is found
_WRAPPED_AT = "eur01.safelinks.protection.outlook.com"


class Host(StrEnum):
    """Where the kit stands."""

    LOGIN = "https://login.tarnbeck-sso.test"
    VERIFY = "https://tarnbeck.account-verify.invalid"
    OFFICE = "https://office-tarnbeck.webmail-gate.example.net"
    BARE = "http://198.51.100.77"


class Wrapper(StrEnum):
    """What stands around the link."""

    NONE = "none"
    REDIRECTOR = "redirector"
    SAFE_LINKS = "safe_links"
    SEARCH = "search"


def lure(host: Host, wrapper: Wrapper, token: str) -> str:
    """The link as it stands in the mail; `token` tells the attacker who clicked."""
    target = f"{host}{PATH}" + (f"?u={token}" if token else "")
    inside = quote(target, safe="")
    match wrapper:
        case Wrapper.REDIRECTOR:
            return f"https://go.clickmetric.example/r?c=4471&url={inside}"
        case Wrapper.SAFE_LINKS:
            return f"https://{_WRAPPED_AT}/?url={inside}&data=05%7C02%7C&reserved=0"
        case Wrapper.SEARCH:
            return f"https://www.google.com/url?q={inside}&sa=D&source=editors"
        case Wrapper.NONE:
            return target
