"""Runs what runs by itself: web server, intake and durable work, started and stopped in order."""
