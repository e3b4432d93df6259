actlab find model.onnx --strict
actlab swap model.onnx --from mish --to stable --out fast.onnx --check 1e-4 --slower 1.0
