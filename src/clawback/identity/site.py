"""Where this installation is on the web: its origin, and what may be kept in a browser there."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from clawback.model.errors import BadInputError, ForbiddenError

SECURE_COOKIE = "__Host-clawback"  # RFC 6265bis §4.1.3.2: this host alone, over TLS alone
PLAIN_COOKIE = "clawback"


class InsecureSiteError(ForbiddenError):
    """People sign in over HTTPS only, except on the server's own machine.

    Put a reverse proxy with TLS in front of the server, and set http.public_url to its address.
    """

    code = "insecure_site"


@dataclass(frozen=True, slots=True)
class Site:
    """One face of the installation, as a browser sees it.

    `origin` is scheme, host and port (RFC 6454); `host` also is the id under which passkeys are
    kept (WebAuthn §5.1.2: relying party id).
    """

    origin: str
    host: str
    secure: bool

    @property
    def cookie(self) -> str:
        return SECURE_COOKIE if self.secure else PLAIN_COOKIE


class Sites:
    """Tells which site a request is for."""

    def __init__(self, public_url: str = "") -> None:
        """`public_url` is where people reach the console; empty to go by what they asked for.

        Raises:
            BadInputError: it is not the address of a site.
        """
        self._public = _public(public_url) if public_url else None

    def of(self, scheme: str, host: str) -> Site | None:
        """The site of a request with this Host; `None` where nobody may sign in."""
        if self._public is not None:
            return self._public
        split = _split(f"{scheme}://{host}")
        if split is None or not split.hostname:
            return None
        secure = scheme == "https"
        if not secure and not on_loopback(split.hostname):
            return None
        return Site(_origin(split), split.hostname, secure)


def on_loopback(host: str) -> bool:
    """Whether a host is the machine itself (RFC 6761 §6.3)."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _public(url: str) -> Site:
    split = _split(url)
    if split is None or not split.hostname or split.scheme not in {"http", "https"}:
        raise BadInputError(
            f"http.public_url is {url!r}, which is not an address such as "
            "https://clawback.example.org."
        )
    if split.scheme == "http" and not on_loopback(split.hostname):
        raise BadInputError("http.public_url must begin with https://, or name this machine.")
    return Site(_origin(split), split.hostname, split.scheme == "https")


def _split(url: str) -> SplitResult | None:
    try:
        split = urlsplit(url)
        _ = split.port
    except ValueError:
        return None
    return split


def _origin(split: SplitResult) -> str:
    """Scheme, host and port, as a browser writes them: without the scheme's own port."""
    host = split.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    own = {"http": 80, "https": 443}.get(split.scheme)
    return f"{split.scheme}://{shown}" + (f":{split.port}" if split.port not in {None, own} else "")
