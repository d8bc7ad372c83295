"""All URLs of one mail: distinct, unwrapped, counted against the limits."""

from __future__ import annotations

from clawback.analysis.limits import AnalysisLimits, Limit
from clawback.analysis.urls.target import Target, target
from clawback.analysis.urls.text import urls_in
from clawback.analysis.urls.wrappers import unwrap
from clawback.analysis.visible import visible
from clawback.model.url import Url, UrlSource

_TEXT_LIMIT = 512


class UrlCollector:
    """Gathers URLs from every view of a mail; what one view shows is in the result."""

    def __init__(self, limits: AnalysisLimits) -> None:
        self._limits = limits
        self._urls: dict[str, Url] = {}
        self._seen: set[tuple[str, bool]] = set()
        self.cuts: set[Limit] = set()

    @property
    def urls(self) -> tuple[Url, ...]:
        """What was found, in order."""
        return tuple(self._urls.values())

    def add_text(self, text: str, source: UrlSource, *, weak: bool = False) -> None:
        """Every URL that stands in running text."""
        for seen in urls_in(text[: self._limits.body_characters]):
            if not self._has_room():
                return
            self.add(seen, source, weak=weak)

    def add(self, seen: str, source: UrlSource, *, text: str = "", weak: bool = False) -> None:
        """One URL, absolute, as it stands in the mail; `text` is what a link shows."""
        if (seen, weak) in self._seen or not self._has_room():
            return
        self._seen.add((seen, weak))
        if len(seen) > self._limits.url_characters:
            self.cuts.add(Limit.URLS)
            seen = seen[: self._limits.url_characters]
        wrappers: list[str] = []
        at = target(seen)
        while len(wrappers) < self._limits.url_wrappers and (unwrapped := unwrap(at)):
            if not unwrapped.known:  # anybody can write ?url=…, so the outer link stays a URL too
                self._keep(at, seen, wrappers, source=source, text=text, weak=weak)
            wrappers.append(at.url)
            at = target(unwrapped.inner)
        self._keep(at, seen, wrappers, source=source, text=text, weak=weak)

    def _has_room(self) -> bool:
        if len(self._urls) < self._limits.urls:
            return True
        self.cuts.add(Limit.URLS)
        return False

    def _keep(
        self,
        at: Target,
        seen: str,
        wrappers: list[str],
        *,
        source: UrlSource,
        text: str,
        weak: bool,
    ) -> None:
        known = self._urls.get(at.url)
        if known is not None and (weak or not known.weak):
            return
        self._urls[at.url] = Url(
            url=at.url if at.valid else visible(at.url),
            seen=visible(seen),
            valid=at.valid,
            domain=at.domain,
            registrable=at.registrable,
            path=at.path,
            wrappers=tuple(wrappers),
            text=visible(text[:_TEXT_LIMIT]),
            source=source,
            weak=weak,
        )
