"""URLs out of bytes that no parser could read."""

from __future__ import annotations

import base64
import quopri
import time

from clawback.analysis.sweep import texts_in

LINK = b"<a href='https://lure.test/a?b=c&d=e'>" * 3


def swept(raw: bytes) -> bool:
    return any("https://lure.test/a?b=c&d=e" in text for text in texts_in(raw))


def test_plain_quoted_and_base64_are_read():
    """Whichever encoding the bytes are in, one of the readings shows the link."""
    assert swept(b"--b\n\n" + LINK)
    assert swept(quopri.encodestring(LINK))
    assert swept(b"--b\n\n" + base64.encodebytes(LINK) + b"--b--")
    assert swept(base64.b64encode(LINK))
    assert swept(base64.encodebytes(LINK).replace(b"\n", b"\r\n"))


def test_padding_in_the_middle_hides_nothing():
    """Some readers stop at padding, others drop it; the sweep reads on."""
    encoded = base64.b64encode(LINK)
    assert swept(encoded[:8] + b"=" + encoded[8:])


def test_it_is_linear():
    """Megabytes of one letter are read at once."""
    start = time.monotonic()
    assert sum(map(len, texts_in(b"x" * 3_000_000))) < 6_000_000
    assert time.monotonic() - start < 2
