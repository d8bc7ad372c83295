"""Queries in the state database."""
