"""Runs on disk, under keys that state what they depend on."""
