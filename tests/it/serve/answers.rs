//! What clients are told: boxes and times of the collections, languages, other numbers, methods.

use serde_json::Value;

use super::client::{Server, encoded};
use super::{N, folder, sample};

fn matched(server: &Server, path: &str) -> Value {
    server.json(path)["numberMatched"].clone()
}

#[test]
fn a_letter_that_is_not_there_is_told() {
    let sample = sample();
    // Jasne Pole, ul. Kościelna 2 is there, 2Z is not.
    let found = sample.server.json("/check?q=Jasne+Pole+ul.+Ko%C5%9Bcielna+2Z");
    assert_eq!((&found["match"], &found["number_differs"]), (&"fuzzy".into(), &true.into()));
    assert_eq!(found["answers"][0]["address_id"], sample.base.value(0, "gml_id"));
    let found = sample.server.json("/check?q=Jasne+Pole+ul.+Ko%C5%9Bcielna+2");
    assert_eq!((&found["match"], &found["number_differs"]), (&"exact".into(), &false.into()));
    let found = sample.server.json("/check?q=Jasne+Pole+ul.+Ko%C5%9Bcielna+2/7");
    assert_eq!((&found["flat_left_out"], &found["number_differs"]), (&true.into(), &false.into()));
}

#[test]
fn times_are_taken_and_change_nothing() {
    let sample = sample();
    let server = &sample.server;
    for name in ["addresses", "gminas", "localities"] {
        let all = matched(server, &format!("/collections/{name}/items"));
        for time in [
            "2026-06-30T12:00:00Z",
            "2020-01-01T00:00:00Z/2026-06-30T12:00:00%2B02:00",
            "../2020-01-01T00:00:00Z",
            "2020-01-01T00:00:00Z/..",
            "2020-01-01/",
            "2020-01-01",
        ] {
            let path = format!("/collections/{name}/items?datetime={time}");
            assert_eq!(matched(server, &path), all, "{path}");
        }
    }
    for wrong in ["yesterday", "2026-13-01", "2026-02-01/2026-01-01", "a/b", "2020-01-01/x"] {
        let got = server.get(&format!("/collections/addresses/items?datetime={wrong}"));
        assert_eq!(got.status, 400, "{wrong}");
    }
}

#[test]
fn boxes_may_have_heights_and_cross_the_meridian_of_180_degrees() {
    let sample = sample();
    let server = &sample.server;
    for (collection, name) in [("addresses", "addresses"), ("gminas", "gminas")] {
        let of = |bbox: &str| matched(server, &format!("/collections/{collection}/items?{bbox}"));
        let plain = of("bbox=19.6,53.2,19.65,53.4");
        assert_ne!(plain, 0, "{name}");
        assert_eq!(of("bbox=19.6,53.2,-100,19.65,53.4,900"), plain, "{name}");
        let latitude_first = "bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326";
        assert_eq!(of(&format!("bbox=53.2,19.6,0,53.4,19.65,9&{latitude_first}")), plain);
        // From 19.6° eastwards around the earth to 10°: what lies east of 19.6°.
        assert_eq!(of("bbox=19.6,53.2,10,53.4"), of("bbox=19.6,53.2,180,53.4"), "{name}");
        assert_eq!(of("bbox=170,-80,-170,80"), 0, "{name}");
        assert_eq!(of("bbox=2,-80,1,80"), of("bbox=-180,-80,180,80"), "{name}");
    }
    let all: u64 = ["bbox=19.6,53,10,54", "bbox=10,53,19.6,54"]
        .into_iter()
        .map(|half| matched(server, &format!("/collections/addresses/items?{half}")))
        .map(|n| n.as_u64().expect("a number"))
        .sum();
    let placed = matched(server, "/collections/addresses/items?bbox=10,53,25,54");
    assert_eq!(Value::from(all), placed);
    for wrong in ["1,2,3,4,5", "19,54,20,53", "-181,0,0,1", "1,2,3,4,5,6,7"] {
        let got = server.get(&format!("/collections/addresses/items?bbox={wrong}"));
        assert_eq!(got.status, 400, "{wrong}");
    }
}

