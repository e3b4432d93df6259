"""Layer 2: native kernels for all records, their build and their error bounds. See README.md."""
