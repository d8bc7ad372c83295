"""A whole server that is killed, and whose disk is full, while mail passes its milter."""

import pytest
from bench.losses import Losing, Plan
from tests.servers.small_disk import NoDiskError

pytestmark = [pytest.mark.server, pytest.mark.slow]


def test_the_milter_loses_nothing_under_kills_and_on_full_disks(capsys):
    """What it let pass is stored once, or noted as unrecorded; `bench.losses` is the long form."""
    plan = Plan(way="milter", mails=300, kills=1, full=2, seed=6)
    try:
        found = Losing(plan).run()
    except NoDiskError as error:
        pytest.skip(str(error))
    with capsys.disabled():
        print(found)  # noqa: T201 - the story is told
    assert (found.lost, found.doubled, found.partly) == (0, 0, 0)
    assert found.acknowledged + found.noted >= plan.mails
    assert found.noted > 0
