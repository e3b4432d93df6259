#!/usr/bin/env bash
# All that is measured on a GPU, in one command for a machine without network: Python 3.12, torch 2.11 for CUDA 13, Triton 3.6,
# NumPy, SciPy, scikit-learn, matplotlib, Pillow, g++; docs/gpu.md says what each part is for.
#
#   benchmarks/on_gpu.sh fetch               where there is a network: what that machine lacks, into build/gpu
#   benchmarks/on_gpu.sh                     there, with the sources and build/gpu: every part, most valuable first
#   benchmarks/on_gpu.sh check kernels ...   some parts: prepare check kernels gates networks evidence sanitizer
#
# LIMIT: seconds for all parts (480). RESULTS: where they write (results/gpu), each one after each of its rows, so that a part
# that is cut off has left what it had. PYTHON: the interpreter that has torch (python3). DEVICE=cpu rehearses without a GPU.
set -u
cd "$(dirname "$0")/.."
CARRIED=build/gpu
LIMIT=${LIMIT:-480}
RESULTS=${RESULTS:-results/gpu}
PYTHON=${PYTHON:-python3}
DEVICE=${DEVICE:-cuda}
# What a machine with torch may lack, by the module that shows it; the versions are those of constraints.txt.
PACKAGES="annotated_types=annotated-types pydantic=pydantic pydantic_core=pydantic-core typing_inspection=typing-inspection
  sqlalchemy=sqlalchemy platformdirs=platformdirs pooch=pooch  typer=typer shellingham=shellingham
  rich=rich threadpoolctl=threadpoolctl click=click annotated_doc=annotated-doc markdown_it=markdown-it-py mdurl=mdurl
  pygments=pygments"

fetch() {
  mkdir -p $CARRIED/wheels
  local names=()
  for pair in $PACKAGES; do names+=("${pair#*=}"); done
  "$PYTHON" -m pip download --quiet --no-deps --only-binary=:all: --python-version 3.12 --implementation cp \
    --platform manylinux_2_28_x86_64 --platform manylinux_2_27_x86_64 --platform manylinux_2_17_x86_64 \
    --platform manylinux2014_x86_64 --constraint constraints.txt --dest $CARRIED/wheels "${names[@]}" || return
  "$PYTHON" benchmarks/gpu_check.py --device none --oracle $CARRIED/oracle.npz || return
  [ -f $CARRIED/cifar10/labels.json ] || "$PYTHON" benchmarks/gpu_evidence.py --pack $CARRIED/cifar10 || return
  du -sh $CARRIED/*
}

prepare() {
  local metadata=$CARRIED/site/actlab.dist-info # actlab is not installed there, but asks for its version
  mkdir -p $metadata
  printf 'Metadata-Version: 2.1\nName: actlab\nVersion: %s\n' "$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)" \
    >$metadata/METADATA
  for pair in $PACKAGES; do
    "$PYTHON" -c "import ${pair%%=*}" 2>/dev/null && continue
    echo "missing here: ${pair#*=}"
    "$PYTHON" -m pip install --quiet --no-index --no-deps --no-compile --find-links $CARRIED/wheels --target $CARRIED/site \
      "${pair#*=}"
  done
  "$PYTHON" - <<'CODE'
import platform, torch, triton
print(platform.platform(), "Python", platform.python_version(), "torch", torch.__version__, "Triton", triton.__version__)
if torch.cuda.is_available():
    card = torch.cuda.get_device_properties(0)
    print(card.name, f"sm_{card.major}{card.minor}", f"{card.total_memory / 2**30:.0f} GiB")
from actlab.kernels.gpu import launcher
from actlab.torch import operators
print("operators:", operators.available(), "launcher:", launcher.obstacle() or "compiled")
CODE
}

check() { "$PYTHON" benchmarks/gpu_check.py --device "$DEVICE" --oracle $CARRIED/oracle.npz --out "$RESULTS/check.json" --seconds $(($1 - 15)); }
kernels() { "$PYTHON" benchmarks/gpu.py --out "$RESULTS" --seconds $(($1 - 30)) "launch cost" kernels; }
gates() { "$PYTHON" benchmarks/gpu.py --out "$RESULTS" --seconds $(($1 - 15)) gates; }
networks() { "$PYTHON" benchmarks/gpu.py --out "$RESULTS" training; }
evidence() {
  "$PYTHON" benchmarks/gpu_evidence.py --device "$DEVICE" --images $CARRIED/cifar10 --out "$RESULTS" --seconds $(($1 - 15))
}
sanitizer() {
  command -v compute-sanitizer >/dev/null || { echo "compute-sanitizer is not there"; return 0; }
  compute-sanitizer --tool memcheck --error-exitcode 9 "$PYTHON" benchmarks/gpu_check.py --out "$RESULTS/sanitized.json" \
    --seconds 20 layouts
}

part() { # name, seconds: cut off at its own limit or that of all, whichever comes first
  local left=$((END - SECONDS)) began=$SECONDS
  if [ "$left" -lt 15 ]; then
    echo "$1: left out, no time" | tee -a "$RESULTS/parts.txt"
    return
  fi
  local most=$(($2 < left ? $2 : left))
  echo "== $1, at most $most s"
  timeout --signal=INT --kill-after=10 "$most" "$BASH" "$0" "in $1" "$most" 2>&1 | tee -a "$RESULTS/log.txt"
  echo "$1: exit code ${PIPESTATUS[0]} after $((SECONDS - began)) s" | tee -a "$RESULTS/parts.txt"
}

export PYTHONPATH="$PWD/src:$PWD/$CARRIED/site${PYTHONPATH:+:$PYTHONPATH}" PYTHONUNBUFFERED=1
CACHE=$PWD/build/gpu-cache # what is compiled; not carried
export TRITON_CACHE_DIR=$CACHE/triton TORCHINDUCTOR_CACHE_DIR=$CACHE/inductor ACTLAB_CACHE=${ACTLAB_CACHE:-$CACHE/actlab}
mkdir -p "$ACTLAB_CACHE"
declare -A SECONDS_OF=([prepare]=60 [check]=120 [kernels]=150 [gates]=45 [networks]=75 [evidence]=75 [sanitizer]=45)

case "${1:-}" in
  fetch) fetch ;;
  "in "*) "${1#in }" "$2" ;;
  *)
    mkdir -p "$RESULTS"
    END=$((SECONDS + LIMIT))
    [ $# -gt 0 ] || set -- prepare check kernels gates networks evidence sanitizer
    for name in "$@"; do part "$name" "${SECONDS_OF[$name]}"; done
    ;;
esac
