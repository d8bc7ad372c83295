"""What was accepted: on the disk before anybody is told, and gone only when it is settled."""
