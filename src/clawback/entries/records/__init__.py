"""What the room keeps in the state database."""
