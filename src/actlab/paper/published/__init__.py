"""Published figures and tables, as they were printed."""
