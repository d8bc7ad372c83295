"""By which keys entries are found: those of an entry, and those of what a mail or a link has.

A key is a letter and the text of what is named. An entry has one; it is found where one of the
mail's keys is the same. Networks, and pairs of spoofed sender and who sends it, are looked for
alone where the index has some.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from clawback.entries.entry import Value, ValueKind
from clawback.entries.value import ANYBODY, PAIR

_BELOW, _WITH = "*.", "~"
_REST = "/*"
_HOSTED = {  # exact, what lies below, both
    ValueKind.DOMAIN: ("d", "w", "t"),
    ValueKind.URL: ("D", "W", "T"),
}
_MARKS = {"w": _BELOW, "W": _BELOW, "t": _WITH, "T": _WITH}
_KINDS = {
    **dict.fromkeys("dwt", ValueKind.DOMAIN),
    **dict.fromkeys("DWTup", ValueKind.URL),
    "a": ValueKind.ADDRESS,
    "f": ValueKind.FILE,
    **dict.fromkeys("in", ValueKind.IP),
    "s": ValueKind.SPOOF,
}
_MOST_STEPS = 32  # of a path; what lies deeper is found by these
_LETTERS = {ValueKind.ADDRESS: "a", ValueKind.FILE: "f", ValueKind.SPOOF: "s"}


def key_of(value: Value) -> str:
    """The key of an entry."""
    kind, text = value.kind, value.text
    if kind is ValueKind.IP:
        return f"n{network_key(text)}" if "/" in text else f"i{text}"
    if kind in _HOSTED and not (kind is ValueKind.URL and _has_path(text)):
        exact, below, both = _HOSTED[kind]
        if text.startswith(_BELOW):
            return below + text[2:]
        return both + text[1:] if text.startswith(_WITH) else exact + text
    if kind is ValueKind.URL:
        return f"p{text.removesuffix(_REST)}" if text.endswith(_REST) else f"u{text}"
    return _LETTERS[kind] + text


def value_of(key: str) -> Value:
    """The entry's value by its key; undoes `key_of`."""
    letter, rest = key[0], key[1:]
    if letter == "n":
        rest = _network_text(rest)
    elif letter == "p":
        rest += _REST
    return Value(kind=_KINDS[letter], text=_MARKS.get(letter, "") + rest)


def linked_host(key: str) -> str:
    """The host in the key of a URL with a path: only links of such hosts are taken apart."""
    return host_of(key[1:])


def domain_keys(domain: str) -> list[str]:
    """Keys of entries for a domain, the most telling first."""
    return _host_keys(domain, *_HOSTED[ValueKind.DOMAIN])


def host_keys(host: str) -> list[str]:
    """Keys of entries for URLs that are for a whole host."""
    return _host_keys(host, *_HOSTED[ValueKind.URL])


def url_path_keys(key: str) -> list[str]:
    """Keys of entries for URLs with a path, by the `url_key` of a link."""
    found = [f"u{key}"]
    place = key.partition("?")[0].partition("#")[0].rstrip("/")
    if place != key:
        found.append(f"u{place}")
    steps = place.split("/")[:_MOST_STEPS]
    found += ["p" + "/".join(steps[:end]) for end in range(len(steps), 0, -1)]
    return found


def ip_keys(address: str, lengths: Collection[tuple[int, int]]) -> list[str]:
    """Keys of entries for an IP address, and for networks of these versions and lengths."""
    found = [f"i{address}"]
    read = _address(address) if lengths else None
    if read is not None:
        version, number, bits = read
        found += [
            f"n{of}/{length}/{number >> (bits - length):x}"
            for of, length in lengths
            if of == version
        ]
    return found


def spoof_keys(sender: str, infrastructure: Sequence[str]) -> list[str]:
    """Keys of pairs; `infrastructure` are texts of all values that name who sends it."""
    domain = sender.rpartition("@")[2]
    spoofed = [sender, *(_text(one) for one in domain_keys(domain)), ANYBODY]
    return [f"s{who}{PAIR}{sent}" for sent in infrastructure for who in spoofed]


def infrastructure_of(
    domains: Iterable[str], clients: Iterable[str], lengths: Collection[tuple[int, int]]
) -> list[str]:
    """The texts of all values that name who sends a mail."""
    found = [_text(key) for one in clients for key in ip_keys(one, lengths)]
    return found + [_text(key) for one in domains for key in domain_keys(one)]


def network_length(key: str) -> tuple[int, int] | None:
    """The version and length of the network in a key, alone or as who sends in a pair."""
    if key[0] == "s":
        sent = key.rpartition(PAIR)[2]
        key = f"n{network_key(sent)}" if "/" in sent else key
    if key[0] != "n":
        return None
    version, length, _ = key[1:].split("/")
    return int(version), int(length)


def network_key(text: str) -> str:
    """A network as its version, its length and the bits of its prefix."""
    network = ip_network(text)
    bits = network.max_prefixlen - network.prefixlen
    return f"{network.version}/{network.prefixlen}/{int(network.network_address) >> bits:x}"


def host_of(key: str) -> str:
    """The host of a link in the form of `url_key`."""
    authority = key.partition("/")[0].partition("?")[0].partition("#")[0].rpartition("@")[2]
    if authority.startswith("["):
        return authority.partition("]")[0] + "]"
    return authority.partition(":")[0]


def _text(key: str) -> str:
    return value_of(key).text


def _host_keys(host: str, exact: str, below: str, both: str) -> list[str]:
    found = [exact + host, both + host]
    rest = host.partition(".")[2]
    while rest:
        found += (below + rest, both + rest)
        rest = rest.partition(".")[2]
    return found


def _has_path(text: str) -> bool:
    """Whether an entry for a URL is for less than a host; a port is less, too."""
    return text.lstrip("*.~") != host_of(text.lstrip("*.~"))


def _network_text(rest: str) -> str:
    version, length, prefix = rest.split("/")
    bits = 32 if version == "4" else 128
    number = int(prefix, 16) << (bits - int(length))
    if version == "4":
        return str(IPv4Network((number, int(length))))
    return str(IPv6Network((number, int(length))))


@lru_cache(maxsize=4096)  # the same servers send again and again
def _address(text: str) -> tuple[int, int, int] | None:
    try:
        found: IPv4Address | IPv6Address = ip_address(text)
    except ValueError:
        return None
    return found.version, int(found), found.max_prefixlen
