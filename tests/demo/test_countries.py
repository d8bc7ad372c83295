"""The demo's countries, read as the product reads a real database."""

from ipaddress import ip_address, ip_network

import pytest

from clawback.analysis.message import analyse
from clawback.demo.countries import KIND, country_database
from clawback.demo.mmdb import geolite, mmdb
from clawback.demo.waves.phish import phish
from clawback.explorer.origin.atlas import Atlas, Country

INSIDE = ip_network("10.20.0.0/16")


@pytest.fixture(scope="module")
def atlas(stage, tmp_path_factory):
    path = tmp_path_factory.mktemp("countries") / "countries.mmdb"
    path.write_bytes(country_database(stage.partners, stage.now))
    return Atlas.open(path)


def test_everybody_outside_has_a_country(atlas, mails):
    """No sender of the month is from nowhere; our own machines are from our own house."""
    found = {analyse(mail.bytes_of(mail.copies[0])).sender_ip for mail in mails} - {""}
    inside = {address for address in found if ip_address(address) in INSIDE}
    assert len(found - inside) > 40
    assert [one for one in found - inside if atlas.country_of(one) is None] == []
    assert {atlas.country_of(one) for one in inside} == {None}


def test_partners_are_from_where_their_names_are(atlas, stage):
    """Each has the country of its people; there are many of them."""
    countries = {partner.ip: atlas.country_of(partner.ip) for partner in stage.partners}
    assert countries[stage.partners[0].ip] == Country("NO", "Norway")
    assert len(set(countries.values())) > 10


def test_the_attackers_share_no_address_with_others(mails, stage):
    """What is looked for by a sender IP of the phish is the phish."""
    theirs = {analyse(mail.message).sender.domain for mail in mails}
    attack = {analyse(mail.bytes_of(mail.copies[0])) for mail in phish(stage)}
    hosts = {one.sender_ip for one in attack if not one.sender_ip.startswith("10.")}
    domains = {one.sender.domain for one in attack}
    sharing = {
        analyse(mail.bytes_of(mail.copies[0])).sender.domain
        for mail in mails
        if analyse(mail.bytes_of(mail.copies[0])).sender_ip in hosts
    }
    assert sharing <= domains < theirs


def test_the_database_says_what_it_is(atlas, stage):
    """Nobody takes it for a real one."""
    assert (atlas.kind, atlas.built) == (KIND, stage.now)


def test_a_long_name_can_be_written(tmp_path):
    """Values of 29 bytes and more have a size of their own; what is too long is refused."""
    path = tmp_path / "long.mmdb"
    for name in ("x" * 28, "x" * 29, "x" * 284):
        path.write_bytes(mmdb({"192.0.2.0/24": geolite("DE", name)}))
        assert Atlas.open(path).country_of("192.0.2.1") == Country("DE", name)
    with pytest.raises(ValueError, match="longer than is written"):
        mmdb({"192.0.2.0/24": geolite("DE", "x" * 285)})
    with pytest.raises(ValueError, match="cannot hold"):
        mmdb({"192.0.2.0/24": {"weight": 1.5}})
