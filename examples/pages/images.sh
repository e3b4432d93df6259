actlab compare relu swish mish --data cifar10 --network resnet-v1-20 --optimizer momentum --epochs 200 --seeds 5
actlab study run cifar10-squeezenet --profile paper --precision bfloat16
