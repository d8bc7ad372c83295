"""Mailboxes: one port, many servers. Finds copies, moves them, looks again."""
