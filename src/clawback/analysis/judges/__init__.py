"""Our own judges: they look at mail that is read already, and ask nobody outside this process."""
