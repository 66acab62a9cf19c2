//! What is made of the program: packages, the image, the workflow of a release.

mod container;

use std::collections::BTreeSet;
use std::path::Path;

fn read(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The quoted words between two texts.
fn quoted_between(text: &str, begin: &str, end: &str) -> BTreeSet<String> {
    let list = text.split_once(begin).unwrap().1.split_once(end).unwrap().0;
    list.split('"').skip(1).step_by(2).map(ToOwned::to_owned).collect()
}

#[test]
fn both_lists_of_licenses_are_the_same() {
    let ours = quoted_between(&read(".ci/licenses"), "ALLOWED = {", "}");
    assert!(ours.len() > 10, "{ours:?}");
    assert_eq!(ours, quoted_between(&read(".ci/deny.toml"), "allow = [", "]"));
}

#[test]
fn every_requirement_names_a_version() {
    for manifest in ["Cargo.toml", "fuzz/Cargo.toml"] {
        let text = read(manifest);
        let table: toml::Table = text.parse().unwrap();
        for kind in ["dependencies", "dev-dependencies"] {
            for (name, value) in table.get(kind).and_then(toml::Value::as_table).into_iter().flatten() {
                let version = value.as_str().or_else(|| value.get("version")?.as_str());
                let stated =
                    version.is_some_and(|version| !version.contains('*')) || value.get("path").is_some();
                assert!(stated, "{manifest}: {name} = {value}");
            }
        }
    }
}

/// The versions of Rust that the documents, the image and the manifest name.
#[test]
fn the_version_of_rust_is_the_same_everywhere() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let version = manifest["package"]["rust-version"].as_str().unwrap();
    for (path, text) in [
        ("README.md", format!("[Rust](https://rustup.rs) {version} or newer")),
        ("docs/install.md", format!("[Rust](https://rustup.rs) {version} or newer")),
        (".ci/Containerfile", format!("library/rust:{version}-")),
    ] {
        assert!(read(path).contains(&text), "{path} does not say {text:?}");
    }
}

/// What `cargo binstall` looks for is what the workflow attaches.
#[test]
fn the_archives_have_the_names_that_are_looked_for() {
    let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
    let binstall = &manifest["package"]["metadata"]["binstall"];
    let address = binstall["pkg-url"].as_str().unwrap();
    assert!(address.ends_with("/{ name }-{ target }.tar.gz"), "{address}");
    assert_eq!(binstall["bin-dir"].as_str().unwrap(), "{ name }-{ target }/{ bin }{ binary-ext }");
    let workflow = read(".github/workflows/release.yml");
    assert!(workflow.contains("name=\"deskferry-${{ matrix.target }}\""));
    assert!(workflow.contains("tar -C dist -czf \"dist/$name.tar.gz\" \"$name\""));
}

/// The scripts that the workflow starts exist.
#[test]
fn the_workflow_starts_scripts_that_exist() {
    let workflow = read(".github/workflows/release.yml");
    let words: BTreeSet<&str> = workflow.split_whitespace().filter(|word| word.starts_with(".ci/")).collect();
    assert_eq!(words.len(), 3, "{words:?}");
    for word in words {
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(word).is_file(), "{word}");
    }
}
