"""Looking at a plan before it is agreed to: what it touches, what cannot be undone, who it hits."""
