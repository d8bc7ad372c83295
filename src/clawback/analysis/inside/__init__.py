"""What lies in files: links, codes, further files."""
