"""Rules that act on an account's mail by themselves: read, and told what they do."""
