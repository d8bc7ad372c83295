"""Links of mail that are led over the click service: written, signed, and taken back."""
