"""Layer 1: a SymPy expression in, code out."""