#[test]
fn a_gmina_lies_where_its_outline_is_and_not_in_the_corners_of_its_rectangle() {
    let sample = sample();
    let server = &sample.server;
    let of = |query: &str| matched(server, &format!("/collections/gminas/items?{query}"));
    // granice.geojson: the outline goes from 19.701261, 53.3 by 19.686662, 53.316869 and 19.666443,
    // 53.33584 to 19.650032, 53.341253: it leaves the north-east of its rectangle free.
    assert_eq!(of("bbox=19.69,53.33,19.70,53.34"), 0);
    assert_eq!(server.json("/gminas?bbox=19.69,53.33,19.70,53.34")["total"], 0);
    // The same a step nearer, where the outline passes, and in the middle, where no border is.
    assert_eq!(of("bbox=19.66,53.325,19.70,53.34"), 1);
    assert_eq!(of("bbox=19.600,53.300,19.601,53.301"), 1);
    // The corner in metres of EPSG:2180, northing first: 19.695, 53.335 ± 100 m.
    let (east, north) = crate::plane::easting_northing(19.695, 53.335);
    let metres = |d: f64| {
        let sides = [north - d, east - d, north + d, east + d].map(|side| format!("{side:.1}"));
        of(&format!("bbox={}&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/2180", sides.join(",")))
    };
    assert_eq!(metres(100.0), 0);
    assert_eq!(metres(3000.0), 1);
    // The extent that is told holds every corner of the outline.
    let told = server.json("/collections/gminas")["extent"]["spatial"]["bbox"][0].clone();
    let side = |at: usize| told[at].as_f64().expect("a number");
    let gmina = server.json("/collections/gminas/items/980101");
    let ring = gmina["geometry"]["coordinates"].to_string();
    let numbers: Vec<f64> =
        ring.split(['[', ']', ',']).filter_map(|number| number.parse().ok()).collect();
    assert!(numbers.len() > 60, "{ring}");
    for pair in numbers.chunks(2) {
        let is_in =
            side(0) <= pair[0] && pair[0] <= side(2) && side(1) <= pair[1] && pair[1] <= side(3);
        assert!(is_in, "{pair:?} is not in {told}");
    }
    assert!(side(2) - side(0) < 0.3, "{told}");
}

#[test]
fn answers_are_in_the_language_asked_for() {
    let sample = sample();
    let server = &sample.server;
    let path = "/addresses/nikt".to_owned();
    let told = |path: &str, headers: &str| {
        let problem = server.ask("GET", path, headers).json();
        let text = |part: &str| problem[part].as_str().expect("a text").to_owned();
        (text("title"), text("detail"))
    };
    let english = |(title, detail): (String, String)| {
        title == "Not found" && detail == "No address has this identifier."
    };
    let polish = |(title, detail): (String, String)| {
        title == "Nie znaleziono" && detail == "Brak adresu o tym identyfikatorze."
    };
    assert!(polish(told(&path, "")));
    assert!(english(told(&path, "Accept-Language: en-GB,en;q=0.8,pl;q=0.5\r\n")));
    assert!(english(told(&format!("{path}?lang=en"), "Accept-Language: pl\r\n")));
    assert!(polish(told(&format!("{path}?lang=pl"), "Accept-Language: en\r\n")));
    for (path, detail) in [
        ("/nothing?lang=en", "There is no path"),
        ("/check?lang=en", "The parameter “q” is missing"),
        ("/check?lon=500&lat=1&lang=en", "The parameter “lon” must be from -180 to 180."),
        ("/gminas/1?lang=en", "The code of a gmina has 6 or 7 digits"),
        ("/collections/addresses/items?bbox=1&lang=en", "The parameter “bbox” must have four"),
    ] {
        let found = told(path, "").1;
        assert!(found.starts_with(detail), "{path}: {found}");
    }
    assert_eq!(server.get("/check?lon=500&lat=1").status, 400);
    assert_eq!(server.get("/check?q=a&lang=xx").status, 400);
    let id = sample.base.value(0, "gml_id");
    let label = |language: &str| {
        let found = server.json(&format!("/addresses/{id}?lang={language}"));
        found["profiles"][0]["views"][0]["label"].clone()
    };
    assert_ne!(label("pl"), label("en"));
    assert!(server.get("/editions").header("vary").contains("accept-language"));
}

