#!/usr/bin/env bash
# Every kind of page that the program writes, in headless Chromium: WCAG 2.1 AA, keyboard, a phone's width.
# ZASIEG=program tests/a11y.sh takes a program that is built already.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v "${CHROMIUM:-/usr/bin/chromium}" >/dev/null || { echo 'Chromium is missing: apt-get install chromium, or CHROMIUM=path' >&2; exit 1; }
zasieg=${ZASIEG:-target/release/zasieg}
pages=target/a11y/strony
sample=data/sample/pelny.toml
rm -rf "$pages"; mkdir -p "$pages"
"$zasieg" report "$sample" --gmina 980101 --format html,rada --out "$pages/raport" --quiet
"$zasieg" report "$sample" --gmina 980101 --format html,rada --lang en --out "$pages/report" --quiet
"$zasieg" report "$sample" --evidence 'Jasne Pole, ul. Polna 13' --out "$pages/dowody" --quiet
"$zasieg" consult "$sample" --gmina 980101 --from 2026-07-01 --until 2026-07-31 --out "$pages/konsultacje" --quiet
"$zasieg" plan "$sample" --gmina 980101 --out "$pages/plan" --quiet
"$zasieg" national data/sample/run.toml --out "$pages/kraj" --quiet
# Two editions of a powiat: the same files on a later day. What its gates say is not looked at here.
"$zasieg" synth --out "$pages/powiat" --addresses 6007 --seed 3 --quiet
sed "s/^as_of = .*/as_of = 2026-09-30/" "$pages/powiat/run.toml" > "$pages/powiat/pozniej.toml"
"$zasieg" report "$pages/powiat/run.toml" --gmina 0401 --format rada --out "$pages/przeglad" --quiet || [ $? = 1 ]
"$zasieg" diff "$pages/powiat/run.toml" "$pages/powiat/pozniej.toml" --out "$pages/zmiany" --quiet || [ $? = 1 ]
cp tests/a11y/package.json tests/a11y/package-lock.json tests/a11y/sprawdz.mjs target/a11y/
(cd target/a11y && npm ci --silent --no-fund --no-audit)
cd "$pages"
checked=("$PWD"/{raport/980101/{raport,rada,latwy},report/980101/{raport,rada,latwy},dowody/dowody-1,konsultacje/{ogloszenie,formularz},plan/koszty,kraj/atlas,przeglad/przeglad,zmiany/zmiany})
node ../sprawdz.mjs "${checked[@]/%/.html}"
