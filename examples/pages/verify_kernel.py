import torch

import actlab


def swiglu(gate, up):
    """A kernel from elsewhere: of the published gate it has the clamps and alpha, and lacks the constant 1."""
    gate, up = gate.clamp(max=7.0), up.clamp(-7.0, 7.0)
    return up * gate * torch.sigmoid(1.702 * gate)


found = actlab.verify(swiglu, "swiglu:limit=7,alpha=1.702,plus=1")
print(found)
assert found.changes == (("plus", 1.0, 0.0),)
