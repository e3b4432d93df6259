"""A classifier of digits from Ultralytics' blocks, in which one SiLU stands at ten places; for ``actlab search``.

actlab search examples/yolo_blocks.py:network --functions mish --seeds 6 --epochs 3
"""

from torch import Tensor, nn


class Images(nn.Module):
    """Rows of 64 numbers as images of 8x8."""

    def forward(self, x: Tensor) -> Tensor:
        """Return ``(n, 1, 8, 8)`` for ``(n, 64)``."""
        return x.reshape(-1, 1, 8, 8)


def network() -> nn.Module:
    """Build the classifier: four of Ultralytics' blocks, a mean and a linear layer."""
    from ultralytics.nn.modules import C2f, Conv

    blocks = [Conv(1, 8, 3), C2f(8, 8, 1), Conv(8, 16, 3, 2), C2f(16, 16, 1)]
    return nn.Sequential(Images(), *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(16, 10))
