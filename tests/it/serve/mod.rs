//! The server, as clients see it: the sample gmina against its known answer, limits, faults.

mod answers;
mod client;
mod layers;
mod tile;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use flate2::read::GzDecoder;
use serde_json::Value;
use tempfile::TempDir;

use self::client::{Server, encoded};
use crate::plane::easting_northing;
use crate::program::zasieg;
use crate::table::{Table, read_json};

const N: usize = 1600;

/// The sample gmina, served; its tables.
struct Sample {
    server: Server,
    base: Table,
    expected: Table,
    summary: Value,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sample")
}

/// Held by the tests that run: the last one stops the server, which would outlive them.
static HELD: Mutex<Weak<Sample>> = Mutex::new(Weak::new());

fn sample() -> Arc<Sample> {
    let mut held = HELD.lock().unwrap_or_else(PoisonError::into_inner);
    held.upgrade().unwrap_or_else(|| {
        let sample = Arc::new(Sample {
            server: Server::start(&[&folder().join("run.toml")]),
            base: Table::read(&folder().join("adresy.csv")),
            expected: Table::read(&folder().join("oczekiwane.csv")),
            summary: read_json(&folder().join("oczekiwane.json")),
        });
        *held = Arc::downgrade(&sample);
        sample
    })
}

impl Sample {
    /// Rows of addresses by identifier, those without one and those that stand twice left out.
    fn by_id(&self) -> BTreeMap<&str, usize> {
        let ids = self.base.column("gml_id");
        let once = |id: &str| ids.iter().filter(|other| **other == id).count() == 1;
        let rows = ids.iter().enumerate().filter(|(_, id)| !id.is_empty() && once(id));
        rows.map(|(row, id)| (*id, row)).collect()
    }

    fn lon_lat(&self, row: usize) -> [f64; 2] {
        ["Długość geograficzna", "Szerokość geograficzna"]
            .map(|name| self.base.value(row, name).parse().expect("degrees"))
    }
}

/// All features of a collection, page by page; each page is asked for by the link of the last.
fn all(server: &Server, first: &str) -> Vec<Value> {
    let (mut path, mut found) = (first.to_owned(), Vec::new());
    loop {
        let page = server.json(&path);
        let features = page["features"].as_array().expect("features");
        assert_eq!(page["numberReturned"], features.len());
        found.extend(features.iter().cloned());
        let links = page["links"].as_array().expect("links");
        let next = links.iter().find(|link| link["rel"] == "next");
        let Some(next) = next.and_then(|link| link["href"].as_str()) else {
            assert_eq!(page["numberMatched"], found.len());
            return found;
        };
        let root = format!("http://{}", server.address);
        next.strip_prefix(&root).expect("a link to this server").clone_into(&mut path);
    }
}

#[test]
fn an_address_is_answered_with_its_known_status() {
    let sample = sample();
    for (id, row) in sample.by_id().into_iter().step_by(7) {
        let answer = sample.server.json(&format!("/check?q={}", encoded(id)));
        assert_eq!(answer["match"], "identifier");
        let answer = &answer["answers"][0];
        assert_eq!(answer["address_id"], id);
        for (profile, column) in [("EU-2023", "eu_2023"), ("NONE", "none")] {
            let profiles = answer["profiles"].as_array().expect("profiles");
            let found = profiles.iter().find(|one| one["id"] == profile).expect("the profile");
            let status = |tense: &str| {
                let views = found["views"].as_array().expect("views");
                views.iter().find(|view| view["tense"] == tense).expect("a tense")["status"].clone()
            };
            assert_eq!(status("today"), sample.expected.value(row, &format!("{column}_today")));
            if profile == "EU-2023" {
                let plans = sample.expected.value(row, "eu_2023_with_plans");
                assert_eq!(status("with_plans"), plans);
            }
        }
        let [lon, lat] = sample.lon_lat(row);
        let (east, north) = easting_northing(lon, lat);
        // A millimetre is what points are kept to.
        let near = |name: &str, value: f64, off: f64| {
            let found = answer[name].as_f64().expect("a number");
            assert!((found - value).abs() < off, "{name} of {id}: {found} {value}");
        };
        near("easting", east, 0.002);
        near("northing", north, 0.002);
        near("lon", lon, 3e-8);
        near("lat", lat, 3e-8);
    }
}

