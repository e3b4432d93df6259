actlab verify llama                      # a model type or class of transformers, small and with random weights
actlab verify path/to/checkpoint         # a folder with config.json
actlab verify my_model.py:build          # a model of yours whose modules carry a configuration
actlab verify kernels.py:gelu gelu_tanh --dtype bfloat16 --ulp 1
actlab verify model.onnx gelu tanh --json
