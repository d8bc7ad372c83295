"""Engines that are asked about a mail while it comes in: one port, one adapter for each kind."""
