"""YARA-X with a folder of rules: an engine in processes of ours, which can be ended."""
