//! Source files: encodings, delimiters, line ends, compression, and what the output says about them.

use std::io::Write;

use encoding_rs::WINDOWS_1252;
use rstest::rstest;
use serde_json::{Value, json};

use crate::command_line::{Ferry, Ran, SIMPLE};

const MAPPING: &str = "\
version = 1
[fields]
name = { from = \"Name\" }
postalNumber = { from = \"Zip\" }
memo = { from = \"Notes\", trim = false }
";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn utf16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(unit).collect()
}

fn check(name: &str, content: impl AsRef<[u8]>, flags: &str) -> Ran {
    let ferry = Ferry::new().file(name, content).file("m.toml", MAPPING);
    ferry.args(["validate", name]).line("-m m.toml -o -").line(flags).run()
}

fn customers(ran: &Ran) -> Vec<Value> {
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const TEXT: &str = "Name,Zip,Notes\nJosé,01234,x\nZoë,00000,y\n";

#[rstest]
#[case::utf8(TEXT.as_bytes().to_vec(), "csv, utf-8, delimiter ','")]
#[case::mark([b"\xef\xbb\xbf", TEXT.as_bytes()].concat(), "csv, utf-8, delimiter ','")]
#[case::little_mark(utf16(&format!("\u{feff}{TEXT}"), u16::to_le_bytes), "csv, utf-16le, delimiter ','")]
#[case::big_mark(utf16(&format!("\u{feff}{TEXT}"), u16::to_be_bytes), "csv, utf-16be, delimiter ','")]
#[case::little(utf16(TEXT, u16::to_le_bytes), "csv, utf-16le, delimiter ','")]
#[case::big(utf16(TEXT, u16::to_be_bytes), "csv, utf-16be, delimiter ','")]
#[case::western(WINDOWS_1252.encode(TEXT).0.into_owned(), "csv, windows-1252, delimiter ','")]
#[case::gzip(gzip(TEXT.as_bytes()), "csv, gzip, utf-8, delimiter ','")]
#[case::zstd(zstd::encode_all(TEXT.as_bytes(), 1).unwrap(), "csv, zstd, utf-8, delimiter ','")]
#[case::both(gzip(&WINDOWS_1252.encode(TEXT).0), "csv, gzip, windows-1252, delimiter ','")]
fn an_encoding_is_detected_and_shown(#[case] content: Vec<u8>, #[case] said: &str) {
    // The name is wrong on purpose: the content decides.
    let ran = check("contacts.xls", content, "").status(0);
    let expected = [("José", "01234", "x"), ("Zoë", "00000", "y")]
        .map(|(name, zip, memo)| json!({"name": name, "postalNumber": zip, "memo": memo}));
    assert_eq!(customers(&ran), expected);
    // The first line on the terminal may be incomplete; run.json has it all.
    assert_eq!(ran.run_json()["inputs"][0]["read_as"], said, "{ran}");
    assert!(ran.stderr.starts_with("Reading contacts.xls: csv, "), "{ran}");
}

#[rstest]
#[case::semicolon("Name;Zip;Notes\nAda;1,5;x\n", "delimiter ';'", "1,5")]
#[case::tab("Name\tZip\tNotes\nAda\t1;5\tx\n", "delimiter '\\t'", "1;5")]
#[case::bar("Name|Zip|Notes\nAda|1,5|x\n", "delimiter '|'", "1,5")]
#[case::sep("sep=;\nName;Zip;Notes\nAda;1,5;x\n", "delimiter ';'", "1,5")]
#[case::sep_crlf("sep=;\r\nName;Zip;Notes\r\nAda;1,5;x\r\n", "delimiter ';'", "1,5")]
#[case::sep_odd("SEP=^\nName^Zip^Notes\nAda^1,5^x\n", "delimiter '^'", "1,5")]
fn a_delimiter_is_detected_and_shown(#[case] text: &str, #[case] said: &str, #[case] zip: &str) {
    let ran = check("a.csv", text, "").status(0).says(said);
    assert_eq!(customers(&ran), [json!({"name": "Ada", "postalNumber": zip, "memo": "x"})]);
}

#[rstest]
#[case::lf("\n")]
#[case::crlf("\r\n")]
#[case::cr("\r")]
fn line_ends_and_quoted_breaks(#[case] end: &str) {
    let text = format!("Name,Zip,Notes{end}Ada,007,\"one{end}\"\"two\"\"{end}\"{end}{end}Bob,0,{end}");
    let ran = check("a.csv", text, "").status(0);
    let memo = "one\n\"two\"\n";
    let expected = [
        json!({"name": "Ada", "postalNumber": "007", "memo": memo}),
        json!({"name": "Bob", "postalNumber": "0"}),
    ];
    assert_eq!(customers(&ran), expected);
}

#[test]
fn stated_options_take_precedence_over_detection() {
    let ran = check("a.csv", "Name,x;Zip;Notes\nAda,y;1;z\n", "--delimiter ;").status(2);
    assert!(ran.stderr.contains("no column \"Name\"") && ran.stderr.contains("\"Name,x\""), "{ran}");
    let text = "Name,Zip,Notes\nЖук,1,x\n";
    let (bytes, _, _) = encoding_rs::KOI8_R.encode(text);
    let ran = check("a.csv", bytes, "--encoding koi8-r").status(0).says("koi8-r (set by you)");
    assert_eq!(customers(&ran)[0]["name"], "Жук");
    check("a.csv", text, "--encoding no-such").status(2).says("unknown encoding \"no-such\"");
    check("a.csv", text, "--delimiter xy").status(2).says("--delimiter needs one character");
    check("a.csv", text, "--header-row 0").status(2).says("--header-row starts at 1");
    check("a.csv", text, "--format doc").status(2).says("unknown format \"doc\"; use one of csv, jsonl");
}

#[test]
fn the_header_may_stand_in_another_row() {
    let ran = check("a.csv", "Export,of,today\n\nName,Zip,Notes\nAda,1,x\n", "--header-row 3").status(0);
    assert_eq!(customers(&ran).len(), 1);
    check("a.csv", TEXT, "--header-row 9")
        .status(2)
        .says("row 9: the header row that you set is empty or missing");
}

#[test]
fn json_lines() {
    let text = "{\"Name\":\"Ada\",\"Zip\":\"007\",\"Notes\":\"a\\nb\"}\n\n{\"Notes\":null,\"Zip\":12,\"Name\":\"Bob\"}\n[1]\n";
    let ran = check("a.txt", text, "").status(1).says("jsonl");
    let expected = [
        json!({"name": "Ada", "postalNumber": "007", "memo": "a\nb"}),
        json!({"name": "Bob", "postalNumber": "12"}),
    ];
    assert_eq!(customers(&ran), expected);
    assert_eq!((ran.rejects().codes(), ran.rejects().column("_row")), (vec!["E008"], vec!["4"]));
}

#[rstest]
#[case(TEXT.as_bytes().to_vec())]
#[case(gzip(TEXT.as_bytes()))]
fn standard_input(#[case] content: Vec<u8>) {
    let ferry = Ferry::new().file("m.toml", MAPPING).stdin(content);
    let ran = ferry.line("validate - -m m.toml").run().status(0).says("Reading standard input: csv");
    assert_eq!(ran.count("rows"), 2);
    assert!(ran.stdout.contains("-stdin-"), "the folder has a name: {ran}");
    assert_eq!(ran.run_json()["inputs"][0]["file"], "-");
}

#[test]
fn the_hash_is_of_the_file_as_it_is_on_disk() {
    use sha2::Digest;
    let packed = gzip(TEXT.as_bytes());
    let ran = check("a.csv.gz", &packed, "").status(0);
    let hash: String = sha2::Sha256::digest(&packed).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(ran.run_json()["inputs"][0]["sha256"], hash);
}

#[test]
fn several_files_are_one_import() {
    let ferry = Ferry::new()
        .file("a.csv", "Name,Email,Town\nAda,wrong,Rome\n")
        .file("b.csv.gz", gzip(b"Email;Name;Shoe\nalso wrong;Bob;42\n"))
        .file("c.jsonl", "{\"Name\":\"Eve\",\"Email\":\"e@x.org\"}\n")
        .file("m.toml", SIMPLE);
    let ran = ferry.line("validate a.csv b.csv.gz c.jsonl -m m.toml").run().status(1);
    let rejects = ran.rejects();
    let header = [
        "Name", "Email", "Town", "Shoe", "_file", "_sheet", "_row", "_codes", "_column", "_message",
        "_decided", "_run",
    ];
    assert_eq!(rejects.header, header);
    assert_eq!(rejects.rows[0][..6], ["Ada", "wrong", "Rome", "", "a.csv", ""]);
    assert_eq!(rejects.rows[1][..6], ["Bob", "also wrong", "", "42", "b.csv.gz", ""]);
    assert_eq!(ran.count("rows"), 3);
}
