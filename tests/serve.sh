#!/usr/bin/env bash
# The server of the sample gmina from outside: faults, other programs' clients, its own description, the map in Chromium.
# Builds nothing of the program; what cannot be had on this machine is named and left out.
set -euo pipefail
cd "$(dirname "$0")/.."
zasieg=${ZASIEG:-$PWD/target/debug/zasieg}
[ -x "$zasieg" ] || { echo "$zasieg is missing: cargo build, or ZASIEG=path" >&2; exit 1; }
work=$(mktemp -d)
server=
stop() {
  if [ -n "$server" ]; then kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; fi
  rm -rf "$work"
}
trap stop EXIT
trap 'exit 130' INT TERM
skipped=()
step() { printf '== %s (%ss)\n' "$1" "$SECONDS"; }

step faults
"$zasieg" import data/sample/run.toml --out "$work/zbior" --quiet >/dev/null
python3 tests/serve/faults.py "$zasieg" "$work/zbior"

"$zasieg" serve tests/fixtures/serve/run.toml --listen 127.0.0.1:0 --per-client 0 --quiet 2>"$work/log" &
server=$!
for _ in $(seq 300); do
  url=$(sed -n 's/^listening on //p' "$work/log")
  [ -n "$url" ] && break
  kill -0 "$server" 2>/dev/null || { cat "$work/log" >&2; exit 1; }
  sleep 0.1
done
[ -n "$url" ] || { echo 'the server does not listen' >&2; exit 1; }

step 'texts as people type them'
python3 tests/serve/search.py "$zasieg" tests/fixtures/serve/run.toml "$url" "$work"

venv=$PWD/target/venv-serve
pins=(schemathesis==4.32.5 owslib==0.35.0)
step 'other clients'
ready() { "$venv/bin/python" -c 'import schemathesis, owslib' 2>/dev/null; }
if ! ready; then
  python3 -m venv "$venv" && "$venv/bin/pip" install -q --disable-pip-version-check "${pins[@]}" || true
fi
if ready; then
  "$venv/bin/python" tests/serve/ogc.py "$url"
  step 'its own description'
  # An answer that is no 5xx and is as described; what is generated is the same in every run.
  # What it remembers of a run stays in the scratch folder.
  (cd "$work" && "$venv/bin/schemathesis" run "${url%/}/api" --url "${url%/}" --max-examples 40 --seed 1 --workers 2 --no-color \
    --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance) \
    >"$work/schemathesis" 2>&1 || { cat "$work/schemathesis"; exit 1; }
  grep -E 'Tested:|generated,' "$work/schemathesis" || tail -3 "$work/schemathesis"
else
  skipped+=('OWSLib and schemathesis (PyPI cannot be reached, or python3-venv is missing)')
fi

step 'the map in Chromium'
web=src/serve/web
chromium=${ZASIEG_CHROMIUM:-$(command -v chromium || true)}
page=$(python3 -c 'import sys, urllib.request as u; print(u.urlopen(u.Request(sys.argv[1], headers={"Accept": "text/html"})).read().decode())' "$url")
if [ ! -x "${chromium:-/nowhere}" ]; then skipped+=('the map (chromium is not installed)')
elif [ ! -d $web/node_modules ] && ! (command -v npm >/dev/null && cd $web && npm ci --silent --no-audit --no-fund); then
  skipped+=('the map (npm is missing or cannot reach its registry)')
elif ! grep -q '/assets/app-' <<<"$page" && ! grep -q 'assets/app-' <<<"$page"; then
  skipped+=('the map (this program was built without it: make web, then build again)')
else
  (cd $web && ZASIEG_URL=$url ZASIEG_CHROMIUM=$chromium npm test --silent)
fi

kill -0 "$server" || { cat "$work/log" >&2; echo 'the server ended by itself' >&2; exit 1; }
! grep -q panicked "$work/log" || { cat "$work/log" >&2; exit 1; }
for part in "${skipped[@]}"; do echo "NOT RUN: $part"; done
step done
