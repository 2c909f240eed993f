#!/usr/bin/env bash
# Opens a dataset with DuckDB and GeoPandas, as anybody would, and compares what they see with manifest.json.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=target/venv
[ -x $venv/bin/python ] || python3 -m venv $venv
$venv/bin/pip install -q duckdb==1.5.5 geopandas==1.2.0 pyarrow==26.0.1
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cargo run -q --release --locked -- import data/sample/run.toml --out "$work/dataset" -q >/dev/null
$venv/bin/python tests/open_dataset.py "$work/dataset"
