//! What the page loads, in bytes on the wire.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use flate2::read::GzDecoder;

use super::{RunningWorkbench, ferry};

/// The head and the body of an answer, as they came.
fn raw(bench: &RunningWorkbench, path: &str, accepts: &str) -> (String, Vec<u8>) {
    let host = bench.base.strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    let (path, cookie) = (format!("{}{path}", bench.base_path), &bench.cookie);
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n{accepts}Connection: close\r\n\r\n"
    )
    .unwrap();
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    (String::from_utf8(bytes[..end].to_vec()).unwrap().to_lowercase(), bytes.split_off(end + 4))
}

const GZIP: &str = "Accept-Encoding: gzip, deflate, br\r\n";

#[test]
fn the_files_of_the_page_are_compressed_and_answers_with_data_are_not() {
    let bench = RunningWorkbench::open(ferry(), "");
    let (head, plain) = raw(&bench, "main.js", "");
    assert!(!head.contains("content-encoding") && head.contains("vary: accept-encoding"), "{head}");
    let (head, body) = raw(&bench, "main.js", GZIP);
    assert!(head.contains("content-encoding: gzip") && head.contains("vary: accept-encoding"), "{head}");
    assert!(body.len() * 2 < plain.len(), "{} of {}", body.len(), plain.len());
    let mut text = Vec::new();
    GzDecoder::new(body.as_slice()).read_to_end(&mut text).unwrap();
    assert_eq!(text, plain);
    let (head, _) = raw(&bench, "", GZIP);
    assert!(head.contains("content-encoding: gzip") && head.contains("text/html"), "{head}");
    let (head, body) = raw(&bench, "api/project", GZIP);
    assert!(head.starts_with("http/1.1 200") && !head.contains("content-encoding"), "{head}");
    assert_eq!(body.first(), Some(&b'{'));
}

/// The aim is less than 200 kB for all six steps, in the language with the longest texts.
#[test]
fn all_six_steps_load_little() {
    let bench = RunningWorkbench::open(ferry(), "");
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/workbench/page");
    let mut sizes = std::collections::BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let (head, body) = raw(&bench, &name, GZIP);
        assert!(head.starts_with("http/1.1 200"), "{name}: {head}");
        sizes.insert(name, head.len() + body.len());
    }
    let of = |is_own: &dyn Fn(&str) -> bool| -> usize {
        sizes.iter().filter(|(name, _)| is_own(name)).map(|(_, size)| size).sum()
    };
    let is_language = |name: &str| name.starts_with("strings-") && name.matches('-').count() == 2;
    let others = ["it", "fr", "es", "de"].map(|one| of(&|name| name.ends_with(&format!("-{one}.js"))));
    let all = of(&|name| !is_language(name)) + others.into_iter().max().unwrap();
    assert!(all < 200_000, "{all} bytes: {sizes:#?}");
}
