"""Filters that people come back to: saved, counted day by day, and the last ones they ran."""
