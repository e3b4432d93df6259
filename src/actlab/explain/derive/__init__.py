"""What is known of a formula: graph, derivation, forms and where they fail; data, no pictures."""
