"""Countries from MMDB files, whole ones and others."""

from __future__ import annotations

import pytest

from clawback.demo.mmdb import geolite, mmdb
from clawback.explorer.origin.atlas import Atlas, Country, NoAtlasError


@pytest.mark.parametrize(
    ("record", "country"),
    [
        (geolite("DE", "Germany"), Country("DE", "Germany")),
        ({"country": {"iso_code": "DE"}}, Country("DE", "DE")),
        ({"country": "DE", "country_name": "Germany"}, Country("DE", "Germany")),
        ({"country": "Germany", "country_code": "de"}, Country("DE", "Germany")),
        ({"continent": {"code": "EU"}}, None),
        ({"country": {"names": {"en": "Nowhere"}}}, None),
    ],
)
def test_a_country_is_read_from_every_makers_record(tmp_path, record, country):
    """MaxMind and DB-IP, IPinfo; a record without one tells nothing."""
    path = tmp_path / "countries.mmdb"
    path.write_bytes(mmdb({"192.0.2.0/24": record, "2001:db8::/32": record}))
    atlas = Atlas.open(path)
    assert atlas.country_of("192.0.2.7") == country
    assert atlas.country_of("2001:db8::1") == country
    assert atlas.country_of("198.51.100.1") is None
    assert (atlas.kind, atlas.built.year) == ("Test-Country", 2026)


def test_a_file_that_is_none_is_said(tmp_path):
    """Missing, damaged, cut off, of another kind."""
    with pytest.raises(NoAtlasError, match="No such file"):
        Atlas.open(tmp_path / "none.mmdb")
    with pytest.raises(NoAtlasError, match="cannot be read"):
        Atlas.open(tmp_path)
    whole = mmdb({f"{n}.0.0.0/8": geolite("DE", "Germany") for n in range(1, 100)})
    for content in (b"", b"hello", whole[:-40], whole[200:], whole.replace(b"names", b"\xff" * 5)):
        path = tmp_path / "bad.mmdb"
        path.write_bytes(content)
        with pytest.raises(NoAtlasError, match="is damaged"):
            Atlas.open(path)


def test_an_open_file_may_be_cut_off(tmp_path):
    """Whoever writes a new one in its place does not bring the server down."""
    path = tmp_path / "countries.mmdb"
    path.write_bytes(mmdb({"192.0.2.0/24": geolite("DE", "Germany")}))
    atlas = Atlas.open(path)
    path.write_bytes(b"")
    assert atlas.country_of("192.0.2.7") == Country("DE", "Germany")


def test_what_is_no_address_has_no_country(tmp_path):
    """It is unknown, and no fault."""
    path = tmp_path / "countries.mmdb"
    path.write_bytes(mmdb({"192.0.2.0/24": geolite("DE", "Germany")}))
    assert Atlas.open(path).country_of("nonsense") is None
