"""The collections as two other programs read them: OWSLib, and GDAL where its tools are installed."""
import shutil
import subprocess
import sys

from owslib.ogcapi.features import Features

url = sys.argv[1].rstrip("/") + "/"
service = Features(url)
assert any("ogcapi-features-1/1.0/conf/core" in one for one in service.conformance()["conformsTo"])
known = service.feature_collections()
for name in ["addresses", "gminas", "localities", "clusters", "buildings",
             "base-stations", "public-plans", "coverage-areas"]:
    assert name in known, f"{name} is not among {known}"
    assert service.collection(name)["id"] == name

# The sample gmina has 1600 addresses; pages follow each other by offset.
seen = set()
for offset in range(0, 1600, 400):
    page = service.collection_items("addresses", limit=400, offset=offset)
    assert page["numberMatched"] == 1600
    seen |= {feature["id"] for feature in page["features"]}
assert len(seen) == 1600, len(seen)

# JP2 alone stands in this rectangle (data/sample/dodatkowe/stacje.csv).
found = service.collection_items("base-stations", bbox=[19.6, 53.29, 19.61, 53.3])
assert [one["properties"]["station_id"] for one in found["features"]] == ["JP2"], found
one = next(iter(seen))
assert service.collection_item("addresses", one)["id"] == one
assert "eu_2023_today" in service.collection_queryables("addresses")["properties"]
print("OWSLib reads the collections")

if shutil.which("ogrinfo"):
    said = subprocess.run(["ogrinfo", "-ro", "-so", f"OAPIF:{url}", "base-stations"],
                          capture_output=True, text=True, timeout=60)
    assert "Feature Count: 3" in said.stdout, said.stdout + said.stderr
    print("GDAL reads the collections")
else:
    print("not run: ogrinfo is not installed (gdal-bin)")
