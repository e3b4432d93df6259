"""Times of activations, as ratios within one process."""
