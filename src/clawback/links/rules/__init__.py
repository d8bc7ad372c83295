"""Whose links are protected, as people say it in the console: rules in order, and links spared."""
