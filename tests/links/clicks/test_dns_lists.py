"""DNS lists of hosts: how they are asked, and what their answers mean."""

import socket

import pytest

from clawback.links.clicks.dns_lists import DnsLists, ListRefusedError, addresses_of, asked_name
from clawback.links.clicks.lookups import AskedLink, Listed


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("www.shop.example.co.uk", "example.co.uk"),
        ("shop.example", "shop.example"),
        ("192.0.2.7", "7.2.0.192"),
        ("[2001:db8::1]", "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2"),
    ],
)
def test_domains_are_asked_as_registered_and_addresses_backwards(host, name):
    """As RFC 5782 has it."""
    assert asked_name(host) == name


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("addresses", "listed"), [((), None), (("127.0.0.2",), "dbl.test"), (("192.0.2.1",), None)]
)
async def test_an_address_of_loopback_means_listed(addresses, listed):
    """Any other answer does not: somebody may answer every name with a page of theirs."""
    asked = []

    def resolve(name):
        asked.append(name)
        return addresses

    found = await DnsLists("dbl.test", resolve).ask(AskedLink.of("https://a.evil.example/"))
    assert found == (Listed(source=listed) if listed else None)
    assert asked == ["evil.example.dbl.test."]


@pytest.mark.anyio
async def test_a_list_that_refuses_has_not_answered():
    """Some lists answer 127.255.255.x to whom they do not serve."""
    with pytest.raises(ListRefusedError):
        await DnsLists("dbl.test", lambda _: ("127.255.255.254",)).ask(
            AskedLink.of("https://a.example/")
        )


def test_a_name_that_does_not_exist_has_no_addresses(monkeypatch):
    """Any other failure of the resolver is one."""

    def answering(code):
        def failing(*_):
            raise socket.gaierror(code, "no")

        return failing

    monkeypatch.setattr(socket, "getaddrinfo", answering(socket.EAI_NONAME))
    assert addresses_of("a.test.") == ()
    monkeypatch.setattr(socket, "getaddrinfo", answering(socket.EAI_AGAIN))
    with pytest.raises(OSError, match="no"):
        addresses_of("a.test.")
