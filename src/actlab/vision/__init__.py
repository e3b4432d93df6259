"""Networks for images, each with the activation as a parameter that reaches every place."""

from actlab.vision.fit import Plan, fit
from actlab.vision.registry import NETWORKS, Network, network

__all__ = ["NETWORKS", "Network", "Plan", "fit", "network"]
