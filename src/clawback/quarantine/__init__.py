"""Mail that the gate held back: kept sealed, let go, deleted, or forgotten in time."""
