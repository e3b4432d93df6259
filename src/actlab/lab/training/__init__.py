"""Numbers from a setting and a seed."""
