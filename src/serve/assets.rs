//! The map: files that its build left, held by the program.

use super::problem::Problem;
use super::query::Ask;
use super::reply::{Answer, HTML, Reply};
use super::state::App;

include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The page of a program that was built without the map.
const PLAIN: &str = "<!doctype html><html lang=\"pl\"><head><meta charset=\"utf-8\">\
    <title>Zasięg</title></head><body><h1>Zasięg</h1>\
    <p>Ten program zbudowano bez mapy. Mapę dodaje polecenie <code>make web</code> (wymaga npm) \
    i ponowne zbudowanie programu.</p><ul>\
    <li><a href=\"/api.html\">Interfejs programistyczny</a> (<a href=\"/api\">OpenAPI</a>)</li>\
    <li><a href=\"/collections?f=json\">Zbiory danych (OGC API – Features)</a></li>\
    <li><a href=\"/gminas\">Gminy</a></li></ul></body></html>";

/// Type of a file by the end of its name.
fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => HTML,
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" | "map" | "webmanifest" => "application/json; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "pbf" => "application/x-protobuf",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// Whether a name changes with the content: `app-3F2A9C1B.js`.
fn is_hashed(name: &str) -> bool {
    let stem = name.rsplit('/').next().and_then(|file| file.split('.').next()).unwrap_or_default();
    let mark = stem.rsplit('-').next().unwrap_or_default();
    mark.len() >= 8
        && mark.len() < stem.len()
        && mark.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && mark.bytes().any(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase())
}

fn found(name: &str) -> Option<&'static [u8]> {
    FILES.iter().find(|(held, _)| *held == name).map(|(_, bytes)| *bytes)
}

/// `GET /assets/{file}`.
pub fn file(_: &App, ask: &Ask) -> Answer {
    let name = ask.param("file");
    let bytes = found(name).or_else(|| found(&format!("assets/{name}")));
    let bytes = bytes.ok_or_else(|| Problem::none("problem-no-file", &[]))?;
    let cache = if is_hashed(name) { "public, max-age=31536000, immutable" } else { "no-cache" };
    Ok(Reply::new(kind(name), bytes).marked(cache))
}

/// The page of the map; its script reads the path.
#[expect(clippy::unnecessary_wraps, reason = "a route like the others; its query is the script's")]
pub fn page(_: &App, _: &Ask) -> Answer {
    let page = found("index.html").unwrap_or(PLAIN.as_bytes());
    Ok(Reply::new(HTML, page).marked("no-cache"))
}

/// `GET /favicon.ico`.
pub fn icon(_: &App, ask: &Ask) -> Answer {
    ask.only(&["f"])?;
    let icon =
        ["favicon.ico", "favicon.svg"].into_iter().find_map(|name| Some((name, found(name)?)));
    match icon {
        Some((name, bytes)) => Ok(Reply::new(kind(name), bytes).marked("public, max-age=86400")),
        None => Ok(Reply::empty()),
    }
}

/// `GET /robots.txt`: tiles and questions are no pages.
pub fn robots(_: &App, ask: &Ask) -> Answer {
    ask.only(&["f"])?;
    let text = "User-agent: *\nDisallow: /tiles/\nDisallow: /check\nDisallow: /suggest\n\
                Disallow: /addresses/\nDisallow: /collections/\n";
    Ok(Reply::new("text/plain; charset=utf-8", text).marked("public, max-age=86400"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_change_with_the_content_are_kept_for_long() {
        assert!(is_hashed("app-3F2A9C1B.js") && is_hashed("fonts/sans-0a1b2c3d.woff2"));
        assert!(!is_hashed("index.html") && !is_hashed("maplibre-gl.css"));
        assert!(!is_hashed("3F2A9C1B.js") && !is_hashed("app-settings.js"));
        assert_eq!(kind("a.b.js"), "text/javascript; charset=utf-8");
    }
}
