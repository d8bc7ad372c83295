"""Changing mailboxes, safely: a frozen plan, its execution, its outcomes, and its undo."""
