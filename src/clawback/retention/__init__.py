"""What is kept how long, and forgetting the rest, where everybody can see it."""
