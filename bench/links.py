"""Protected links: how fast mail is rewritten, how much it grows, and whether links can be forged.

The peer of rewriting is the parse that it cannot do without: turbohtml's on the same pages.
`python -m bench.links`
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from email import message_from_bytes
from random import Random
from statistics import median

import turbohtml
from tests.links.forging import altered
from tests.making.corpus import corpus

from bench import links_redirects
from clawback.links import signing
from clawback.links.keys import Keyring, LinkKey
from clawback.links.rewriting.mail import Changed, changed
from clawback.links.rewriting.targets import Protecting
from clawback.links.signing import Bearer, Refusal, wrap
from clawback.model.fingerprint import network_message_id

_BASE = "https://l.example.org"
_NOW = datetime.now(UTC).replace(microsecond=0)
_RING = Keyring(keys=(LinkKey(number=1, made_at=_NOW, secret=b"k" * 32),))
_SIGNS = 200_000
_FORGED = 1_000_000


def main(_: Sequence[str] = ()) -> None:
    """Prints the figures beside their bars."""
    rewriting()
    signatures()
    forgery()
    print("redirects:")
    links_redirects.main()


def rewriting() -> None:
    """All HTML mails of the SpamAssassin corpus, on one core."""
    raws = [one.raw for one in corpus() if b"text/html" in one.raw.lower()]
    makers = [_protecting(raw) for raw in raws]
    best, done = _best(raws, makers)
    parse = _parse_seconds(raws)
    with_links = [(raw, one) for raw, one in zip(raws, done, strict=True) if one.links]
    print("rewriting:")
    print(f"{len(raws) / best:10,.0f} HTML mails a second on one core (bar: 1,000)")
    print(f"{best / parse:10.2f} of the time that parsing their pages alone takes")
    print(f"{_growth(zip(raws, done, strict=True)):10.1%} larger, median of all (bar: 5 %)")
    print(f"{_growth(with_links):10.1%} larger, median of the {len(with_links):,} with links")
    print(f"{_median_link(with_links):10.0f} characters a link, median (bar: 200)")


def signatures() -> None:
    """Links made and checked, one after the other."""
    bearer = Bearer(network_message_id="5e2a1f08-1111-8222-b333-123412341234", made_at=_NOW)
    urls = [f"https://shop{one % 500}.example/page/{one % 500}?id=4711" for one in range(_SIGNS)]
    began = time.perf_counter()
    links = [wrap(url, bearer, keyring=_RING, base=_BASE) for url in urls]
    made = time.perf_counter()
    opened = sum(_opens(link.removeprefix(_BASE)) for link in links)
    checked = time.perf_counter()
    print("signatures:")
    print(f"{_SIGNS / (made - began):10,.0f} links signed a second")
    print(f"{opened / (checked - made):10,.0f} links checked a second")


def forgery() -> None:
    """Links that are nearly ours."""
    bearer = Bearer(network_message_id="", made_at=_NOW)
    paths = [
        wrap(f"https://shop{one}.example/{one}", bearer, keyring=_RING, base=_BASE)
        for one in range(50)
    ]
    chance = Random(4711)
    bare = [path.removeprefix(_BASE) for path in paths]
    accepted = sum(_opens(path) for path in altered(bare, chance, _FORGED))
    print(f"{accepted:10,} of {_FORGED:,} altered links accepted (bar: 0)")


def _protecting(raw: bytes) -> Protecting:
    """For one recipient, as most mail has."""
    bearer = Bearer(network_message_id=network_message_id(raw), made_at=_NOW, recipient=b"recipien")
    return Protecting(bearer=bearer, keyring=_RING, base=_BASE, spared=lambda _: False)


def _best(raws: list[bytes], makers: list[Protecting]) -> tuple[float, list[Changed]]:
    """The quickest of three rounds, in seconds, and what came of it."""
    seconds: list[float] = []
    done: list[Changed] = []
    for _ in range(3):
        began = time.perf_counter()
        done = [changed(raw, maker) for raw, maker in zip(raws, makers, strict=True)]
        seconds.append(time.perf_counter() - began)
    return min(seconds), done


def _parse_seconds(raws: list[bytes]) -> float:
    pages = [page for raw in raws for page in _pages(raw)]
    began = time.perf_counter()
    for page in pages:
        turbohtml.parse(page, source_locations=True)
    return time.perf_counter() - began


def _pages(raw: bytes) -> list[str]:
    parts = [one for one in message_from_bytes(raw).walk() if one.get_content_type() == "text/html"]
    found = [one.get_payload(decode=True) for one in parts]
    return [one.decode("latin-1") for one in found if isinstance(one, bytes)]


def _growth(pairs: Iterable[tuple[bytes, Changed]]) -> float:
    return median(len(one.raw) / len(raw) - 1 for raw, one in pairs)


def _median_link(pairs: list[tuple[bytes, Changed]]) -> float:
    lengths: list[int] = []
    for raw, _ in pairs:
        protecting = _protecting(raw)

        def measured(url: str, protecting: Protecting = protecting) -> str | None:
            link = protecting(url)
            lengths.extend([len(link)] if link else [])
            return link

        changed(raw, measured)
    return median(lengths)


def _opens(path: str) -> bool:
    return not isinstance(signing.open(path, _RING, _NOW), Refusal)


if __name__ == "__main__":
    main()
