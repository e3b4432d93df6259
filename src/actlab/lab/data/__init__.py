"""Data sets, each proved by its content."""
