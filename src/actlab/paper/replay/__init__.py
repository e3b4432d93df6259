"""The published from-scratch experiment, number by number."""
