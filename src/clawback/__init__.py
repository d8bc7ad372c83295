"""Clawback: the open threat explorer for your own mail."""
