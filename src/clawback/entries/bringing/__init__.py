"""Reads entries out of files of others, and writes them into files."""