#[test]
fn an_address_is_found_by_text_and_by_coordinates() {
    let sample = sample();
    // The first row: "Jasne Pole, ul. Kościelna 2".
    let id = sample.base.value(0, "gml_id");
    let [lon, lat] = sample.lon_lat(0);
    let (east, north) = easting_northing(lon, lat);
    let found = sample.server.json("/check?q=jasne+pole+koscielna+2");
    assert_eq!(found["match"], "normalised");
    assert_eq!(found["answers"][0]["address_id"], id);
    for query in [format!("lon={lon}&lat={lat}"), format!("e={east:.3}&n={north:.3}")] {
        let found = sample.server.json(&format!("/check?{query}"));
        assert_eq!(found["match"], "nearest");
        assert_eq!(found["answers"][0]["address_id"], id);
        assert!(found["answers"][0]["distance_m"].as_f64().expect("metres") < 0.01);
    }
    assert_eq!(sample.server.json("/check?q=jasne+pole+koscielna+2/7")["flat_left_out"], true);
    for (query, status) in [
        ("q=zupelnie+gdzie+indziej+5", 404),
        ("lon=19&lat=85", 404),
        ("lon=19&lat=95", 400),
        ("", 400),
    ] {
        assert_eq!(sample.server.get(&format!("/check?{query}")).status, status, "{query}");
    }
    let suggested = sample.server.json("/suggest?q=ko%C5%9Bcieln&limit=3");
    let streets = suggested["suggestions"].as_array().expect("a list");
    assert!(!streets.is_empty() && streets.len() <= 3);
    assert_eq!(streets[0]["kind"], "street");
    assert!(streets[0]["label"].as_str().expect("a text").contains("Kościelna"));
}

#[test]
fn pages_hold_each_address_once_with_its_known_status() {
    let sample = sample();
    let features = all(&sample.server, "/collections/addresses/items?limit=97");
    assert_eq!(features.len(), N);
    let mut ids = BTreeMap::new();
    for feature in &features {
        let id = feature["id"].as_str().expect("an identifier").to_owned();
        assert!(ids.insert(id, &feature["properties"]).is_none());
    }
    for (id, row) in sample.by_id() {
        let expected = sample.expected.value(row, "eu_2023_today");
        assert_eq!(ids[id]["eu_2023_today"], expected, "{id}");
    }
    let of = |query: &str| {
        let path = format!("/collections/addresses/items?limit=1&{query}");
        sample.server.json(&path)["numberMatched"].clone()
    };
    for status in ["white", "grey", "black", "uncertain"] {
        let expected = &sample.summary["counts"]["eu_2023_today"][status];
        assert_eq!(of(&format!("eu_2023_today={status}")), *expected, "{status}");
    }
    assert_eq!(of("gmina=980101"), N);
    assert_eq!(of("gmina=020101"), 0);
}

#[test]
fn features_stand_where_they_stand_in_each_system() {
    let sample = sample();
    let id = sample.base.value(0, "gml_id");
    let [lon, lat] = sample.lon_lat(0);
    let (east, north) = easting_northing(lon, lat);
    let base = "http://www.opengis.net/def/crs/";
    let cases = [
        ("OGC/1.3/CRS84", [lon, lat], 3e-8),
        ("EPSG/0/4326", [lat, lon], 3e-8),
        ("EPSG/0/2180", [north, east], 0.002),
    ];
    for (system, expected, off) in cases {
        let path = format!("/collections/addresses/items/{id}?crs={base}{system}");
        let got = sample.server.get(&path);
        assert_eq!(got.header("content-crs"), format!("<{base}{system}>"));
        let found = got.json()["geometry"]["coordinates"].clone();
        for axis in 0..2 {
            let value = found[axis].as_f64().expect("a number");
            assert!((value - expected[axis]).abs() < off, "{system}: {found}");
        }
        // A rectangle of a metre around it, in the same system and order.
        let around = if off > 1e-3 { 0.5 } else { 5e-6 };
        let sides = [
            expected[0] - around,
            expected[1] - around,
            expected[0] + around,
            expected[1] + around,
        ];
        let sides: Vec<String> = sides.iter().map(|side| format!("{side:.9}")).collect();
        let path = format!(
            "/collections/addresses/items?bbox={}&bbox-crs={base}{system}",
            sides.join(",")
        );
        let found = sample.server.json(&path);
        assert_eq!(found["numberMatched"], 1, "{system}");
        assert_eq!(found["features"][0]["id"], id);
    }
}

