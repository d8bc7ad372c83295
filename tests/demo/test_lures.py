import pytest

from clawback.analysis.message import analyse
from clawback.demo.waves.lures import PATH, Host, Wrapper, lure


@pytest.mark.parametrize("host", Host)
@pytest.mark.parametrize("wrapper", Wrapper)
def test_every_lure_is_seen_through(host, wrapper):
    """Whatever stands around it, the product finds the host and the path of the kit."""
    url = lure(host, wrapper, "abc")
    message = analyse(f"From: a@b.test\nSubject: x\n\nGo to {url}\n".encode())
    found = {(one.domain, one.path) for one in message.urls}
    assert (host.partition("://")[2], PATH) in found
