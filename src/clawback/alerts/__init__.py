"""Alerts: what somebody must be told of, by which policy, and over which channels."""