fn plain(body: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    GzDecoder::new(body).read_to_end(&mut plain).expect("gzip");
    plain
}

/// West, south, east and north of a tile.
fn degrees(zoom: u32, x: u32, y: u32) -> [f64; 4] {
    let n = f64::from(1_u32 << zoom);
    let lon = |x: f64| x / n * 360.0 - 180.0;
    let lat = |y: f64| (std::f64::consts::PI * (1.0 - 2.0 * y / n)).sinh().atan().to_degrees();
    let (x, y) = (f64::from(x), f64::from(y));
    [lon(x), lat(y + 1.0), lon(x + 1.0), lat(y)]
}

#[test]
fn tiles_hold_what_the_collection_holds_there() {
    let sample = sample();
    let server = &sample.server;
    let edition = server.json("/editions")["editions"][0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(edition, "2026-06-30");
    let bounds = server.json(&format!("/tiles/{edition}/tiles.json"))["bounds"].clone();
    let sides: Vec<f64> =
        bounds.as_array().expect("four").iter().filter_map(Value::as_f64).collect();
    // Columns and rows of zoom 13 that the rectangle of all addresses meets.
    let n = f64::from(1_u32 << 13);
    let column = |lon: f64| ((lon + 180.0) / 360.0 * n).floor();
    let row = |lat: f64| {
        let lat = lat.to_radians();
        ((1.0 - lat.tan().asinh() / std::f64::consts::PI) / 2.0 * n).floor()
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "small")]
    let range = |a: f64, b: f64| a as u32..=b as u32;
    let (mut seen, mut n_tiles) = (BTreeSet::new(), 0);
    for x in range(column(sides[0]), column(sides[2])) {
        for y in range(row(sides[3]), row(sides[1])) {
            let got = server.ask(
                "GET",
                &format!("/tiles/{edition}/13/{x}/{y}.mvt"),
                "Accept-Encoding: gzip\r\n",
            );
            let [west, south, east, north] = degrees(13, x, y);
            let here = all(
                server,
                &format!(
                    "/collections/addresses/items?limit=1000&bbox={west:.9},{south:.9},{east:.9},{north:.9}"
                ),
            );
            let here: BTreeMap<&str, &Value> =
                here.iter().map(|f| (f["id"].as_str().expect("an id"), &f["properties"])).collect();
            let layers =
                if got.status == 204 { BTreeMap::new() } else { tile::layers(&plain(&got.body)) };
            let drawn = layers.get("addresses").map_or(&[][..], Vec::as_slice);
            assert_eq!(drawn.len(), here.len(), "{x}/{y}");
            n_tiles += usize::from(!drawn.is_empty());
            for feature in drawn {
                let id = feature.properties["id"].as_str();
                assert_eq!(here[id]["eu_2023_today"], feature.properties["eu_2023_today"].as_str());
                assert_eq!(feature.kind, 1);
                assert!(feature.point.iter().all(|side| (0..4096).contains(side)));
                assert!(seen.insert(id.to_owned()), "{id} stands in two tiles");
            }
        }
    }
    assert_eq!(seen.len(), N);
    assert!(n_tiles > 1);
}

#[test]
fn squares_add_up_to_all_addresses() {
    let sample = sample();
    // Jasne Pole lies at 19.6° E, 53.3° N: at zoom 5 in column 17, row 10.
    let got = sample.server.get("/tiles/2026-06-30/5/17/10.mvt");
    assert_eq!(got.header("content-encoding"), "", "not asked for");
    let layers = tile::layers(&got.body);
    let sum = |name: &str| -> usize {
        let values = layers["cells"].iter().filter_map(|cell| cell.properties.get(name));
        values.map(|n| n.parse::<usize>().expect("a number")).sum()
    };
    assert_eq!(sum("n"), N);
    for status in ["white", "grey", "black", "uncertain"] {
        let expected = &sample.summary["counts"]["eu_2023_today"][status];
        assert_eq!(sum(&format!("eu_2023_today_{status}")), *expected, "{status}");
    }
    assert_eq!(layers["gminas"].len(), 1);
    assert_eq!(layers["gminas"][0].properties["code"], "980101");
    assert_eq!(layers["gminas"][0].kind, 3);
    let etag = got.header("etag").to_owned();
    let again = sample.server.ask(
        "GET",
        "/tiles/2026-06-30/5/17/10.mvt",
        &format!("If-None-Match: {etag}\r\n"),
    );
    assert!(!etag.is_empty());
    // The mark is that of the squeezed bytes, whichever are sent.
    assert_eq!((again.status, again.body.len()), (304, 0));
    assert_eq!(sample.server.get("/tiles/2026-06-30/5/0/0.mvt").status, 204);
    assert_eq!(sample.server.get("/tiles/2026-06-30/5/99/0.mvt").status, 404);
}

