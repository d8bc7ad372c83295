"""What those who listen for live updates hear of, and whom each kind is for."""

from __future__ import annotations

from clawback.app.parts import Parts
from clawback.identity.role import Permission
from clawback.live.topic import Topic
from clawback.live.updates import Updates
from clawback.model.version import Version, version_text
from clawback.remediation.lately import Lately


def updates(parts: Parts) -> Updates:
    """The live updates of these parts."""
    return Updates(topics(parts))


def topics(parts: Parts) -> list[Topic]:
    """Everything that can be watched."""
    lately, reading = Lately(parts.database, parts.clock), Permission.REMEDIATIONS_READ
    return [
        Topic(name="remediations", needs=reading, look=lately.remediations),
        Topic(name="containers", needs=reading, look=lately.containers),
        Topic(name="exports", needs=Permission.DELIVERIES_READ, look=parts.exports.desk.versions),
        Topic(name="judgements", needs=Permission.DELIVERIES_READ, look=parts.judgements.versions),
        Topic(
            name="investigations",
            needs=Permission.DELIVERIES_READ,
            look=parts.investigations.versions,
        ),
        Topic(name="alerts", needs=Permission.ALERTS_READ, look=parts.alerting.alerts.versions),
        Topic(
            name="submissions",
            needs=Permission.SUBMISSIONS_READ,
            look=parts.submissions.versions,
        ),
        Topic(name="sources", needs=Permission.DELIVERIES_READ, look=lambda: _sources(parts)),
    ]


def _sources(parts: Parts) -> list[Version]:
    return [
        Version(id=one.source, text=version_text(one.accepted, one.stored, one.error, one.folders))
        for one in parts.entrance.watch.sources()
    ]
