import pytest

from clawback.demo.names import CULTURES, local_part


@pytest.mark.parametrize(
    ("name", "local"),
    [
        ("Öystein Łaszcz", "oeystein.laszcz"),
        ("Ngọc Đặng", "ngoc.dang"),
        ("Amal Al-Hadrami", "amal.al-hadrami"),
        ("Torunn Rødseth", "torunn.rodseth"),
    ],
)
def test_names_become_plain_local_parts(name, local):
    """An address is ASCII whatever the name is."""
    assert local_part(name) == local


def test_every_name_there_is_can_be_an_address():
    """No letter of any culture is lost without a replacement."""
    for culture in CULTURES.values():
        for name in (*culture.given, *culture.family):
            assert len(local_part(name)) >= len(name)
            assert local_part(name).isascii()
