//! Puts the files of the web map into the program, where the map was built.

use std::fs;
use std::path::{Path, PathBuf};

/// Where the build of the map leaves its files.
const DIST: &str = "src/serve/web/dist";

fn collect(folder: &Path, below: &str, files: &mut Vec<(String, PathBuf)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let (path, name) = (entry.path(), entry.file_name());
        let Some(name) = name.to_str().filter(|name| !name.starts_with('.')) else { continue };
        if path.is_dir() {
            collect(&path, &format!("{below}{name}/"), files);
        } else if path.extension().is_none_or(|extension| extension != "map") {
            files.push((format!("{below}{name}"), path));
        }
    }
}

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var_os("CARGO_FEATURE_SERVE").is_none() {
        return;
    }
    let var = |name| PathBuf::from(std::env::var_os(name).unwrap_or_default());
    let dist = var("CARGO_MANIFEST_DIR").join(DIST);
    // What is not there yet is noticed by the folder that will hold it.
    let watched = [DIST, "src/serve/web", "src/serve"];
    if let Some(there) = watched.into_iter().find(|path| Path::new(path).exists()) {
        println!("cargo::rerun-if-changed={there}");
    }
    let mut files = Vec::new();
    collect(&dist, "", &mut files);
    files.sort();
    let mut source =
        "/// Files of the map by name.\nconst FILES: &[(&str, &[u8])] = &[\n".to_owned();
    for (name, path) in files {
        source += &format!("    ({name:?}, include_bytes!({:?})),\n", path.display().to_string());
    }
    source += "];\n";
    let written = fs::write(var("OUT_DIR").join("assets.rs"), source);
    written.expect("the folder for generated code can be written");
}
