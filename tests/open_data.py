"""Looks at a bundle of `zasieg publish` as others would: SHACL shapes, sizes and hashes, descriptions of columns, readers."""
import csv, hashlib, json, pathlib, re, sys
import pyarrow.parquet as pq
import pyshacl
import rdflib

bundle, shapes = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
catalogue = rdflib.Graph().parse(bundle / "katalog.ttl")
DCAT = rdflib.Namespace("http://www.w3.org/ns/dcat#")
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")
DCT = rdflib.Namespace("http://purl.org/dc/terms/")


def conforms(graph):
    conforms, _, text = pyshacl.validate(graph, shacl_graph=str(shapes), inference="none")
    return conforms, text


ok, text = conforms(catalogue)
assert ok, text

# The shapes do see what is missing: each of these leaves the catalogue wrong.
for kind, what in [(DCAT.Catalog, DCT.publisher), (DCAT.Dataset, DCT.title), (DCAT.Distribution, DCAT.accessURL),
                   (DCAT.Distribution, DCAT.byteSize), (DCAT.Dataset, DCT.temporal), (SPDX.Checksum, SPDX.checksumValue)]:
    spoiled = rdflib.Graph() + catalogue
    node = sorted(spoiled.subjects(rdflib.RDF.type, kind))[0]
    spoiled.remove((node, what, None))
    assert not conforms(spoiled)[0], f"{what} of {kind} is not missed"

# Titles and descriptions are in both languages.
for kind in [DCAT.Catalog, DCAT.Dataset, DCAT.DatasetSeries, DCAT.Distribution]:
    for node in catalogue.subjects(rdflib.RDF.type, kind):
        for what in [DCT.title, DCT.description] if kind != DCAT.Distribution else [DCT.title]:
            assert sorted(text.language for text in catalogue.objects(node, what)) == ["en", "pl"], (node, what)

seen = set()
for node in catalogue.subjects(rdflib.RDF.type, DCAT.Distribution):
    name = str(catalogue.value(node, DCAT.downloadURL)).rsplit("/", 1)[1]
    data = (bundle / name).read_bytes()
    checksum = catalogue.value(catalogue.value(node, SPDX.checksum), SPDX.checksumValue)
    # rdflib holds hexBinary as bytes.
    assert str(checksum).lower() == hashlib.sha256(data).hexdigest(), name
    assert int(catalogue.value(node, DCAT.byteSize)) == len(data), name
    seen.add(name)
tables = sorted(bundle.glob("*.csv"))
assert {t.name for t in tables} == {n for n in seen if n.endswith(".csv")}

for table in tables:
    described = json.loads((bundle / f"{table.name}-metadata.json").read_text())
    columns = described["tableSchema"]["columns"]
    with table.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
        names = rows[0].keys() if rows else next(csv.reader(table.open(encoding="utf-8")))
    assert list(names) == [c["name"] for c in columns], table.name
    assert all([t["@language"] for t in c["dc:description"]] == ["pl", "en"] for c in columns), table.name
    assert all(t["@value"] for c in columns for t in c["dc:description"]), table.name
    assert all(c["dc:source"] for c in columns), table.name
    form = {"integer": re.compile(r"-?\d+"), "decimal": re.compile(r"-?\d+(\.\d+)?"), "string": re.compile(r"(?s).*")}
    for column in columns:
        values = [row[column["name"]] for row in rows]
        assert all(v == "" or form[column["datatype"]].fullmatch(v) for v in values), (table.name, column)
    key = described["tableSchema"].get("primaryKey", [])
    keys = [tuple(row[k] for k in key) for row in rows]
    assert not key or len(set(keys)) == len(keys), f"{table.name}: {key} is no key"
    parquet = pq.read_table(table.with_suffix(".parquet"))
    assert parquet.num_rows == len(rows), table.name
    plain = [n for n in parquet.column_names if n not in ("geometry", "bbox")]
    assert plain == list(names), table.name

spatial = pq.read_table(bundle / "biale_adresy.parquet")
geo = json.loads(pq.read_metadata(bundle / "biale_adresy.parquet").metadata[b"geo"])
assert geo["version"] == "1.1.0" and geo["columns"]["geometry"]["crs"]["id"] == {"authority": "EPSG", "code": 2180}
features = json.loads((bundle / "biale_adresy.geojson").read_text())["features"]
assert len(features) == spatial.num_rows

people = bundle / "ludnosc_i_popyt.csv"
if people.exists():
    # Nothing held back can be worked out: of the parts of a told sum at least two are held back, and one of them might be 3.
    rows = list(csv.DictReader(people.open(encoding="utf-8")))
    for count in ["notices", "vacant_addresses", "households", "businesses", "residents"]:
        for gmina in (r for r in rows if r["level"] == "gmina" and r[f"{count}_state"] == "known"):
            parts = [r for r in rows if r["level"] == "locality" and r["gmina"] == gmina["gmina"]]
            hidden = [r for r in parts if r[f"{count}_state"] == "suppressed"]
            rest = int(gmina[count]) - sum(int(r[count] or 0) for r in parts)
            assert all(r[count] == "" for r in hidden)
            assert not hidden or (len(hidden) > 1 and rest - len(hidden) + 1 >= 3), (gmina["code"], count)
            assert hidden or rest == 0, (gmina["code"], count)
        for row in rows:
            assert row[f"{count}_state"] != "known" or int(row[count]) not in (1, 2), row
print(f"{len(catalogue)} triples conform; {len(tables)} tables, {len(seen)} files as described")
