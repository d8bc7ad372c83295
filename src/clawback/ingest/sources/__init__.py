"""Where mail comes from. The readers run in the client's process, so they import little."""
