"""The names of the networks, and the forms they come in; without torch."""

RESNET_V1 = (20, 32, 44, 56, 110, 164)
RESNET_V2 = (20, 29, 56, 110, 164, 245)
WIDE = ((10, 2), (16, 4), (22, 10), (28, 10), (40, 4))
DENSENET = (121, 161, 169, 201)
SENET = (18, 34, 50)

# By function: torch's own module of it. Its operators are what `accelerate` makes fast, and without it a step of
# ResNet-20 with Mish still takes less than half the time it takes with emitted code.
TORCHS_OWN = {"relu": "ReLU", "swish": "SiLU", "mish": "Mish"}

NAMES = (
    "cnn6",
    "simplenet",
    *(f"resnet-v1-{depth}" for depth in RESNET_V1),
    *(f"resnet-v2-{depth}" for depth in RESNET_V2),
    *(f"wrn-{depth}-{factor}" for depth, factor in WIDE),
    *(f"densenet-{depth}" for depth in DENSENET),
    *(f"senet-{depth}" for depth in SENET),
    "mobilenet-v1",
    "mobilenet-v2",
    "shufflenet-v1",
    "shufflenet-v2",
    "squeezenet",
    "inception-v3",
    "inception-resnet-v2",
    "xception",
    "efficientnet-b0",
    "capsnet",
)
