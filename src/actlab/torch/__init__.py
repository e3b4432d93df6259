"""Layer 3: activations for PyTorch, made from the records. Importing this package imports torch."""
