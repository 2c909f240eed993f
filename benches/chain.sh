#!/usr/bin/env bash
# chain.sh N PEER: the national run and a peer in turn on tables of N addresses; a line a pair, then the median ratio.
#
# BENCH_PEERS names the folder with run_peer.py, its Python in venv/bin/python and its tables in data/; run_peer.py
# PEER T6 N prints a line of JSON with cpu (user and system, seconds) and rss (MiB). BENCH_PAIRS: how many (5).
set -euo pipefail
n=${1:-1000000} peer=${2:-nparr} pairs=${BENCH_PAIRS:-5}
peers=${BENCH_PEERS:?set BENCH_PEERS to the folder that holds run_peer.py, venv and data}
here=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
input() {
  printf '[[input]]\nregister = "%s"\npath = "%s"\nedition = "2026"\ncrs = "EPSG:2180"\n' "$1" "$peers/data/$2.parquet"
  [ $# -lt 3 ] || printf 'columns = { %s }\n' "$3"
}
{
  printf 'as_of = 2026-06-30\nprofiles = ["EU-2023"]\n'
  input boundaries gminy
  input address-table "addr_$n" 'easting = "x", northing = "y", number = "nr"'
  input offer-table "offers_$n"
  input coverage-areas coverage
  input nodes-table nodes 'id = "node_id", easting = "x", northing = "y"'
} >"$work/run.toml"
json() { "$peers/venv/bin/python" -c 'import json, sys; print(*(json.loads(sys.argv[1])[key] for key in sys.argv[2:]))' "$@"; }
for _ in $(seq "$pairs"); do
  TIMEFORMAT='%U %S'
  cpu=$({ time "$here/target/release/zasieg" national "$work/run.toml" --out "$work/out" --force \
    --only addresses,gminas --quiet >"$work/place"; } 2>&1 | awk '{ print $1 + $2 }')
  mib=$("$peers/venv/bin/python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["peak_bytes"] >> 20)' "$work/out/run.json")
  theirs=$(cd "$peers" && venv/bin/python run_peer.py "$peer" T6 "$n" | tail -n 1)
  read -r their_cpu their_mib <<<"$(json "$theirs" cpu rss)"
  ratio=$(awk -v a="$their_cpu" -v b="$cpu" 'BEGIN { printf "%.2f", a / b }')
  echo "zasieg $cpu s $mib MiB; $peer $their_cpu s $their_mib MiB; ratio $ratio"
  echo "$ratio" >>"$work/ratios"
done
sort -n "$work/ratios" | awk '{ value[NR] = $1 } END { print "median ratio", value[int((NR + 1) / 2)] }'
