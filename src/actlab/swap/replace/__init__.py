"""Put other activations in a model: modules and stored functions where they stand, calls in new method objects."""
