"""Small real files to attach, made by writers of our own."""
