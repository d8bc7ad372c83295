"""What the outside may watch: checks that must hold, and figures for Prometheus."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from clawback.alerts.notice import NoticeState
from clawback.alerts.outbox import Standing
from clawback.analysis.providers.panel import Panels
from clawback.analysis.providers.seat import Figures as EngineFigures
from clawback.api.health import Check
from clawback.api.metrics import Reading
from clawback.app.alerting import Alerting
from clawback.app.allowing import AllowBlock
from clawback.app.parts import Parts
from clawback.app.submission_figures import submission_checks, submission_readings
from clawback.database import Database
from clawback.database.migrate import current, head
from clawback.ingest.content_filter.tally import FilterTally
from clawback.ingest.freshness import Freshness
from clawback.ingest.gate.tally import Tally
from clawback.ingest.pipeline import Pipeline
from clawback.links.clicks.recording import Recording
from clawback.model.actor import SYSTEM
from clawback.purge.inquiry.inquiries import Inquiries
from clawback.purge.inquiry.inquiry import Inquiry, InquiryState
from clawback.quarantine.held import HeldState
from clawback.store.lane import Figures, Kind

_SPOOL_FULL = 0.8  # of what may wait; beyond it the server says that it is not ready


def checks(parts: Parts) -> list[Check]:
    """What must hold for the server to do its work."""
    return [
        Check("database", lambda: _database(parts.database)),
        Check("store", lambda: _asked(parts.store.newest)),
        Check("ingest", lambda: _pipeline(parts.pipeline)),
        Check("spool", lambda: _spool(parts)),
        Check("audit", parts.keeper.trouble),
        Check("worker", parts.work.trouble),
        *_alerts_check(parts.alerting),
        *submission_checks(parts.submissions),
        *_clicks_check(parts),
        *_filter_check(parts),
    ]


def _alerts_check(room: Alerting) -> list[Check]:
    return [Check("alerts", room.outbox.trouble)] if room.outbox.couriers else []


def _clicks_check(parts: Parts) -> list[Check]:
    process = parts.clicking.process
    return [Check("clicks", process.trouble)] if process.wanted else []


def _filter_check(parts: Parts) -> list[Check]:
    found = parts.content_filter
    return [Check("content_filter", lambda: _away(found.tally))] if found else []


def _away(tally: FilterTally) -> str | None:
    return f"The content filter passes no mail on: {tally.away}." if tally.away else None


def readings(parts: Parts) -> list[Reading]:
    """Figures of the parts, for Prometheus."""
    ingest, spool = parts.pipeline.progress, parts.spool.backlog
    return [
        *_queries(parts.admission.figures),
        *_sources(parts),
        *_engines(parts.engines),
        *_inquiries(parts.inquiries),
        *submission_readings(parts.submissions),
        *(_gate(parts.gate.tally) if parts.gate else ()),
        *(_content_filter(parts.content_filter.tally) if parts.content_filter else ()),
        *_clicks(parts.clicking.recording),
        *_alerts(parts.alerting),
        *_entries(parts.allowing),
        _reading("ingest_received_total", "Mails taken from the spool.", lambda: ingest().received),
        _reading("ingest_stored_total", "Deliveries stored.", lambda: ingest().stored),
        _reading("ingest_known_total", "Deliveries that were known.", lambda: ingest().known),
        _reading("ingest_limited_total", "Mails not read completely.", lambda: ingest().limited),
        _reading("ingest_poisoned_total", "Mails that were parked.", lambda: ingest().poisoned),
        _reading(
            "ingest_parse_seconds_total",
            "Time spent reading, and asking engines.",
            lambda: ingest().analyse_seconds,
        ),
        _reading(
            "ingest_store_seconds_total", "Time spent storing.", lambda: ingest().store_seconds
        ),
        _reading("spool_mails", "Mails that wait to be stored.", lambda: spool().depth),
        _reading("spool_bytes", "Bytes that wait to be stored.", lambda: spool().size),
        _reading("spool_oldest_seconds", "Age of the oldest of them.", lambda: _age(parts)),
        _reading(
            "sign_in_failures_total",
            "Attempts to sign in that failed.",
            lambda: parts.identity.guesses.failed,
        ),
        _reading(
            "sign_in_slowed_total",
            "Attempts to sign in that were refused because of earlier ones.",
            lambda: parts.identity.guesses.refused,
        ),
        _reading(
            "audit_unsealed_seconds",
            "Age of the oldest entry of the audit trail that is not sealed.",
            parts.keeper.unsealed_seconds,
        ),
        _reading(
            "quarantine_mails",
            "Mails that are held, one for each recipient.",
            lambda: _held(parts)[0],
        ),
        _reading("quarantine_bytes", "Their bytes, for each recipient.", lambda: _held(parts)[1]),
        _reading("exports_bytes", "Bytes of all exports on the disk.", parts.exports.folder.used),
        _reading(
            "unrecorded_mails",
            "Mails that passed without a record and are still missed.",
            lambda: sum(parts.unrecorded.by_source().values()),
        ),
        _reading("spool_parked", "Things that could not be taken.", lambda: spool().parked),
    ]


def _queries(figures: Figures) -> list[Reading]:
    told: tuple[tuple[str, str, Mapping[Kind, float]], ...] = (
        ("running", "Queries of the event store that run.", figures.running),
        ("waiting", "Queries that wait for their turn.", figures.waiting),
        ("refused_total", "Queries refused because too many waited.", figures.refused),
        ("called_off_total", "Queries stopped because nobody waited.", figures.called_off),
        ("waited_seconds_total", "Time queries waited for their turn.", figures.waited_seconds),
    )
    return [
        Reading(
            name=f"clawback_store_queries_{name}",
            meaning=meaning,
            label="kind",
            read=partial(_by_kind, numbers),
        )
        for name, meaning, numbers in told
    ]


def _sources(parts: Parts) -> list[Reading]:
    def told(read: Callable[[Freshness], float | None]) -> Callable[[], Mapping[str, float]]:
        def numbers() -> Mapping[str, float]:
            found = {one.source: read(one) for one in parts.entrance.watch.sources()}
            return {name: number for name, number in found.items() if number is not None}

        return numbers

    def reading(name: str, meaning: str, read: Callable[[Freshness], float | None]) -> Reading:
        return Reading(
            name=f"clawback_source_{name}", meaning=meaning, label="source", read=told(read)
        )

    def age(moment: datetime | None) -> float | None:
        return None if moment is None else (parts.clock.now() - moment).total_seconds()

    return [
        reading("accepted_total", "Mails acknowledged.", lambda one: one.accepted),
        reading("stored_total", "Mails stored.", lambda one: one.stored),
        reading("waiting_mails", "Acknowledged and not stored yet.", lambda one: one.waiting),
        reading(
            "lag_seconds",
            "From the newest mail's acknowledgement until it could be searched.",
            lambda one: one.lag.last if one.lag else None,
        ),
        reading(
            "quiet_seconds",
            "Since a mail was last acknowledged.",
            lambda one: age(one.accepted_at),
        ),
    ]


def _engines(engines: Panels) -> list[Reading]:
    def reading(name: str, meaning: str, read: Callable[[EngineFigures], float]) -> Reading:
        return Reading(
            name=f"clawback_verdicts_{name}",
            meaning=meaning,
            label="provider",
            read=lambda: {one.name: read(one) for one in engines.figures()},
        )

    return [
        reading("answered_total", "Mails that it judged.", lambda one: one.answered),
        reading("missing_total", "Mails that went without its verdict.", lambda one: one.missing),
        reading("seconds_total", "Time spent asking it.", lambda one: one.seconds),
        reading("resting", "Whether it is left alone for a while.", lambda one: one.resting),
    ]


def _clicks(recording: Recording) -> list[Reading]:
    return [
        _labelled_reading(
            "clicks_recorded_total", "Clicks taken over.", "verdict", recording.by_verdict
        ),
        _labelled_reading(
            "clicks_recorded_by_total", "The same clicks, by whom.", "clicked_by", recording.by_whom
        ),
    ]


def _alerts(room: Alerting) -> list[Reading]:
    def by_channel(read: Callable[[Standing], float]) -> Callable[[], Mapping[str, float]]:
        return lambda: {one.name: read(one) for one in room.outbox.channels()}

    return [
        _labelled_reading(
            "alerts_open",
            "Alerts that nobody has closed.",
            "severity",
            room.alerts.open_by_severity,
        ),
        _labelled_reading(
            "alert_notices_waiting",
            "Alerts that wait to be sent.",
            "channel",
            by_channel(lambda one: one.waiting),
        ),
        _labelled_reading(
            "alert_notices_sent",
            "Alerts that were sent and are still kept.",
            "channel",
            by_channel(lambda one: one.ended.get(NoticeState.SENT, 0)),
        ),
        _reading(
            "alert_heard_total",
            "Deliveries that alert policies were asked about.",
            lambda: room.hearing.figures.deliveries,
        ),
        _reading(
            "alert_heard_seconds_total",
            "Time that took, while storing waited.",
            lambda: room.hearing.figures.seconds,
        ),
    ]


def _entries(allowing: AllowBlock) -> list[Reading]:
    return [
        _labelled_reading(
            "entries",
            "Entries of the allow/block list; `expiring` ones end within 7 days.",
            "standing",
            allowing.entries.by_standing,
        ),
        _labelled_reading(
            "feed_trouble",
            "Whether a feed's last pull went wrong.",
            "feed",
            lambda: {
                one.feed.name: float(bool(one.standing.trouble)) for one in allowing.feeds.every()
            },
        ),
    ]


def _inquiries(inquiries: Inquiries) -> list[Reading]:
    def last() -> Inquiry | None:
        return next(iter(inquiries.newest(SYSTEM, limit=1)), None)

    def asking() -> bool:
        found = last()
        return found is not None and found.state is InquiryState.ASKING

    def trouble() -> bool:
        found = last()
        return found is not None and bool(found.trouble)

    return [
        _reading("inquiry_asking", "Whether engines are asked again about stored mail.", asking),
        _reading(
            "inquiry_trouble",
            "Whether something went wrong when engines were asked again the last time.",
            trouble,
        ),
    ]


def _gate(tally: Tally) -> list[Reading]:
    return [
        _labelled_reading(
            "gate_mails_total",
            "Mails by what the gate did with them.",
            "action",
            lambda: {one.value: count for one, count in tally.figures().actions.items()},
        ),
        _reading(
            "gate_unjudged_total",
            "Mails let through that were not judged wholly.",
            lambda: tally.figures().unjudged,
        ),
        _reading(
            "gate_held_by_server_total",
            "Quarantined mails that the mail server keeps.",
            lambda: tally.figures().held_by_server,
        ),
        _reading(
            "gate_seconds_total", "Time that mails were judged.", lambda: tally.figures().seconds
        ),
    ]


def _content_filter(tally: FilterTally) -> list[Reading]:
    return [
        _labelled_reading(
            "filter_recipients_total",
            "Recipients of mails by what became of the links for them.",
            "links",
            lambda: {one.value: count for one, count in tally.figures().fates.items()},
        ),
        _labelled_reading(
            "filter_answers_total",
            "Recipients of mails by what the mail server was told.",
            "answer",
            lambda: {one.value: count for one, count in tally.figures().told.items()},
        ),
        _reading("filter_copies_total", "Copies of mails made.", lambda: tally.figures().copies),
        _reading(
            "filter_seconds_total",
            "Time that mails were read and rewritten.",
            lambda: tally.figures().seconds,
        ),
    ]


def _held(parts: Parts) -> tuple[int, int]:
    return parts.quarantine.totals().get(HeldState.HELD, (0, 0))


def _by_kind(numbers: Mapping[Kind, float]) -> Mapping[str, float]:
    return {kind.value: number for kind, number in numbers.items()}


def _database(database: Database) -> str | None:
    with database.write():
        pass  # an empty transaction: it can be begun and ended
    at = current(database)
    if at != head():
        return f"The state database is at revision {at}; this release needs {head()}."
    return None


def _asked(ask: Callable[[], object]) -> str | None:
    ask()
    return None


def _pipeline(pipeline: Pipeline) -> str | None:
    return None if pipeline.running else "Mail is accepted and not stored: restart the server."


def _spool(parts: Parts) -> str | None:
    limits = parts.settings.ingest.spool_limits
    if parts.spool.backlog().size > limits.backlog * _SPOOL_FULL:
        return "The spool is nearly full: mail comes in faster than it is stored."
    return None


def _age(parts: Parts) -> float:
    oldest = parts.spool.backlog().oldest
    return 0.0 if oldest is None else (parts.clock.now() - oldest).total_seconds()


def _reading(name: str, meaning: str, read: Callable[[], float]) -> Reading:
    return Reading(name=f"clawback_{name}", meaning=meaning, read=lambda: {"": read()})


def _labelled_reading(
    name: str, meaning: str, label: str, read: Callable[[], Mapping[str, float]]
) -> Reading:
    return Reading(name=f"clawback_{name}", meaning=meaning, label=label, read=read)
