"""The words of the domain: frozen values that every room speaks in. Imports nothing of ours."""
