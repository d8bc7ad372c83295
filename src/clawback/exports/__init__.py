"""Taking much away in a file: exports as jobs, with progress, an end and an owner."""
