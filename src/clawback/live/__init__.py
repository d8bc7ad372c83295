"""Telling those who watch that something has changed, so that nobody has to ask again and again."""
