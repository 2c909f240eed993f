#!/usr/bin/env bash
# Publishes the sample gmina and looks at the bundle as others would: SHACL, sha256sum, md5sum, pyarrow, GDAL.
set -euo pipefail
cd "$(dirname "$0")/.."
venv=target/venv
[ -x $venv/bin/python ] || python3 -m venv $venv
$venv/bin/pip install -q pyshacl==0.40.1 pyarrow==26.0.1
zasieg=${ZASIEG:-target/release/zasieg}
[ -n "${ZASIEG:-}" ] || cargo build -q --release --locked
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
$zasieg publish --template > "$work/publikacja.toml"
for run in run pelny; do
  $zasieg import data/sample/$run.toml --out "$work/$run.dataset" -q > /dev/null
  $zasieg publish data/sample/$run.toml --out "$work/$run" --options "$work/publikacja.toml" -q > /dev/null
  $zasieg publish "$work/$run.dataset" --out "$work/$run.again" --options "$work/publikacja.toml" -q --threads 1 > /dev/null
  diff -r "$work/$run" "$work/$run.again"
  $venv/bin/python tests/open_data.py "$work/$run" tests/shapes/dcat-ap.ttl
  (cd "$work/$run" && sha256sum --quiet --check SHA256SUMS)
  [ "$(md5sum < "$work/$run/dane_gov_pl.xml" | cut -d' ' -f1)" = "$(cat "$work/$run/dane_gov_pl.md5")" ]
  ogrinfo -ro -so -al "$work/$run/biale_adresy.geojson" | grep -E 'Geometry|Feature Count'
done
$zasieg publish "$work/run.dataset" --out "$work/next" --options "$work/publikacja.toml" --previous "$work/pelny.dataset" -q > /dev/null
$venv/bin/python tests/open_data.py "$work/next" tests/shapes/dcat-ap.ttl
