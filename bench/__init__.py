"""Figures, each as a ratio against a named peer in the same run; `./run bench` prints them."""
