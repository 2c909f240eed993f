#!/usr/bin/env bash
# The pages of the sample in headless Chromium: WCAG 2.1 AA, keyboard, a phone's width.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v "${CHROMIUM:-/usr/bin/chromium}" >/dev/null || { echo 'Chromium is missing: apt-get install chromium, or CHROMIUM=path' >&2; exit 1; }
zasieg=${ZASIEG:-target/release/zasieg}
pages=target/a11y/strony
rm -rf "$pages"; mkdir -p "$pages"
"$zasieg" report data/sample/pelny.toml --gmina 980101 --format html --out "$pages/raport" --quiet
"$zasieg" national data/sample/run.toml --out "$pages/kraj" --quiet
"$zasieg" plan data/sample/pelny.toml --gmina 980101 --out "$pages/plan" --quiet
cp tests/a11y/package.json tests/a11y/package-lock.json tests/a11y/sprawdz.mjs target/a11y/
(cd target/a11y && npm ci --silent --no-fund --no-audit)
node target/a11y/sprawdz.mjs "$PWD/$pages/raport/980101/raport.html" "$PWD/$pages/kraj/atlas.html" "$PWD/$pages/plan/koszty.html"
