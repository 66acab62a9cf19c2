//! Invalid files: one clear message and status 2, or a reject of the row; never half a result.

use rstest::rstest;
use rust_xlsxwriter::Workbook;

use crate::command_line::{Ferry, Ran, SIMPLE};

/// Imports and validates a file. Neither may leave a run folder, a file of customers, or anything on stdout.
fn refused(content: impl AsRef<[u8]>) -> String {
    let ferry = Ferry::new().file("a.csv", content).file("m.toml", SIMPLE).file("good.jsonl", "before\n");
    refused_in(ferry.line("validate a.csv -m m.toml -o good.jsonl").run())
}

fn refused_in(ran: Ran) -> String {
    let import = ran.then().line("import a.csv -m m.toml --sandbox").fast().run();
    both_refused(&ran, &import)
}

fn both_refused(ran: &Ran, import: &Ran) -> String {
    for ran in [ran, import] {
        assert_eq!((ran.status, ran.stdout.as_str()), (2, ""), "{ran}");
        assert_eq!(ran.stderr.lines().filter(|line| line.starts_with("error: ")).count(), 1, "{ran}");
        assert!(!ran.stderr.contains("Plan"), "{ran}");
    }
    assert_eq!(ran.text("good.jsonl"), "before\n");
    assert!(ran.folders().is_empty(), "{:?}", ran.folders());
    let left: Vec<_> = std::fs::read_dir(ran.path()).unwrap().map(|file| file.unwrap().file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().starts_with('.')), "left behind: {left:?}");
    let message = ran.stderr.split_once("error: ").unwrap().1.trim_end();
    message.replace(ran.path().to_str().unwrap(), "FOLDER")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// An OLE container with the stream that an encrypted workbook has.
fn encrypted() -> Vec<u8> {
    let mut container = cfb::CompoundFile::create(std::io::Cursor::new(Vec::new())).unwrap();
    container.create_stream("/EncryptedPackage").unwrap();
    container.into_inner().into_inner()
}

fn workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..500 {
        sheet.write(row, 0, format!("text {row} {}", row * 7919)).unwrap();
    }
    book.save_to_buffer().unwrap()
}

fn empty_workbook() -> Vec<u8> {
    let mut book = Workbook::new();
    book.add_worksheet();
    book.save_to_buffer().unwrap()
}

#[test]
fn each_is_refused_with_one_message() {
    let book = workbook();
    let cyrillic = format!("Name,Email\n{}", "Иван Петрович Сидоров из Москвы,a@x.org\n".repeat(9));
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty", Vec::new()),
        ("blank", b"\n \n\r\n".to_vec()),
        ("mark alone", b"\xef\xbb\xbf".to_vec()),
        ("packed nothing", gzip(b"")),
        ("duplicate header", b"Name,Email,Name\nAda,a@x.org,B\n".to_vec()),
        ("blank header", b"Full name,,Email\nAda,x,a@x.org\n".to_vec()),
        ("no header", b"Ada,a@x.org\nBob,b@x.org\n".to_vec()),
        ("no rows", b"Name,Email\n \n".to_vec()),
        ("unclosed header", b"Name,\"Email\nAda,a@x.org\n".to_vec()),
        ("nul in header", b"Name,Em\0ail\nAda,a@x.org\n".to_vec()),
        ("missing column", b"Name,Mail\nAda,a@x.org\n".to_vec()),
        ("truncated gzip", gzip(b"Name,Email\nAda,a@x.org\n")[..20].to_vec()),
        ("zstd with garbage", b"\x28\xb5\x2f\xfdgarbage".to_vec()),
        ("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n".to_vec()),
        ("html", b"<!DOCTYPE html><html><body>Log in</body></html>".to_vec()),
        ("zip", b"PK\x03\x04 something else that is not a workbook at all".to_vec()),
        ("cut workbook", book[..book.len() / 2].to_vec()),
        ("encrypted workbook", encrypted()),
        ("empty workbook", empty_workbook()),
        ("utf-32", b"\xff\xfe\0\0N\0\0\0a\0\0\0".to_vec()),
        ("cyrillic", encoding_rs::WINDOWS_1251.encode(cyrillic.as_str()).0.into_owned()),
    ];
    let told: Vec<String> =
        cases.into_iter().map(|(name, content)| format!("== {name}\n{}\n", refused(content))).collect();
    insta::assert_snapshot!(told.concat());
}

#[test]
fn places_that_are_no_files() {
    let ferry = || Ferry::new().file("m.toml", SIMPLE).file("good.jsonl", "before\n");
    let missing = refused_in(ferry().line("validate a.csv -m m.toml -o good.jsonl").run());
    let folder = refused_in(ferry().file("a.csv/x", "").line("validate a.csv -m m.toml -o good.jsonl").run());
    insta::assert_snapshot!(format!("{missing}\n{folder}"));
}

#[cfg(unix)]
const NOBODY: u32 = 65534;

