import torch

import actlab
from actlab.swap import onnx

model = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.ReLU())
swapped = actlab.swap(model, {"relu": "mish"}, torch.randn(1, 4), strict=True).model
onnx.export(swapped, torch.randn(1, 4), "model.onnx", dynamic_batch=True)
print(onnx.swap("model.onnx", {"mish": "stable"}, "fast.onnx"))
