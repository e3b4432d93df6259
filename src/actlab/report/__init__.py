"""Layer 5: figures and pages of results."""
