"""The composition root: builds every part, joins them, and runs the server."""

from clawback.app.asking import asker
from clawback.app.building import (
    open_application,
    open_database,
    web_application,
)
from clawback.app.engines import provider
from clawback.app.judging import named_lists
from clawback.app.parts import Parts
from clawback.app.serving import Running, at_work, prepared, running, serve_folder
from clawback.app.stores import clickhouse_answers, move_to_clickhouse, open_clickhouse
from clawback.app.watched import checks, readings
from clawback.workshop.adapters import mail_server

__all__ = [
    "Parts",
    "Running",
    "asker",
    "at_work",
    "checks",
    "clickhouse_answers",
    "mail_server",
    "move_to_clickhouse",
    "named_lists",
    "open_application",
    "open_clickhouse",
    "open_database",
    "prepared",
    "provider",
    "readings",
    "running",
    "serve_folder",
    "web_application",
]
