//! An address in files of any kind: each spelling of it, in files of any size.

use std::io::Write as _;
use std::path::PathBuf;

use super::{certificate, forget};
use crate::command_line::{Desk, Ferry, SIMPLE};

const ROWS: &str = "Name,Email\nPat O'Brien,o'brien@example.org\nBob,bob@example.org\n";

/// An import with a backup, and its folder.
fn imported() -> (Desk, Ferry, PathBuf) {
    let desk = Desk::new();
    let ferry = Ferry::new().file("source.csv", ROWS).file("source.toml", SIMPLE);
    let run = ferry.then().sandbox(&desk).line("import source.csv -m source.toml").fast().run().status(0);
    let folder = run.folder();
    ferry.then().sandbox(&desk).line("backup t").fast().run().status(0);
    (desk, ferry, folder)
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(content).unwrap();
    out.finish().unwrap()
}

#[test]
fn each_spelling_of_an_address_is_found_in_files() {
    let (_desk, ferry, folder) = imported();
    let report = std::fs::read_to_string(folder.join("report.html")).unwrap();
    assert!(report.contains("o&#39;brien@example.org"));
    std::fs::write(folder.join("old-report.html"), report).unwrap();
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let utf32 =
        |text: &str| -> Vec<u8> { text.chars().flat_map(|one| u32::from(one).to_be_bytes()).collect() };
    let text = "Mail\tO'Brien@example.org\n";
    let files = [
        ("packed.gz", gzip(&utf16(&format!("\u{feff}{text}")))),
        ("unmarked.txt", utf16(text)),
        ("wide.txt", utf32(text)),
        ("link.md", b"[write](mailto:o%27brien%40example.org)".to_vec()),
        ("page.htm", b"<b>o&#x27;brien&#64;example.org</b>".to_vec()),
    ];
    for (name, content) in &files {
        std::fs::write(folder.join(name), content).unwrap();
    }
    std::fs::write(folder.join("others.md"), "joo'brien@example.org").unwrap();
    forget(&ferry, "email=o'brien@example.org --yes").run().status(5);
    assert!(!folder.join("old-report.html").exists());
    let still = certificate(ferry.path())["stillIn"].to_string();
    for (name, _) in files {
        assert!(still.contains(name), "{name}: {still}");
    }
    assert!(!still.contains("others.md"), "{still}");
}

/// The search reads a file in pieces: its memory does not grow with the file.
#[test]
fn a_file_larger_than_memory_is_searched() {
    let (_desk, ferry, folder) = imported();
    let mut file = std::fs::File::create(folder.join("dump.csv")).unwrap();
    file.set_len(1_600_000_000).unwrap();
    std::io::Seek::seek(&mut file, std::io::SeekFrom::End(0)).unwrap();
    file.write_all(b"\no'brien@example.org\n").unwrap();
    drop(file);
    let ran =
        forget(&ferry, "email=o'brien@example.org --dry-run").limited("ulimit -v 1500000").run().status(0);
    let is_copy =
        |line: &str| line.starts_with("Removed, as a copy of results: ") && line.contains("dump.csv");
    assert!(ran.stderr.lines().any(is_copy), "{ran}");
}

/// Files of fixes that a run has used are looked at, and named.
#[test]
fn a_file_of_fixes_is_named() {
    let desk = Desk::new();
    let key = crate::fixes::key::key(&["Name", "Email"], &["Ann", "ann(at)example.org"]);
    let fixes = format!("row_key,column,was,now\n{key},Email,ann(at)example.org,ann@example.org\n");
    let ferry = Ferry::new()
        .file("source.csv", "Name,Email\nAnn,ann(at)example.org\nBob,bob@example.org\n")
        .file("source.toml", SIMPLE)
        .file("mended.csv", fixes);
    let line = "import source.csv -m source.toml --fixes mended.csv";
    ferry.then().sandbox(&desk).line(line).fast().run().status(0);
    std::fs::create_dir(ferry.path().join("t")).unwrap();
    let ran = forget(&ferry, "email=ann@example.org --yes").run().status(5);
    let proof = certificate(ran.path());
    assert!(proof["stillIn"].to_string().contains("mended.csv"), "{proof:#}");
    assert!(proof["outside"].to_string().contains("files of fixes"), "{proof:#}");
}