#[test]
fn methods_are_logged_as_they_are_and_other_sites_read_only_where_allowed() {
    let run = folder().join("run.toml");
    let server = Server::start(&[&run]);
    assert_eq!(server.ask("POST", "/check?q=tajne", "").status, 405);
    assert_eq!(server.ask("SECRETWORD", "/check", "").status, 405);
    assert_eq!(server.get("/editions").header("access-control-allow-origin"), "");
    server.logs("OTHER /check 405");
    assert!(server.log().contains("POST /check 405"), "{}", server.log());
    assert!(!server.log().contains("SECRET"), "{}", server.log());
    let server = Server::start(&[&run, &"--any-origin", &"--proxy", &"10.0.0.0/8"]);
    for path in ["/collections/addresses/items?limit=1", "/nothing"] {
        assert_eq!(server.get(path).header("access-control-allow-origin"), "*", "{path}");
    }
    let ended = crate::program::zasieg(&[&"serve", &run, &"--proxy", &"10.0.0.0/40"]).with(2);
    assert!(ended.stderr.contains("--proxy"), "{}", ended.stderr);
}

#[test]
fn pages_and_data_name_each_other() {
    let sample = sample();
    for path in [
        "/?f=json",
        "/collections",
        "/collections/addresses",
        "/collections/addresses/items?limit=2&f=json",
        "/collections/gminas/items/980101",
    ] {
        let links = sample.server.json(path)["links"].clone();
        let all = links.as_array().expect("links");
        let page = all.iter().find(|link| link["rel"] == "alternate");
        let page = page.and_then(|link| link["href"].as_str()).expect("a page");
        let page = page.split_once(&sample.server.address).expect("this server").1;
        let got = sample.server.get(page);
        assert_eq!(got.status, 200, "{page}");
        assert!(got.header("content-type").starts_with("text/html"), "{page}");
    }
    assert_eq!(matched(&sample.server, "/collections/addresses/items?limit=2"), N);
}

#[test]
fn what_only_comes_near_is_named_without_a_status() {
    let sample = sample();
    let ask = |text: &str| sample.server.json(&format!("/check?q={}", encoded(text)));
    let first = sample.base.value(0, "gml_id");
    // The first address of the sample and a person's name, which nothing explains.
    let told = ask("Brzęczyszczykiewicz, Jasne Pole, ul. Kościelna 2");
    assert_eq!((&told["match"], &told["hint_reason"]), (&"hint".into(), &"words_left_out".into()));
    assert_eq!(told["words_left_out"], serde_json::json!(["brzęczyszczykiewicz"]));
    assert_eq!(told["answers"], serde_json::json!([]));
    let near = &told["alternatives"][0];
    assert_eq!(near["address_id"], first);
    for part in ["profiles", "networks", "covered", "best_offer"] {
        assert!(near.get(part).is_none(), "{part} of an unconfirmed address");
    }
    // Asked for by its identifier it is answered.
    let own = sample.server.json(&format!("/addresses/{}", encoded(first)));
    assert!(own["profiles"][0]["views"][0]["status"].is_string());
    // A number that the street does not have; a place far from all addresses.
    let told = ask("Jasne Pole Kościelna 999");
    assert_eq!((&told["match"], &told["hint_reason"]), (&"hint".into(), &"other_number".into()));
    let told = sample.server.json("/check?lon=19&lat=54.9");
    assert_eq!((&told["match"], &told["hint_reason"]), (&"hint".into(), &"too_far".into()));
    assert!(told["alternatives"][0]["distance_m"].as_f64().expect("metres") > 25.0);
    assert_eq!(told["answers"], serde_json::json!([]));
    // Nothing comes near.
    assert_eq!(sample.server.get("/check?q=qqqqqq").status, 404);
}

#[test]
fn gminas_are_found_without_their_marks_and_named_beside_addresses() {
    let sample = sample();
    let total = |q: &str| sample.server.json(&format!("/gminas?q={}", encoded(q)))["total"].clone();
    // Jasne Pole, as it is, in part, with marks that it has not, by its code; and another one.
    for (text, n) in [("Jasne Pole", 1), ("asne", 1), ("jaśńę  pólę", 1), ("9801", 1), ("Brusy", 0)]
    {
        assert_eq!(total(text), n, "{text}");
    }
    let told = sample.server.json("/check?q=Jasne+Pole+Ko%C5%9Bcielna+999");
    assert_eq!(told["alternatives"][0]["gmina_name"], "Jasne Pole");
}
