"""The allow/block list of the organisation: what it stops and lets in, one entry at a time."""
