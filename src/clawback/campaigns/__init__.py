"""Mail that belongs together: what is like what, and what people make of it."""
