"""Addresses that must never be asked, and how links spell them."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address

FORBIDDEN_4 = (
    *("127.0.0.1", "127.8.8.8", f"{0}.0.0.0", "0.1.2.3", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
    *("172.31.255.254", "169.254.169.254", "169.254.0.1", "100.64.0.1", "100.100.100.200"),
    *("192.0.0.192", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1"),
    *("239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16", "192.88.99.1"),
)
FORBIDDEN_6 = (
    *("::", "::1", "fe80::1", "fec0::1", "fc00::1", "fd00:ec2::254", "ff02::1", "100::1"),
    *("2001:db8::1", "3fff::1", "2001::1", "2001:20::1", "4000::1"),
)
PUBLIC = ("9.9.9.9", "93.184.216.34", "2620:fe::fe", "2a00:1450:4001::1")
NO_WEB = (
    *("file:///etc/passwd", "gopher://127.0.0.1:6379/_x", "ftp://127.0.0.1/", "dict://127.0.0.1/"),
    *(
        "javascript:alert(1)",
        "data:text/html,x",
        "mailto:a@b.example",
        "ldap://127.0.0.1/",
        "intent:x",
    ),
    *("http://", "http://[fe80::1%25eth0]/", "http://a b/"),
)


def carrying(four: str) -> list[str]:
    """Addresses of IPv6 that carry this one inside, in every way there is."""
    number = int(IPv4Address(four))
    high, low = number >> 16, number & 0xFFFF
    flipped = number ^ 0xFFFFFFFF
    return [
        f"::ffff:{four}",
        f"::ffff:0:{four}",
        f"::{four}",
        f"64:ff9b::{high:x}:{low:x}",
        f"64:ff9b:1::{high:x}:{low:x}",
        f"2002:{high:x}:{low:x}::",
        f"2001:0:{high:x}:{low:x}::1",
        f"2001:0:909:909:8000:1:{flipped >> 16:x}:{flipped & 0xFFFF:x}",
        f"2a00:1450:4001::5efe:{high:x}:{low:x}",
        f"2a00:1450:4001:0:200:5efe:{high:x}:{low:x}",
    ]


def spellings(four: str) -> Iterator[str]:
    """Links to an address of IPv4, as browsers read them."""
    a, b, c, d = four.split(".")
    number = int(IPv4Address(four))
    wide = "".join(chr(ord(one) + 0xFEE0) if one.isdigit() else one for one in four)
    hosts = (
        *(four, f"{four}.", str(number), hex(number), f"0{number:o}", wide),
        *(
            ".".join(f"0x{int(one):x}" for one in (a, b, c, d)),
            ".".join(f"0{int(one):o}" for one in (a, b, c, d)),
        ),
        *(f"{a}.{int(b) << 16 | int(c) << 8 | int(d)}", f"{a}.{b}.{int(c) << 8 | int(d)}"),
        *("".join(f"%{ord(one):02x}" for one in four), four.replace(".", "。")),
        *(f"9.9.9.9@{four}", f"user:pass@{four}", f"9.9.9.9%2f@{four}"),
    )
    for host in hosts:
        yield f"http://{host}/x"
    yield f"https:\\\\{four}\\x"
    yield f"HTTP:{four}"
    yield f"http://{four}:80/"
    yield from (f"http://[{IPv6Address(six)}]/" for six in carrying(four))


def every() -> list[str]:
    """All of them, and those of IPv6."""
    found = [link for four in FORBIDDEN_4 for link in spellings(four)]
    return [*found, *(f"http://[{six}]/" for six in FORBIDDEN_6)]
