actlab find model.onnx --strict
actlab swap model.onnx --from mish --to stable --out fast.onnx --check 1e-4 --slower 1.0
actlab swap model.onnx --from "*" --to decomposed --opset 13 --out old.onnx --inputs inputs.npz --check 1e-4
actlab swap model.onnx --from relu --to mish --keep "/head/*" --strict --out mish.onnx
