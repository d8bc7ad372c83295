"""The rules of accounts over ManageSieve (RFC 5804), to be read and never changed."""
