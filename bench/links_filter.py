"""What the content filter costs, behind the same Postfix as two that only pass mail on.

One is aiosmtpd's `Proxy`, in a process of its own. The other is Postfix's own client, straight to
the listener that takes mail back: nothing can be cheaper. `python -m bench.links_filter`
"""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Proxy
from tests.making.mails import mail
from tests.servers.clawback import Server, free_port
from tests.servers.postfix import Postfix, why_not

_GUIDE = (Path(__file__).parents[1] / "docs" / "guides" / "content-filter.md").read_text("utf-8")
_SOURCE = "/usr/sbin/smtp-source"  # Debian's postfix
_MAILS = 1500
_ROUNDS = 3
_SESSIONS = "10"
_PARAGRAPH = '<p>All work and no play. <a href="https://shop.example/a?b={}">Read on</a></p>\n'
_PAGE = "".join(_PARAGRAPH.format(number) for number in range(20)) + "<p>x</p>\n" * 300
_BAR = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class _Site:
    postfix: Postfix
    server: Server
    through: int
    proxied: int
    past: int
    letter: Path


def main(_: Sequence[str] = ()) -> None:
    """Prints the figures beside their bars."""
    if reason := why_not():
        print(f"Left out: {reason}")
        return
    with _running() as site:
        size = site.letter.stat().st_size
        print(f"{size:8.0f} bytes  a mail, with 20 links in HTML")
        _compared(site, recipients=1)
        _compared(site, recipients=10)
        told = site.server.json("sources")["content_filter"]
        print(
            f"{told['rewritten']:8.0f} recipients got links of their own, "
            f"{told['taken'] - told['rewritten']:.0f} none; {told['deferred']} deferred, "
            f"{told['refused']} refused"
        )


@contextmanager
def _running() -> Iterator[_Site]:
    """Postfix as the guide has it, with one listener for each of the two ways, and Clawback."""
    (text,) = re.findall(r"^```toml\n(.*?)^```", _GUIDE, re.MULTILINE | re.DOTALL)
    services = re.findall(r"^```\n(clawback  unix .*?)^```", _GUIDE, re.MULTILINE | re.DOTALL)[0]
    port, back, through, past, proxied, proxy = (free_port() for _ in range(6))
    entries = (
        f"127.0.0.1:{through} inet n - n - - smtpd\n"
        f"  -o content_filter=clawback:[127.0.0.1]:{port}\n"
        f"127.0.0.1:{past} inet n - n - - smtpd\n"
        f"  -o content_filter=past:[127.0.0.1]:{back}\n"
        f"127.0.0.1:{proxied} inet n - n - - smtpd\n"
        f"  -o content_filter=past:[127.0.0.1]:{proxy}\n"
        "past unix - - n - 10 smtp\n  -o smtp_send_xforward_command=yes\n"
    )
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="clawback-bench-")))
        letter = scratch / "letter"
        letter.write_bytes(mail(html=_PAGE).replace(b"\r\n", b"\n"))
        settings = text.replace("10025", str(port)).replace("10026", str(back))
        server = stack.enter_context(Server(scratch / "data", settings=settings))
        postfix = stack.enter_context(
            Postfix.start(
                settings="receive_override_options = no_address_mappings\n",
                services=services.replace("10026", str(back)) + entries,
                recipients=[f"{number}anna" for number in range(1, 11)] + ["anna"],
            )
        )
        stack.enter_context(_proxy(proxy, back))
        yield _Site(
            postfix=postfix,
            server=server,
            through=through,
            proxied=proxied,
            past=past,
            letter=letter,
        )


@contextmanager
def _proxy(port: int, back: int) -> Iterator[None]:
    with subprocess.Popen(
        [sys.executable, "-m", "bench.links_filter", "proxy", str(port), str(back)],
        stdout=subprocess.PIPE,
    ) as process:
        if process.stdout is None:
            raise SystemExit("no pipe")
        process.stdout.readline()  # it listens
        try:
            yield
        finally:
            process.terminate()


def _serve_proxy(port: int, back: int) -> None:
    controller = Controller(Proxy("127.0.0.1", back), hostname="127.0.0.1", port=port)
    controller.start()
    print("listens", flush=True)
    signal.pause()


def _compared(site: _Site, *, recipients: int) -> None:
    count = _MAILS if recipients == 1 else _MAILS // 5
    rates: dict[int, list[float]] = {site.past: [], site.proxied: [], site.through: []}
    for _ in range(_ROUNDS):
        for port, found in rates.items():
            found.append(_rate(site, port, count, recipients))
    past, proxied, through = (median(found) for found in rates.values())
    missed = "  MISSED" if through / proxied < _BAR and recipients == 1 else ""
    bar = f"  (bar {_BAR})" if recipients == 1 else ""
    print(
        f"{through:8.1f} mails/s to {recipients} through the content filter, "
        f"{through * recipients:.0f} copies/s\n"
        f"{proxied:8.1f} mails/s through aiosmtpd's Proxy: ratio {through / proxied:.2f}"
        f"{bar}{missed}\n"
        f"{past:8.1f} mails/s handed on by Postfix itself: ratio {through / past:.2f}",
        flush=True,
    )


def _rate(site: _Site, port: int, count: int, recipients: int) -> float:
    """From the first mail until the last is delivered."""
    began = time.perf_counter()
    what = ("-s", _SESSIONS, "-m", str(count), "-r", str(recipients), "-F", str(site.letter))
    who = ("-f", "paul@sender.example", "-t", "anna@example.org")
    subprocess.run([_SOURCE, *what, *who, f"{site.postfix.host}:{port}"], check=True)
    while site.postfix.queue():
        time.sleep(0.02)
    return count / (time.perf_counter() - began)


if __name__ == "__main__":
    if sys.argv[1:2] == ["proxy"]:
        _serve_proxy(*map(int, sys.argv[2:]))
    else:
        main(sys.argv[1:])
