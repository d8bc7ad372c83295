"""What a room's routes need of the web: who is calling, and the room's own parts."""
