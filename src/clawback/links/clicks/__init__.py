"""The click service: judges a protected link when it is clicked, and keeps what was clicked."""
