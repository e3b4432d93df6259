"""Check that a callable, a model or a file computes the activation that it should."""
