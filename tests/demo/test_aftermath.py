"""What happened after the mail had come, told to a store that knows the mail."""

from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_address, ip_network

import pytest
from tests.demo.filling import filled
from tests.servers.state import open_state

from clawback.audit.trail import Trail
from clawback.campaigns.campaign import Kind
from clawback.campaigns.campaigns import Campaigns, Ground
from clawback.campaigns.wanted import Wanted
from clawback.demo.aftermath import clicks as clicking
from clawback.demo.aftermath.campaigns import CAMPAIGNS, PHISH
from clawback.demo.aftermath.telling import (
    FRAUD_REPORTS,
    MALWARE_REPORTS,
    PHISH_REPORTS,
    SPAM_REPORTS,
    happened,
    tell_aftermath,
)
from clawback.demo.organisation import DOMAIN
from clawback.demo.waves import hijack, invoice, malware, phish
from clawback.demo.world import World, keep, read
from clawback.filters.click_fields import CLICKS
from clawback.filters.parse import parse
from clawback.model.actor import SYSTEM
from clawback.model.click import ClickVerdict, Workload
from clawback.model.clock import SystemClock
from clawback.model.event import EventType
from clawback.store.port import ClickQuery, Query

LATER = timedelta(minutes=5)  # after the mail came in
DOCUMENTATION = ip_network("192.0.2.0/24")


@pytest.fixture(scope="module")
def store(mails):
    return filled(mails)


@pytest.fixture(scope="module")
def told(store, stage):
    return happened(stage, store)


@pytest.fixture(scope="module")
def room(tmp_path_factory, store):
    """Campaigns, in a database of their own."""

    def ask(_actor, tree, since, until):
        return Query(filter=tree, now=SystemClock().now(), since=since, until=until)

    with closing(open_state(tmp_path_factory.mktemp("state") / "state.sqlite")) as database:
        trail = Trail(database, SystemClock())
        yield Campaigns(Ground(database=database, store=store, trail=trail, ask=ask))


@pytest.fixture(scope="module")
def world(tmp_path_factory, store, stage, room):
    folder = tmp_path_factory.mktemp("aftermath")
    world = World(folder=folder, made_at=stage.now, deliveries=1, imported=True)
    keep(world)
    return tell_aftermath(world, store, room, stage.now + LATER)


@pytest.fixture
def count(world, store, stage):
    assert world.aftermath

    def counted(text, *, clicks=False):
        if clicks:
            return store.count(ClickQuery(filter=parse(text, CLICKS), now=stage.now))
        return store.count(Query(filter=parse(text), now=stage.now))

    return counted


def test_the_same_mail_has_the_same_aftermath(told, store, stage):
    """Down to ids and moments."""
    assert happened(stage, store) == told
    clicks, events = told
    assert len({one.id for one in clicks}) == len(clicks)
    assert len({one.id for one in events}) == len(events)


def test_nothing_happens_before_its_mail_or_after_now(told, store, stage):
    """Each moment lies between the delivery and the present."""
    clicks, events = told
    moments = [(one.key, one.at) for one in (*clicks, *events) if one.key.network_message_id]
    received = {
        row.delivery.key: row.delivery.time_received
        for row in store.rows([key for key, _ in moments])
    }
    for key, at in moments:
        assert received[key] <= at < stage.now
    assert all(one.at < stage.now for one in clicks)


def test_each_campaign_has_its_wave(count):
    """As many deliveries as the wave has, none of them in two."""
    sizes = {one.id: count(f"campaign_id:{one.id}") for one in CAMPAIGNS}
    assert sizes[PHISH.id] == phish.RECIPIENTS
    assert sizes["payment-today"] == invoice.RECIPIENTS
    assert sizes["delivery-note"] == malware.RECIPIENTS
    assert sizes["new-bank-details"] == hijack.RECEIVED + hijack.ANSWERED
    assert sum(sizes.values()) == count("campaign_id:*")


