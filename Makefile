# Each target sets up .venv by itself, once; change pyproject.toml or constraints.txt and the next call does it again.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready
WORKERS ?= $(shell nproc)
unexport PYTHONDONTWRITEBYTECODE # else each of the suite's some 200 processes compiles actlab for itself

.PHONY: demo test test-all coverage check lint types format emit page docs golden site use-it-in bench replay evidence bounds fuzz \
  fuzz-kernels exhaustive sanitize arm wheel changes release clean help

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

demo: $(READY) ## compare ReLU, Swish and Mish on real handwritten digits
	$(BIN)/actlab compare relu swish mish --workers $(WORKERS)

# worksteal: tests that stand together run in one process, so what they share is set up once, and all end together. One process
# more than there are processors, as some wait for a browser.
test: $(READY) ## the test suite
	$(BIN)/python -m pytest -m "not slow" -n $(shell expr $(WORKERS) + 1) --dist worksteal

test-all: $(READY) ## also the tests that take minutes
	$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

check: lint types test ## what CI runs

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/python -m actlab.emit --check
	$(BIN)/codespell README.md CONTRIBUTING.md Makefile docs src tests examples tools benchmarks web/src
	$(BIN)/python tools/prose.py

types: $(READY)
	$(BIN)/mypy
	PYRIGHT_PYTHON_IGNORE_WARNINGS=1 $(BIN)/pyright --pythonpath $(BIN)/python

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

emit: $(READY) ## rewrite the code, docstrings and stubs that follow from the records
	$(BIN)/python -m actlab.emit

page: ## rebuild the playground from web/; needs Node 20
	cd web && npm ci --ignore-scripts && npm run build

docs: $(READY) ## a page for each function and a table of all, in out/docs
	$(BIN)/python -m actlab.report.catalogue out/docs

site: .venv/.docs ## the whole site, static and offline, in out/site; minutes; SITE_FUNCTIONS="mish relu" builds few pages
	NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build

use-it-in: $(READY) ## run every block under "Use it in" of all pages of functions, and name the libraries that lack; minutes
	$(BIN)/python tools/use_it_in.py $(FUNCTIONS)

bench: $(READY) ## times of activations on this machine, as ratios, and a chart in out/bench.svg; 20 minutes, with QUICK=1 one
	mkdir -p out
	$(BIN)/actlab bench $(if $(QUICK),--quick) --out out/bench.svg

golden: $(READY) ## exact values of all records for others to test with, and the table of their names elsewhere
	$(BIN)/python -m actlab.golden docs/golden
	$(BIN)/python -m actlab.swap.verify.elsewhere docs/elsewhere.md

evidence: $(READY) ## the gallery of docs/evidence again, from the raw numbers in results/
	$(BIN)/python -m actlab.paper.evidence results docs/evidence

coverage: $(READY) ## how often verdicts and the audit's rules err, by simulation, into docs/verdicts.md and audit.md; minutes
	$(BIN)/python -m actlab.lab.verdicts.coverage docs/verdicts.md
	$(BIN)/python -m actlab.paper.audit.coverage docs/audit.md

replay: $(READY) ## the published from-scratch experiment whole, about ten minutes; needs MNIST
	$(BIN)/actlab replay --table all --out out/replay

bounds: $(READY) ## the largest errors of all kernels against the oracle, an hour; FUNCTIONS="mish gelu" does it for some
	for set in avx512 avx2 baseline; do ACTLAB_INSTRUCTIONS=$$set $(BIN)/python -m actlab.kernels.search $(FUNCTIONS); done
	for set in avx512 avx2 baseline; do ACTLAB_INSTRUCTIONS=$$set $(BIN)/python -m actlab.torch.gate_search; done

fuzz: $(READY) ## 200,000 formulas at random are read, 2,000 of them shown, plotted, evaluated and explained; hours
	PYTHONPATH=tests $(BIN)/python -m helpers.fuzz 200000 2000

exhaustive: $(READY) ## every float32 through every kernel by hand, about 15 minutes on 2 cores; fails where a bound is exceeded
	$(BIN)/python -m actlab.kernels.bounds

fuzz-kernels: $(READY) ## 20,000 random calls of what accelerate() replaces, against torch, 5 minutes
	ACTLAB_FUZZ=20000 $(BIN)/python -m pytest -q --timeout 0 tests/kernels/test_fuzz.py

sanitize: export ACTLAB_CXXFLAGS = -O1 -g1 -fsanitize=address,undefined -fno-sanitize-recover=undefined
sanitize: export ASAN_OPTIONS = detect_leaks=0
sanitize: $(READY) ## the kernels' tests under AddressSanitizer and UndefinedBehaviorSanitizer, minutes to compile; needs g++
	for set in avx512 avx2 baseline; do ACTLAB_INSTRUCTIONS=$$set $(BIN)/python -c 'import torch; \
	  from pathlib import Path; from actlab.kernels.build import compiled; \
	  [compiled(name, Path(torch.__file__).parent) for name in ("kernels", "operators")]'; done
	LD_PRELOAD="$$(g++ -print-file-name=libasan.so) $$(g++ -print-file-name=libstdc++.so)" \
	  $(BIN)/python -m pytest -p no:cacheprovider -m "not slow" \
	  $(addprefix tests/kernels/test_,native.py accelerate.py operators.py fuzz.py)

arm: $(READY) ## the kernels' tests on an ARM processor that qemu emulates, minutes; needs g++-aarch64-linux-gnu, qemu-user
	PYTHONPATH=tests $(BIN)/python -m pytest -p no:cacheprovider -p helpers.emulated tests/kernels/test_native.py \
	  -k "not other_instruction_sets"
	$(BIN)/python -m pytest -p no:cacheprovider tests/kernels/test_arm.py

wheel: $(READY) ## one wheel for this platform, for every Python and every torch from 2.10 on, in dist
	$(BIN)/pip wheel --quiet --disable-pip-version-check --no-deps --wheel-dir dist .

changes: .venv/.docs ## what changed since the last release, from the fragments in changes/
	$(BIN)/towncrier build --draft --version next

release: .venv/.docs ## wheel and source archive in dist, each installed and used in fresh environments; minutes
	$(BIN)/python tools/release.py dist

lock: .venv/.docs ## lock.txt and docs/licences.md again, after a change of constraints.txt; needs the registry, minutes
	$(BIN)/python tools/supply.py

clean:
	rm -rf .venv build dist out .pytest_cache .mypy_cache .ruff_cache

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt --upgrade setuptools
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt --no-build-isolation -e '.[torch,dev]'
	touch $(READY)

.venv/.docs: $(READY)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt --no-build-isolation -e '.[docs]'
	touch $@
