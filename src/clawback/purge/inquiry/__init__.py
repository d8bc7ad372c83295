"""Engines are asked again about mail that is stored."""