def test_the_phish_was_clicked_with_every_verdict_that_a_bad_link_gets(told, count):
    """First unknown, then looked at, then blocked; some went on all the same."""
    clicks = [one for one in told[0] if one.url_path == "/session/keep"]
    assert len(clicks) == clicking.PHISH_CLICKS == count("url_path:/session/keep", clicks=True)
    verdicts = Counter(one.verdict for one in clicks)
    assert set(verdicts) == {
        *(ClickVerdict.ALLOWED, ClickVerdict.PENDING_VERDICT, ClickVerdict.BLOCKED),
        *(ClickVerdict.PENDING_VERDICT_BYPASSED, ClickVerdict.BLOCK_OVERRIDDEN),
    }
    for host in {one.url_domain for one in clicks}:
        ordered = sorted((one for one in clicks if one.url_domain == host), key=lambda one: one.at)
        assert ordered[0].verdict is ClickVerdict.ALLOWED
    went_on = [one for one in clicks if one.clicked_through]
    assert 0 < len(went_on) < len(clicks)
    assert all(one.url_chain for one in went_on)
    assert sum(one.workload is Workload.TEAMS for one in clicks) == clicking.IN_CHAT
    assert count(f"campaign_id:{PHISH.id} clicked:true") == clicking.CLICKERS + clicking.CURIOUS


def test_clicks_are_on_links_of_the_mail(told, store):
    """Each part of a link is as the delivery has it, and the person is its recipient."""
    for click in told[0]:
        if click.network_message_id:
            (row,) = store.rows([click.key])
            at = row.delivery.url.index(click.url)
            parts = (click.url_domain, click.url_path, click.url_domain_and_path)
            theirs = row.delivery
            assert parts == (
                theirs.url_domain[at],
                theirs.url_path[at],
                theirs.url_domain_and_path[at],
            )


def test_ordinary_mail_is_clicked_too(told):
    """Mostly let through; links to our own house are not looked at."""
    clicks = [one for one in told[0] if one.url_path != "/session/keep"]
    inside = [one for one in clicks if one.url_domain.endswith(f".{DOMAIN}")]
    assert {one.verdict for one in inside} <= {ClickVerdict.NONE}
    verdicts = Counter(one.verdict for one in clicks)
    assert verdicts[ClickVerdict.ALLOWED] > len(clicks) / 3
    assert not any(one.url_path.startswith(("/leave/", "/o/")) for one in clicks)


def test_everybody_clicks_from_an_address_of_nobody(told):
    """Documentation addresses, the same for the same person."""
    assert all(ip_address(one.ip) in DOCUMENTATION for one in told[0])
    addresses = {(one.recipient, one.ip, one.user_agent) for one in told[0]}
    assert len(addresses) == len({one.recipient for one in told[0]})


def test_people_report_and_somebody_is_told(told, count):
    """Reports of each kind; alerts of reports, clicks and malware."""
    reports = [one for one in told[1] if one.type is EventType.REPORTED]
    assert all(one.actor == one.key.recipient for one in reports)
    assert Counter(one.result for one in reports) == {
        "phish": PHISH_REPORTS + FRAUD_REPORTS,
        "malware": MALWARE_REPORTS,
        "spam": SPAM_REPORTS,
    }
    assert count("reported:true") == len(reports)
    assert count("alert_policy_id:user_reported_phish") == PHISH_REPORTS
    assert count("alert_policy_id:malware_delivered") == malware.RECIPIENTS - malware.CAUGHT
    assert 0 < count("alert_policy_id:phish_link_clicked") < clicking.CLICKERS


def test_it_is_told_once(world, store, count, room, stage):
    """The next start changes nothing; one that was cut off tells the same again."""
    before = count("", clicks=True)
    kept = read(world.folder)
    assert kept == world
    assert tell_aftermath(world, store, room, stage.now + LATER) is world
    assert tell_aftermath(replace(world, aftermath=False), store, room, stage.now + LATER) == world
    assert count("", clicks=True) == before


@pytest.mark.usefixtures("world")
def test_campaigns_are_listed_with_their_mail(room):
    """Each that its mail tells of, the malware among them; where its mail lies is counted."""
    found = {one.campaign.id: one for one in room.page(SYSTEM, Wanted(), limit=50).items}
    assert {"password-phish", "payment-today", "delivery-note"} < found.keys()
    malicious = found["delivery-note"]
    assert (malicious.campaign.kind, malicious.extent.deliveries) == (
        Kind.MALWARE,
        malware.RECIPIENTS,
    )
    assert sum(malicious.places.values()) == malware.RECIPIENTS


def test_what_belongs_together_is_told_last(world, store, stage):
    """A cluster that was found while the mail came in does not take any of a campaign's mail."""
    assert world.aftermath
    (row,) = store.page(
        Query(filter=parse("campaign_id:password-phish"), now=stage.now), limit=1
    ).rows
    grouped = [one for one in store.timeline(row.delivery.key) if one.type is EventType.GROUPED]
    assert [one.at for one in grouped] == [stage.now + LATER]
