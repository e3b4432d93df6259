actlab replay --epochs 2
