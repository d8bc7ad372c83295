"""What a client wishes to be done, as it says it."""

from __future__ import annotations

from clawback.client.shapes import Wish

WISH: Wish = {
    "action": "move_to_junk",
    "filter": "subject~invoice",
    "since": None,
    "until": None,
    "name": "wave",
    "severity": "low",
    "description": "",
    "sweep": False,
    "senders_copy": False,
    "unread_only": False,
    "only": None,
    "without": None,
    "every_location": False,
}
