"""Layer 4: controlled comparisons of activations over paired seeds."""
