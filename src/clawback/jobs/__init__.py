"""Durable work on mailboxes: what is to be done, who does it now, and how each item ended."""