#[test]
fn a_gmina_has_its_counts_and_its_report() {
    let sample = sample();
    let gmina = sample.server.json("/gminas/9801013");
    let counts = &gmina["statuses"]["eu_2023_today"];
    for status in ["white", "grey", "black", "uncertain"] {
        assert_eq!(counts[status], sample.summary["counts"]["eu_2023_today"][status]);
    }
    let localities = gmina["localities"].as_array().expect("localities");
    let n: u64 = localities.iter().filter_map(|unit| unit["addresses"].as_u64()).sum();
    assert_eq!(n, N as u64);
    assert_eq!(sample.server.json("/gminas?q=jasne")["total"], 1);
    assert_eq!(sample.server.json("/gminas?bbox=14,49,15,50")["total"], 0);
    let report = sample.server.get("/gminas/980101/raport.html");
    assert!(report.header("content-type").starts_with("text/html"));
    // The page that the command writes of the same files; it is a golden of the project.
    let written =
        fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/sample/raport.html"));
    let head = |bytes: &[u8]| String::from_utf8_lossy(bytes).lines().take(3).collect::<String>();
    assert_eq!(head(&report.body), head(&written.expect("the golden report")));
}

#[test]
fn an_address_comes_with_its_evidence() {
    let sample = sample();
    let run = folder().join("run.toml");
    let id = sample.base.value(5, "gml_id");
    let said = zasieg(&[&"check", &run, &id, &"--json", &"--quiet"]).with(0);
    let said: Value = serde_json::from_str(&said.stdout).expect("JSON");
    let served = sample.server.json(&format!("/addresses/{id}"));
    for part in
        ["address", "gmina", "source", "cluster_id", "nearest_node", "chain", "contradictions"]
    {
        assert_eq!(served[part], said["answers"][0][part], "{part}");
    }
    let evidence = |answer: &Value| answer["profiles"][0]["evidence"].clone();
    assert_eq!(evidence(&served), evidence(&said["answers"][0]));
    assert_eq!(sample.server.get("/addresses/nikt").status, 404);
}

