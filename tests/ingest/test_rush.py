"""When reading waits for taking, and for how long."""

from datetime import timedelta

import pytest
from tests.ingest.doubles import NOON

from clawback.ingest.rush import Rush
from clawback.model.clock import FixedClock


class Machine:
    """A clock, and counters of the processors' time as the kernel tells them."""

    def __init__(self, folder):
        self.now = 0.0
        self.file = folder / "stat"
        self.work, self.idle = 1000, 5000
        self._write()
        self.clock = FixedClock(NOON)
        self.rush = Rush(self.clock, elapsed=lambda: self.now, counters=self.file)

    def pass_by(self, *, mails, idle, seconds=1.0):
        """So many mails come in that time, of which the processors rest this share."""
        self.rush.came(mails)
        self.now += seconds
        self.idle += int(200 * seconds * idle)
        self.work += int(200 * seconds * (1 - idle))
        self._write()

    def holds(self, waited=0.5):
        return self.rush.holds(NOON - timedelta(seconds=waited))

    def _write(self):
        self.file.write_text(f"cpu  {self.work} 0 0 {self.idle} 0 0 0 0 0 0\ncpu0 1 2 3 4\n")


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_reading_waits_in_a_rush(machine):
    """Proves that many mails on busy processors hold reading, and that the end lets it go on."""
    assert not machine.holds()
    machine.pass_by(mails=500, idle=0.05)
    assert machine.holds()
    machine.pass_by(mails=0, idle=0.05)
    assert not machine.holds()


def test_no_mail_waits_long(machine):
    """Proves that reading goes on once the first mail has waited for five seconds."""
    machine.pass_by(mails=500, idle=0.0)
    assert machine.holds(4.9)
    assert not machine.holds(5.0)
    assert not machine.rush.holds(None)


@pytest.mark.parametrize(("mails", "idle"), [(60, 0.0), (500, 0.5)])
def test_what_both_can_be_done_beside_is_no_rush(machine, mails, idle):
    """Proves that neither a steady trickle nor a machine with processors to spare is held."""
    machine.pass_by(mails=mails, idle=idle)
    assert not machine.holds()


def test_a_machine_that_does_not_tell_is_never_in_a_rush(machine):
    """Proves that without the kernel's counters mail is read as it comes."""
    machine.file.unlink()
    rush = Rush(machine.clock, elapsed=lambda: machine.now, counters=machine.file)
    rush.came(10_000)
    machine.now += 1.0
    assert not rush.holds(NOON)
