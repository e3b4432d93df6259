actlab find package.module:factory --input 1x3x224x224
actlab swap package.module:factory --from relu --to mish --input 1x3x224x224 --strict --out mish.pt
actlab swap package.module:factory --from gelu --to gelu_tanh --input 1x3x224x224 --check 1e-2
actlab swap net.py:factory --from relu --to mish --source mish.patch
actlab swap model.onnx --from mish --to stable --out fast.onnx --check 1e-4 --slower 1.0
actlab search package.module:factory --functions relu,swish,mish --budget 12 --seeds 3
