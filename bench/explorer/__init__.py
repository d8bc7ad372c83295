"""The explorer at ten and a hundred million deliveries."""