#[test]
fn what_is_wrong_is_told_as_a_problem() {
    let sample = sample();
    let server = &sample.server;
    let long = format!("/check?q={}", "a".repeat(5000));
    let cases = [
        ("GET", "/collections/addresses/items?colour=red", 400),
        ("GET", "/collections/addresses/items?bbox=1,2,3", 400),
        ("GET", "/collections/addresses/items?bbox=a,b,c,d", 400),
        ("GET", "/collections/addresses/items?limit=0", 400),
        ("GET", "/collections/addresses/items?limit=-1", 400),
        ("GET", "/collections/addresses/items?gmina=02010", 400),
        ("GET", "/collections/addresses/items?gmina=Brusy", 400),
        ("GET", "/collections/addresses/items?crs=EPSG:9999", 400),
        ("GET", "/collections/addresses/items?eu_2023_today=pink", 400),
        ("GET", "/collections/rivers/items", 404),
        ("GET", "/collections/addresses/items/nikt", 404),
        ("GET", "/check?q=a&q=b", 400),
        ("GET", "/check?q=%FF", 400),
        ("GET", "/check?lon=19", 400),
        ("GET", "/check?q=a&edition=1999-01-01", 404),
        ("GET", "/gminas/abc", 400),
        ("GET", "/gminas/020101", 404),
        ("GET", "/no/such/thing", 404),
        ("GET", "/assets/../Cargo.toml", 404),
        ("GET", long.as_str(), 414),
        ("POST", "/check?q=a", 405),
        ("DELETE", "/", 405),
    ];
    for (method, path, status) in cases {
        let got = server.ask(method, path, "");
        assert_eq!(got.status, status, "{method} {path}");
        let kind = got.header("content-type");
        assert!(kind.starts_with("application/problem+json"), "{path}: {kind}");
        let problem = got.json();
        assert_eq!(problem["status"], status);
        assert!(problem["title"].is_string() && problem["detail"].is_string(), "{problem}");
    }
    assert_eq!(server.ask("POST", "/", "").header("allow"), "GET, HEAD");
    // The greatest page is named, not what fits a number of the machine.
    let told = server.ask("GET", "/collections/addresses/items?limit=x", "").json();
    let detail = told["detail"].as_str().expect("a sentence");
    assert!(detail.contains("10000") && !detail.contains("18446744073709551615"), "{detail}");
    // A code with the digit of the kind of gmina is that of the gmina.
    let gminas = server.json("/collections/gminas/items");
    let code = gminas["features"][0]["properties"]["code"].as_str().expect("a code");
    let matched = |code: &str| {
        let page = server.json(&format!("/collections/addresses/items?limit=1&gmina={code}"));
        page["numberMatched"].as_u64().expect("a number")
    };
    assert!(matched(code) > 0);
    assert_eq!(matched(&format!("{code}2")), matched(code));
    let head = server.ask("HEAD", "/editions", "");
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[test]
fn every_answer_guards_the_browser_and_no_question_is_logged() {
    let server = Server::start(&[&folder().join("run.toml")]);
    for path in ["/", "/editions", "/check?q=tajne+slowo+7", "/addresses/tajne-id", "/nothing"] {
        let got = server.ask("GET", path, "Accept: text/html\r\n");
        let policy = got.header("content-security-policy");
        assert!(policy.contains("default-src 'self'") && policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(got.header("x-content-type-options"), "nosniff");
        assert_eq!(got.header("referrer-policy"), "no-referrer");
        assert_eq!(got.header("set-cookie"), "");
    }
    server.logs("GET other 404");
    let log = server.log();
    for line in ["GET /check 404", "GET /addresses/{id} 404", "GET /editions 200", "GET / 200"] {
        assert!(log.contains(line), "{line}: {log}");
    }
    for secret in ["tajne", "127.0.0.1", "slowo"] {
        assert!(!log.contains(secret), "{log}");
    }
    let metrics = String::from_utf8(server.get("/metrics").body).expect("text");
    assert!(metrics.contains("zasieg_requests_total{route=\"/check\",status=\"404\"} 1"));
    assert!(metrics.contains("zasieg_addresses{edition=\"2026-06-30\"} 1600"));
    assert!(!metrics.contains("tajne"));
}

#[test]
fn clients_that_dawdle_or_break_off_hinder_nobody() {
    let sample = sample();
    let server = &sample.server;
    let open = |bytes: &[u8]| {
        let mut stream = TcpStream::connect(&server.address).expect("listening");
        stream.write_all(bytes).expect("written");
        stream
    };
    let mut held: Vec<TcpStream> =
        (0..200).map(|_| open(b"GET /check?q=a HTTP/1.1\r\nHo")).collect();
    held.extend((0..50).map(|_| open(b"")));
    // These go away in the middle of an answer.
    for _ in 0..50 {
        drop(open(b"GET /collections/addresses/items?limit=1600 HTTP/1.1\r\nHost: a\r\n\r\n"));
    }
    assert_eq!(server.get("/health").status, 200);
    assert_eq!(server.json("/check?q=jasne+pole+koscielna+2")["match"], "normalised");
    for nonsense in [&b"\x16\x03\x01\x02\x00"[..], b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n"] {
        let answer = server.raw(nonsense);
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 400"), "{answer:?}");
    }
    let answer = server.raw(b"GET /health HTTP/1.1\r\nConnection: close\r\n\r\n");
    assert!(answer.starts_with(b"HTTP/1.1 400"), "no Host: {answer:?}");
    assert_eq!(server.get("/health").status, 200);
}

fn dataset(run: &Path, at: &Path) {
    let ended = zasieg(&[&"import", &run, &"--out", &at, &"--quiet", &"--force"]);
    assert!((0..2).contains(&ended.code), "{}", ended.stderr);
}

#[test]
fn a_reload_drops_no_request_and_a_damaged_dataset_is_refused() {
    let dir: TempDir = tempfile::tempdir().expect("a temporary folder");
    let set = dir.path().join("zbior");
    dataset(&folder().join("run.toml"), &set);
    let mut server = Server::start(&[&set, &"--quiet"]);
    let is_done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let ask = || {
            let mut n = 0;
            while !is_done.load(Ordering::Relaxed) {
                let found = server.json("/check?q=jasne+pole+koscielna+2");
                assert_eq!(found["match"], "normalised");
                n += 1;
            }
            n
        };
        let asking: Vec<_> = (0..2).map(|_| scope.spawn(ask)).collect();
        let whole = fs::read(set.join("addresses.parquet")).expect("a file");
        // A file that was half written.
        fs::write(set.join("addresses.parquet"), &whole[..whole.len() / 2]).expect("writable");
        server.signal("HUP");
        server.logs("inputs were not read again: ");
        // One byte in the middle, of whatever column.
        let mut flipped = whole.clone();
        flipped[whole.len() / 2] ^= 1;
        fs::write(set.join("addresses.parquet"), &flipped).expect("writable");
        server.signal("HUP");
        server.logs("are not those that were written");
        let refused = server.log();
        let why = refused.lines().find(|line| line.contains("not those that were written"));
        assert!(why.is_some_and(|line| line.contains("addresses.parquet")), "{refused}");
        fs::write(set.join("addresses.parquet"), &whole).expect("writable");
        server.signal("HUP");
        server.logs("inputs were read again");
        is_done.store(true, Ordering::Relaxed);
        let asked: Vec<i32> = asking.into_iter().map(|one| one.join().expect("answers")).collect();
        assert!(asked.iter().all(|n| *n > 0), "{asked:?}");
    });
    let metrics = String::from_utf8(server.get("/metrics").body).expect("text");
    for (outcome, n) in [("done", 1), ("refused", 2)] {
        let line = format!("zasieg_reloads_total{{outcome=\"{outcome}\"}} {n}");
        assert!(metrics.contains(&line), "{metrics}");
    }
    assert!(!server.log().contains("panicked"), "{}", server.log());
    server.signal("TERM");
    assert_eq!(server.wait(), Some(0));
}

