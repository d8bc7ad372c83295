"""Feeds of indicators that are fetched again and again: MISP feeds, and lists of values."""
