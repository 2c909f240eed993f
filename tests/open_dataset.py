"""open_dataset.py DATASET: reads it with GeoPandas and DuckDB; exits 1 where they disagree with the manifest."""
import json, pathlib, sys

import duckdb
import geopandas

folder = pathlib.Path(sys.argv[1])
inputs = json.load(open(folder / "manifest.json"))["inputs"]
used = sum(i["rows_used"] for i in inputs if i["register"] == "sidusis-addresses")

frame = geopandas.read_parquet(folder / "addresses.parquet")
assert len(frame) == used, (len(frame), used)
assert frame.crs.to_epsg() == 2180, frame.crs
assert (frame.geometry.x == frame.easting).all() and (frame.geometry.y == frame.northing).all()
boxed = geopandas.read_parquet(folder / "addresses.parquet", bbox=tuple(frame.total_bounds))
assert len(boxed) == used, "the covering column finds every address"
gminas = geopandas.read_parquet(folder / "gminas.parquet")
assert gminas.crs.to_epsg() == 2180 and gminas.geometry.is_valid.all()
joined = geopandas.sjoin(frame, gminas, predicate="within")
print(f"GeoPandas: {len(frame)} addresses, EPSG:{frame.crs.to_epsg()}, {len(joined)} inside their gminas' outlines")

query = f"""
select count(*), count(distinct o.network)
from '{folder}/offers.parquet' o
join (select row_number() over () as address_row, * from '{folder}/addresses.parquet') a using (address_row)
where a.gmina = o.gmina
"""
offers, networks = duckdb.sql(query).fetchone()
total = duckdb.sql(f"select count(*) from '{folder}/offers.parquet'").fetchone()[0]
assert offers == total, (offers, total)
print(f"DuckDB: {offers} offers over {networks} networks, each at an address of its gmina")