#[test]
fn editions_stand_side_by_side() {
    let dir: TempDir = tempfile::tempdir().expect("a temporary folder");
    let text = fs::read_to_string(folder().join("run.toml")).expect("a run file");
    let older = folder().display().to_string();
    let text = text.replace("2026-06-30", "2026-03-31");
    let text = text.replace("path = \"", &format!("path = \"{older}/"));
    let run = dir.path().join("run.toml");
    fs::write(&run, text).expect("writable");
    let server = Server::start(&[&run, &folder().join("run.toml"), &"--quiet"]);
    let editions = server.json("/editions")["editions"].clone();
    let ids: Vec<&str> =
        editions.as_array().expect("a list").iter().filter_map(|one| one["id"].as_str()).collect();
    assert_eq!(ids, ["2026-03-31", "2026-06-30"]);
    assert_eq!(editions[1]["default"], true);
    let day = |query: &str| {
        let found = server.json(&format!("/check?q=jasne+pole+koscielna+2{query}"));
        found["answers"][0]["as_of"].as_str().expect("a day").to_owned()
    };
    assert_eq!(day(""), "2026-06-30");
    assert_eq!(day("&edition=2026-03-31"), "2026-03-31");
}

#[test]
fn a_server_that_cannot_start_says_why() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    let run = folder().join("run.toml");
    let ended = zasieg(&[&"serve", &run, &"--listen", &address]).with(2);
    assert!(ended.stderr.contains("--listen"), "{}", ended.stderr);
    let nothing = folder().join("nothing");
    zasieg(&[&"serve", &nothing, &"--listen", &"127.0.0.1:0"]).with(2);
    // A signal soon after the start ends it too.
    let mut server = Server::start(&[&run]);
    std::thread::sleep(Duration::from_millis(50));
    server.signal("INT");
    assert_eq!(server.wait(), Some(0));
}
