"""Asks a service of your own about links: it is sent the link, and says what it holds it for."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from clawback.links.clicks.asked.outbound import NoAnswerError, Outbound, Question
from clawback.links.clicks.lookups import AskedLink, Listed
from clawback.model.verdict import ThreatType

_LONGEST_SOURCE = 80  # characters
_THREATS = {
    "malware": ThreatType.MALWARE,
    "phish": ThreatType.PHISH,
    "spam": ThreatType.SPAM,
}


class Webhook:
    """`POST {"url", "host"}`; the answer is `{"threat": "phish", "source": "…"}`.

    A `threat` of `null`, or none at all, says that nothing is known against it.
    """

    def __init__(self, outbound: Outbound, url: str, *, name: str, token: str = "") -> None:
        split = urlsplit(url)
        self._outbound = outbound
        self._target = (split.path or "/") + (f"?{split.query}" if split.query else "")
        self._name = name
        self._authorized = {"Authorization": f"Bearer {token}"} if token else {}

    def goes_by(self, link: AskedLink) -> str:
        """The whole link."""
        return link.url

    async def ask(self, link: AskedLink) -> Listed | None:
        """What it says; raises `OSError` where that is no answer."""
        answer = await self._outbound.ask(
            Question(
                method="POST",
                target=self._target,
                headers={"Content-Type": "application/json", **self._authorized},
                body=json.dumps({"url": link.url, "host": link.host}).encode(),
            )
        )
        threat, source = answer.get("threat"), answer.get("source", self._name)
        if threat is None:
            return None
        if not isinstance(source, str) or str(threat) not in _THREATS:
            raise NoAnswerError
        told = "".join(filter(str.isprintable, source))[:_LONGEST_SOURCE]
        return Listed(source=told or self._name, threat=_THREATS[str(threat)])
