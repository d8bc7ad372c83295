"""The demo's attacks, each whole at any scale, because the tutorial counts them."""
