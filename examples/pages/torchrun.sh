torchrun --nproc-per-node 2 -m actlab study run cifar10-networks --profile paper
