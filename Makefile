# The two commands of the README, and what they need.
.PHONY: demo test serve-test search-quality web packages open-check open-data-check a11y bench bench-chain fuzz

demo: packages web ## install what is missing, build, write the sample gmina's report
	cargo build --release --locked
	target/release/zasieg demo --out reports/out --force

test: packages web ## all tests; ZASIEG_REAL_DATA=folder adds those on real registers
	@.ci/packages chromium gdal-bin nodejs npm python3-venv || echo "browser and clients of the server: see below what is not run"
	cargo test --locked
	cargo test --locked --no-default-features --lib
	cargo build --locked
	tests/serve.sh

serve-test: ## the server from outside, with target/debug/zasieg: faults, texts, clients, OpenAPI, the map
	tests/serve.sh

search-quality: ## 2000 noisy texts of real names (ZASIEG_REAL_DATA), with those that are hard; SEED=2 QUERIES=5000
	cargo bench --locked --bench search -- $(or $(SEED),1) $(or $(QUERIES),2000)

web: ## build the web map, where npm is there; the next build of the program holds it
	@if [ ! -f src/serve/web/package.json ]; then echo "no sources of the web map"; \
	elif ! command -v npm >/dev/null; then echo "npm is missing: the program goes without its map"; \
	else (cd src/serve/web && npm ci --no-audit --no-fund && npm run build) \
	  || echo "the web map could not be built: the program goes without it"; fi

packages:
	@.ci/packages

open-check: ## open a dataset with DuckDB and GeoPandas (from PyPI, in target/venv)
	tests/open_dataset.sh

open-data-check: packages ## the bundle of `publish`: DCAT-AP shapes (pyshacl, in target/venv), hashes, GDAL, pyarrow; ZASIEG=program
	tests/open_data.sh

a11y: packages ## WCAG 2.1 AA of the pages: axe-core (npm, in target/a11y) in Chromium; ZASIEG=program that is built already
	[ -n "$(ZASIEG)" ] || cargo build --release --locked
	tests/a11y.sh

bench: packages
	cargo bench --locked

bench-chain: packages ## the national run and a peer in turn; BENCH_PEERS=folder of run_peer.py and its data
	cargo build --release --locked
	benches/chain.sh $(or $(BENCH_ADDRESSES),1000000) $(or $(BENCH_PEER),nparr)

fuzz: packages ## a minute of spoiled files for each reader; FUZZ_SECONDS=600 for longer
	ZASIEG_FUZZ_SECONDS=$(or $(FUZZ_SECONDS),60) cargo test --locked --test it hostile:: -- \
	  --test-threads 1 --nocapture
