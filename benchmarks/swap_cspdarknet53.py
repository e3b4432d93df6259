"""CSPDarknet53 at 1x3x416x416 on a CPU: torch's Mish, after actlab.accelerate(), and ONNX before and after the rewrite.

    python benchmarks/swap_cspdarknet53.py [--size 416] [--repeats 11] [--threads 1]

The statistics of batch normalisation are those of the image, so that activations have the sizes they have in a trained
network: with the random network's own they grow to 3,000, and Mish of -90 is a subnormal number, at which every
convolution behind it takes twice its time. Arms alternate in every round, so that a change of the machine's speed meets
all of them. Prints medians and quartiles.
"""

import argparse
import importlib.util
import platform
import statistics
import sys
import tempfile
import time
import warnings
from pathlib import Path

import torch

EXAMPLE = Path(__file__).resolve().parent.parent / "examples" / "swap_cspdarknet53.py"


def network():
    specification = importlib.util.spec_from_file_location("swap_cspdarknet53", EXAMPLE)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module.cspdarknet53()


def settled(model, x):
    """The network with statistics of batch normalisation taken from x, ready for inference."""
    for part in model.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            part.reset_running_stats()
            part.momentum = 1.0
    with torch.no_grad():
        model.train()(x)
    return model.eval()


def timed(arms, repeats):
    times = {name: [] for name in arms}
    for run in arms.values():
        run()
    for _ in range(repeats):
        for name, run in arms.items():
            started = time.perf_counter()
            run()
            times[name].append(time.perf_counter() - started)
    for name, taken in times.items():
        low, middle, high = statistics.quantiles(taken, n=4)
        print(f"{name:<44} {middle * 1e3:8.1f} ms   quartiles {low * 1e3:.1f} to {high * 1e3:.1f}, n = {len(taken)}")
    return {name: statistics.median(taken) for name, taken in times.items()}


def in_torch(size, repeats):
    from actlab.swap.replace.swapping import swap
    from actlab.torch.accelerate import accelerate

    x = torch.randn(1, 3, size, size, generator=torch.Generator().manual_seed(0))
    mish = settled(network(), x)
    relu = settled(swap(mish, {"mish": "relu"}).model, x)
    silu = settled(swap(mish, {"mish": "silu"}).model, x)
    with torch.inference_mode():
        arms = {"Mish, torch": lambda: mish(x), "ReLU, torch": lambda: relu(x), "SiLU, torch": lambda: silu(x)}
        plain = timed(arms, repeats)
        before = mish(x)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")
                accelerate()
        except Warning as warning:
            print(f"accelerate() has no kernels here, its rows are left out: {str(warning).splitlines()[0][:100]}")
            return
        fast = timed({"Mish, after accelerate()": lambda: mish(x), "ReLU, in the same run": lambda: relu(x)}, repeats)
        moved = max(float((a - b).abs().max() / a.abs().max()) for a, b in zip(before, mish(x), strict=True))
        ratios = [plain["Mish, torch"] / plain["ReLU, torch"]]
        ratios.append(fast["Mish, after accelerate()"] / fast["ReLU, in the same run"])
        print(f"Mish costs {ratios[0]:.2f} of ReLU before, {ratios[1]:.3f} after")
        print(f"outputs moved by {moved:.2g} of the largest")


def in_onnx(size, repeats, threads):
    try:
        import onnxruntime

        from actlab.swap import onnx
    except ImportError as error:
        print(f"ONNX rows are left out: {error}")
        return
    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder) / "mish.onnx", Path(folder) / "stable.onnx"
        x = torch.randn(1, 3, size, size, generator=torch.Generator().manual_seed(0))
        onnx.export(settled(network(), x), before, x)
        report = onnx.swap(before, {"mish": "stable"}, after, checked=False)
        print(f"ONNX: {len(report.found)} activations found, {len(report.swapped)} rewritten")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        sessions = {
            name: onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
            for name, path in (("onnxruntime, Mish nodes", before), ("onnxruntime, rewritten", after))
        }
        feed = {sessions["onnxruntime, rewritten"].get_inputs()[0].name: x.numpy()}
        outputs = [session.run(None, feed) for session in sessions.values()]
        moved = max(float(abs(a - b).max() / abs(a).max()) for a, b in zip(*outputs, strict=True))
        times = timed({name: lambda s=session: s.run(None, feed) for name, session in sessions.items()}, repeats)
        ratio = times["onnxruntime, Mish nodes"] / times["onnxruntime, rewritten"]
        print(f"the rewrite is {ratio:.2f} times as fast; outputs moved by {moved:.2g} of the largest")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--size", type=int, default=416)
    parser.add_argument("--repeats", type=int, default=11)
    parser.add_argument("--threads", type=int, default=1)
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    print(
        f"{platform.processor() or platform.machine()}, Python {platform.python_version()}, torch {torch.__version__}"
    )
    in_torch(chosen.size, chosen.repeats)
    in_onnx(chosen.size, chosen.repeats, chosen.threads)
    return 0


if __name__ == "__main__":
    sys.exit(main())
