"""Output and loss landscapes, gradients over depth."""
