"""The country database is read again when its file is another."""

from __future__ import annotations

import os

from clawback.demo.mmdb import geolite, mmdb
from clawback.explorer.origin.atlas import Country
from clawback.explorer.origin.countries import NO_DATABASE, Countries


def test_without_a_file_no_country_is_known():
    """And it is said what to do."""
    assert Countries().look() == (None, NO_DATABASE)


def test_a_new_file_is_taken(tmp_path):
    """In place of the old one; a bad one leaves the old countries and is said."""
    path = tmp_path / "countries.mmdb"
    countries = Countries(path)
    atlas, trouble = countries.look()
    assert (atlas, "No such file" in trouble) == (None, True)
    path.write_bytes(mmdb({"192.0.2.0/24": geolite("DE", "Germany")}))
    first, trouble = countries.look()
    assert first is not None
    assert (first.country_of("192.0.2.1"), trouble) == (Country("DE", "Germany"), "")
    assert countries.look()[0] is first
    path.write_bytes(b"damaged")
    kept, trouble = countries.look()
    assert (kept is first, "is damaged" in trouble) == (True, True)
    path.write_bytes(mmdb({"192.0.2.0/24": geolite("FR", "France")}))
    os.utime(path, ns=(1, 1))
    second, trouble = countries.look()
    assert second is not None
    assert (second.country_of("192.0.2.1"), trouble) == (Country("FR", "France"), "")