#[cfg(unix)]
#[test]
fn a_file_without_permission() {
    use std::os::unix::fs::PermissionsExt;
    let ferry =
        Ferry::new().file("m.toml", SIMPLE).file("a.csv", "Name,Email\n").file("good.jsonl", "before\n");
    let path = ferry.path().join("a.csv");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).unwrap();
    // Permissions do not bind root, so the program runs as `nobody`, who then owns the folder.
    let root = std::fs::read(&path).is_ok();
    if root {
        for owned in [ferry.path(), &ferry.path().join("m.toml"), &ferry.path().join("good.jsonl"), &path] {
            std::os::unix::fs::chown(owned, Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }
    let nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"];
    let as_user = |ferry: Ferry| if root { ferry.under(&nobody) } else { ferry };
    let import = as_user(ferry.then().line("import a.csv -m m.toml --sandbox").fast()).run();
    let ran = as_user(ferry.line("validate a.csv -m m.toml -o good.jsonl")).run();
    let told = both_refused(&ran, &import);
    assert!(told.contains("no permission for \"a.csv\""), "{told}");
}

#[rstest]
#[case::csv(b"Name,Email\n".to_vec())]
#[case::without_end(b"Name,Email".to_vec())]
#[case::blank_lines(b"Name,Email\n\n,\n \n".to_vec())]
fn a_header_alone_is_accepted_with_allow_empty(#[case] content: Vec<u8>) {
    let ferry = Ferry::new().file("a.csv", content).file("m.toml", SIMPLE);
    let ran = ferry.line("import a.csv -m m.toml --sandbox --allow-empty").fast().run().status(0);
    assert_eq!((ran.count("rows"), ran.results().len(), ran.rejects().len()), (0, 0, 0));
}

#[test]
fn rows_that_are_damaged_are_rejected_in_their_place() {
    let huge = "x".repeat(1_000_001);
    let text = format!(
        "Name,Email\nAda,a@x.org\nshort\nBob,b@x.org,long\nN\0L,n@x.org\n{huge},h@x.org\nEve,e@x.org\n\"open,o@x.org\n"
    );
    let ferry = Ferry::new().file("a.csv", text).file("m.toml", SIMPLE);
    let ran = ferry.line("import a.csv -m m.toml --sandbox").fast().run().status(1);
    assert_eq!(ran.results().column("Name"), ["Ada", "Eve"]);
    let rejects = ran.rejects();
    assert_eq!(rejects.column("_row"), ["3", "4", "5", "6", "8"]);
    assert_eq!(rejects.codes(), ["E001", "E001", "E003", "E002", "E007"]);
    assert_eq!(rejects.column("Email"), ["", "b@x.org,long", "n@x.org", "h@x.org", "o@x.org"]);
    assert!(rejects.cell(1, "_message").contains("\"long\""), "what has no column is told");
    assert!(rejects.cell(3, "Name").len() < 1_000_100);
}

#[test]
fn a_well_quoted_row_over_several_lines_is_accepted() {
    let text = "Name,Email,Notes\nAda,a@x.org,one,\"two\nthree\"\nBob,\"b@x.org\nfive\"\n";
    let ferry = Ferry::new().file("a.csv", text).file("m.toml", SIMPLE);
    let rejects = ferry.line("validate a.csv -m m.toml").run().status(1).rejects();
    assert_eq!(rejects.column("_row"), ["2", "3"]);
    for row in 0..2 {
        let told = rejects.cell(row, "_message");
        assert!(told.contains("the row spans lines "), "{told}");
        assert!(told.contains("contains the delimiter or a line break"), "{told}");
        assert!(told.contains("a double quote that is never closed"), "{told}");
    }
}

#[test]
fn bytes_that_are_not_text_are_rejected() {
    let rows = "Zoë,z@x.org\n".repeat(20);
    let text = [b"Name,Email\n", rows.as_bytes(), b"Jos\xe9,j@x.org\n"].concat();
    let mapping = SIMPLE.replace("keys = [\"email\"]", "keys = [\"email\"]\non_duplicate = \"first\"");
    let ferry = Ferry::new().file("a.csv", text).file("m.toml", mapping);
    let ran = ferry.line("validate a.csv -m m.toml").run().status(1);
    assert_eq!((ran.rejects().codes(), ran.rejects().cell(0, "_row")), (vec!["E004"], "22"));
    assert_eq!(ran.rejects().cell(0, "Name"), "Jos\\xE9");
}

#[test]
fn an_error_far_into_the_file_leaves_a_run_that_reports_it() {
    let rows: String = (0..20_000).map(|n| format!("N{n} {},n{n}@x.org\n", n * 7919 % 10_007)).collect();
    let packed = gzip(format!("Name,Email\n{rows}").as_bytes());
    let ferry = Ferry::new().file("a.csv", &packed[..packed.len() - 9]).file("m.toml", SIMPLE);
    let ferry = ferry.file("good.jsonl", "before\n");
    let ran = ferry.line("validate a.csv -m m.toml -o good.jsonl").run().status(2);
    let ran = ran.says("compressed with gzip, but damaged or cut off");
    assert_eq!(ran.text("good.jsonl"), "before\n");
    let import = ran.then().line("import a.csv -m m.toml --sandbox").fast().run().status(2);
    for folder in import.folders() {
        let run: serde_json::Value =
            serde_json::from_slice(&std::fs::read(folder.join("run.json")).unwrap()).unwrap();
        assert_eq!(run["end"]["exit"], 2, "{run}");
        assert!(run["end"]["reason"].as_str().unwrap().contains("damaged or cut off"), "{run}");
    }
}

#[test]
fn an_output_that_cannot_be_written() {
    let ferry = Ferry::new().file("a.csv", "Name,Email\nAda,a@x.org\n");
    let ferry = ferry.file("m.toml", SIMPLE).file("folder/x", "");
    let ran = ferry.line("validate a.csv -m m.toml -o folder").run().status(2).says("\"folder\" is a folder");
    ran.then()
        .line("validate a.csv -m m.toml -o none/x.jsonl")
        .run()
        .status(2)
        .says("there is no folder \"none\"");
    let ran = ran
        .then()
        .file("deskferry-runs-file", "")
        .line("validate a.csv -m m.toml --run-dir deskferry-runs-file");
    let ran = ran.run();
    assert!(ran.status == 2 || ran.status == 4, "{ran}");
    assert!(ran.stderr.contains("deskferry-runs-file"), "{ran}");
}
