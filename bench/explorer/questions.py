"""What analysts ask of ten million deliveries, as requests to the API, and how quick it must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from clawback.model.delivery import Delivery
from clawback.store.usual import USUAL_COLUMNS

TEN_MILLION = 10_000_000
LARGE = 1200.0
_PAGE = "/api/v1/deliveries"
_COUNT = "/api/v1/deliveries/count"
_BARS = "/api/v1/explorer/chart"
_TOP = "/api/v1/deliveries/top"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Requests that answer it together, and the milliseconds they may take at 10 million rows.

    At 100 million everything may take `LARGE` but text that no range of time bounds.
    """

    title: str
    paths: Sequence[str]
    bar: float
    unbounded_text: bool = False

    def within(self, rows: int) -> float | None:
        """The bar for so many rows."""
        if rows < 2 * TEN_MILLION:
            return self.bar
        return None if self.unbounded_text else LARGE


def questions(known: Delivery) -> Sequence[Question]:
    """Those of the explorer, about a delivery with a link and a file that is there."""
    domain, host = known.sender_domain, known.url_domain[0]
    return (
        _page("sender, newest 100", f"sender_address:{known.sender_address}", 60),
        _page("recipient, newest 100", f"recipient:{known.recipient}", 60),
        _page("URL domain, newest 100", f"url_domain:{host}", 60),
        _page("message id", f"network_message_id:{known.network_message_id}", 60),
        _counted(
            "domain and action, with exact count",
            f"sender_domain:{domain} delivery_action:delivered",
            100,
        ),
        _page("rare text in the subject", 'subject~"invoice 4711"', 250, unbounded_text=True),
        _page("text in a URL", f'url~"{known.url_path[0][1:]}"', 300, unbounded_text=True),
        Question(
            title="histogram, hour and action, all",
            paths=[_asked(_BARS, bucket="hour", pivot="delivery_action")],
            bar=150,
        ),
        _page("file by SHA-256", f"attachment_sha256:{known.attachment_sha256[0]}"),
        _counted("sender network /24, with count", "sender_ip:192.0.77.0/24"),
        Question(
            title="top 20 sender domains of phish",
            paths=[_asked(_TOP, field="sender_domain", filter="threat_type:phish")],
            bar=LARGE,
        ),
        _page(
            "phish that was moved since", "threat_type:phish latest_delivery_location:junk_folder"
        ),
        _page("everything, newest 100", ""),
        Question(
            title="trace of a link: who got it, who clicked",
            paths=[_asked("/api/v1/urls/trace", url=known.url[0])],
            bar=LARGE,
        ),
        Question(
            title="sender, newest 100, all columns",
            paths=[_asked(_PAGE, filter=f"sender_address:{known.sender_address}", limit="100")],
            bar=LARGE,
        ),
    )


def export_path(wanted: str, since: str, until: str) -> str:
    """The export of a span of time in a format."""
    return _asked("/api/v1/deliveries/export", format=wanted, since=since, until=until)


def _page(title: str, text: str, bar: float = LARGE, *, unbounded_text: bool = False) -> Question:
    paths = [rows_path(text)]
    return Question(title=title, paths=paths, bar=bar, unbounded_text=unbounded_text)


def _counted(title: str, text: str, bar: float = LARGE) -> Question:
    paths = [rows_path(text), _asked(_COUNT, filter=text)]
    return Question(title=title, paths=paths, bar=bar)


def rows_path(text: str) -> str:
    """A page with the columns that an explorer shows at first."""
    return _asked(_PAGE, filter=text, limit="100", fields=",".join(USUAL_COLUMNS))


def _asked(path: str, **parameters: str) -> str:
    return f"{path}?{urlencode(parameters)}"
