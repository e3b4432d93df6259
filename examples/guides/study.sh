actlab study list
actlab study show mnist-depth
actlab study run mnist-depth --profile smoke --out out/depth
actlab study report out/depth
