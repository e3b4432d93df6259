"""Mish in the place of SiLU in a model of Ultralytics, which builds its network again when it trains.

So the swap belongs into the trainer, behind the network and before the optimizer. It needs `pip install ultralytics`.
Run it with the YAML file of a data set: ``python ultralytics_yolo.py coco8.yaml``.
"""

import sys

from ultralytics import YOLO
from ultralytics.models.yolo.detect import DetectionTrainer

import actlab

FROM, TO = "silu", "mish"


class SwappedTrainer(DetectionTrainer):
    """Swaps the activations of the network that it is about to train."""

    def get_model(self, *arguments, **options):
        """The network with the other activation; raises if a place is missed."""
        network = super().get_model(*arguments, **options)
        print(actlab.swap(network, {FROM: TO}, in_place=True, strict=True))
        return network


if __name__ == "__main__":
    folder = sys.argv[2] if len(sys.argv) > 2 else None
    options = {"epochs": 1, "imgsz": 64, "batch": 4, "workers": 0, "device": "cpu", "plots": False, "val": False}
    YOLO("yolov8n.yaml").train(trainer=SwappedTrainer, data=sys.argv[1], project=folder, **options)
