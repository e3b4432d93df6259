"""Triton kernels for CUDA tensors; bodies are emitted from the records. See docs/gpu.md."""
