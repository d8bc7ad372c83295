from __future__ import annotations

from tests.making.payloads import payloads


def test_there_are_more_than_three_hundred():
    """The corpus is as large as was promised, each payload once, all with the canary's address."""
    made = payloads("http://127.0.0.1:4711")
    assert len(made) == len(set(made)) > 300
    assert not any("{run}" in one or "{canary}" in one for one in made)
    assert sum("127.0.0.1:4711" in one for one in made) > 80
