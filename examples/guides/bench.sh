actlab bench --quick --out out/bench.svg
