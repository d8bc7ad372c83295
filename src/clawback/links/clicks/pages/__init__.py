"""The few pages that the click service shows: no script, no picture but the logo, any language."""
