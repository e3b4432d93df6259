import torch

from actlab.swap import onnx

model = torch.nn.Sequential(torch.nn.Linear(4, 4), torch.nn.Mish())
onnx.export(model, torch.randn(1, 4), "model.onnx", dynamic_batch=True)
