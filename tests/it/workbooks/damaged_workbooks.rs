//! Damaged workbooks: a clear message, or the rows that are still whole; never a panic, a hang or excessive memory.

use std::io::Cursor;
use std::sync::mpsc;
use std::time::Duration;

use deskferry::source::{ReadOptions, from_reader};
use rstest::rstest;

use crate::command_line::{Ferry, Ran};
use crate::zip_archives::{self, Entry};

const MAPPING: &str =
    "version = 1\n[source]\nheader_row = 3\nsheet = \"1\"\n[fields]\nname = { from = \"Name\" }\n";

fn fixture(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn validate(name: &str, content: Vec<u8>) -> Ran {
    let ferry = Ferry::new().file(name, content).file("m.toml", MAPPING).limited("ulimit -v 1000000");
    ferry.line(&format!("validate {name} -m m.toml -o out.jsonl")).run()
}

#[rstest]
#[case("books.xlsx")]
#[case("books.xlsb")]
#[case("books.ods")]
#[case("books.xls")]
#[case("books-95.xls")]
fn a_file_that_is_cut(#[case] name: &str) {
    let whole = fixture(name);
    let quarter = whole.len() / 4;
    for length in [10, 100, quarter, 2 * quarter, 3 * quarter] {
        let ran = validate(name, whole[..length].to_vec()).status(2);
        let told = ["is incomplete (", "a truncated zip archive", "it ends in the middle of a sheet"];
        assert!(told.iter().any(|told| ran.stderr.contains(told)) && ran.stderr.contains(name), "{ran}");
    }
}

#[rstest]
#[case(b"Name\nAda\n".to_vec(), None)]
#[case(b"".to_vec(), Some("is empty"))]
#[case(b"\x89PNG\r\n".to_vec(), Some("is a picture, which deskferry does not read; export the data"))]
#[case(b"<html><table>".to_vec(), Some("is an HTML page without a table; it may be a login or an error page"))]
#[case(b"PK\x03\x04 and no more".to_vec(), Some("is a truncated zip archive, which deskferry does not read; copy or download it again"))]
#[case([&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[7; 600]].concat(), Some("is incomplete (some of its sectors are missing"))]
fn other_files_named_like_workbooks_are_recognized(#[case] content: Vec<u8>, #[case] what: Option<&str>) {
    for name in ["a.xlsx", "a.xls", "a.xlsb", "a.ods"] {
        let ferry = Ferry::new()
            .file(name, &content)
            .file("m.toml", "version = 1\n[fields]\nname = { from = \"Name\" }\n");
        let ran = ferry.line(&format!("validate {name} -m m.toml")).run();
        match what {
            Some(what) => _ = ran.status(2).says(what),
            None => _ = ran.status(0).says("csv"),
        }
    }
}

/// The file of an OLE container, with its structures located.
struct Container(Vec<u8>);

impl Container {
    fn new() -> Self {
        Self(fixture("books.xls"))
    }

    fn long(&self, at: usize) -> usize {
        u32::from_le_bytes(self.0[at..at + 4].try_into().unwrap()) as usize
    }

    fn set(&mut self, at: usize, value: u32) {
        self.0[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }

    /// The position of a sector in the allocation table; the table of these files has one sector.
    fn allocation(&self, sector: usize) -> usize {
        (self.long(76) + 1) * 512 + sector * 4
    }

    /// The position of the directory entry of this name.
    fn entry(&self, name: &str) -> usize {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        self.0.windows(name.len()).position(|window| window == name).unwrap()
    }
}

#[test]
fn cyclic_sector_chains_in_an_old_workbook() {
    let container = Container::new();
    let start = container.long(container.entry("Workbook") + 116);
    let next = container.long(container.allocation(start));
    let directory = container.long(48);
    for (sector, target) in [(start, start), (next, start), (directory, directory)] {
        let mut looped = Container::new();
        looped.set(looped.allocation(sector), target as u32);
        let ran = validate("a.xls", looped.0).status(2);
        assert!(
            ran.stderr.contains("\"a.xls\" is damaged, or is not a workbook of the format xls; open it"),
            "{ran}"
        );
    }
}

#[test]
fn a_cyclic_directory_tree_in_an_old_workbook() {
    let entry = Container::new().entry("Workbook");
    let own = (entry - (Container::new().long(48) + 1) * 512) / 128;
    for (place, target) in [(entry + 68, own), (entry + 72, own), (entry + 76, 0)] {
        let mut looped = Container::new();
        looped.set(place, target as u32);
        validate("a.xls", looped.0).status(2).says("\"a.xls\" is damaged");
    }
    // The list of sectors of the allocation table.
    let mut looped = Container::new();
    looped.set(68, 0);
    looped.set(72, 1);
    validate("a.xls", looped.0).status(2).says("\"a.xls\" is damaged");
}

/// The records of the workbook are consecutive in the file.
fn record(content: &[u8], kind: u16, length: u16) -> usize {
    let head = [kind.to_le_bytes(), length.to_le_bytes()].concat();
    content.windows(4).position(|window| window == head).unwrap() + 4
}

#[test]
fn an_old_workbook_that_claims_too_much() {
    let mut huge = fixture("books.xls");
    let rows = record(&huge, 0x0200, 14);
    huge[rows..rows + 12].fill(0xff);
    assert_eq!(
        validate("a.xls", huge).status(0).text("out.jsonl").lines().count(),
        3,
        "what it says of its size is nothing"
    );
    let mut beyond = fixture("books.xls");
    let sheet = beyond.windows(9).position(|window| window == b"Customers").unwrap() - 8;
    beyond[sheet..sheet + 4].fill(0x7f);
    validate("a.xls", beyond.clone())
        .status(2)
        .says("a sheet begins after the end of the file, according to its list of sheets");
    beyond[sheet..sheet + 4].copy_from_slice(&[4, 0, 0, 0]);
    validate("a.xls", beyond).status(2).says("a sheet does not begin at its listed position");
}

#[test]
fn an_encrypted_old_workbook() {
    let mut locked = fixture("books.xls");
    let page = record(&locked, 0x0042, 2);
    locked[page - 4] = 0x2f;
    validate("a.xls", locked).status(2).says("\"a.xls\" is protected with a password");
}

/// A record of XLSB.
fn binary(kind: u16, body: &[u8]) -> Vec<u8> {
    let kind =
        if kind < 128 { vec![kind as u8] } else { vec![(kind & 0x7f) as u8 | 0x80, (kind >> 7) as u8] };
    [kind, vec![body.len() as u8], body.to_vec()].concat()
}

#[rstest]
#[case(&[0x07, 0x7f, 1, 0, 0, 0], "ends too early")]
#[case(&[0x07, 0xff, 0xff, 0xff, 0x7f, 1, 0, 0, 0], "ends too early")]
#[case(&binary(7, &[0, 0, 0, 0, 0, 0, 0, 0, 200, 200, 0, 0]), "row 1: a cell refers to the shared text 51400, which does not exist")]
#[case(&binary(5, &[0, 0, 0, 0, 0, 0, 0, 0, 99]), "row 1: a record ends 7 bytes too early")]
#[case(&binary(6, &[0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 127]), "row 1: a record ends 4294967294 bytes too early")]
#[case(&binary(4, &[0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 1]), "it has a cell in row 1, column 4294967296, beyond the limits of a sheet")]
#[case(&[binary(0, &[0xff, 0xff, 0xff, 0xff]), binary(4, &[0, 0, 0, 0, 0, 0, 0, 0, 1])].concat(), "it has a cell in row 4294967296")]
fn invalid_records_of_a_binary_workbook_are_named(#[case] records: &[u8], #[case] what: &str) {
    let sheet = [binary(145, &[]), records.to_vec()].concat();
    let content =
        zip_archives::with(&fixture("books.xlsb"), Entry::stored("xl/worksheets/sheet1.bin", sheet));
    let ran = validate("a.xlsb", content).status(2).says(what);
    assert!(ran.stderr.contains("\"a.xlsb\" is damaged"), "{ran}");
}

#[test]
fn shared_texts_of_a_binary_workbook_without_end() {
    let text = binary(19, &[0, 1, 0, 0, 0, b'a', 0]).repeat(100_000);
    let content = Entry::repeated("xl/sharedStrings.bin", "", &text, 60, "");
    validate("a.xlsb", zip_archives::with(&fixture("books.xlsb"), content))
        .status(2)
        .says("its part \"xl/sharedStrings.bin\" unpacks to more than 16 MB");
}

#[test]
fn two_sheets_of_one_part() {
    let same = |xml: String| xml.replace("sheet2.bin", "sheet1.bin");
    let content = zip_archives::edit(&fixture("books.xlsb"), "xl/_rels/workbook.bin.rels", same);
    validate("a.xlsb", content)
        .status(2)
        .says("two of its sheets are the same part \"xl/worksheets/sheet1.bin\"");
}

/// Pseudo-random numbers, the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }

    /// Changes some bytes, cuts out a piece, or repeats one.
    fn spoil(&mut self, bytes: &mut Vec<u8>) {
        let (at, length) = (self.below(bytes.len()), self.below(64));
        let end = (at + length).min(bytes.len());
        match self.below(8) {
            0 => bytes.truncate(at),
            1 => _ = bytes.drain(at..end),
            2 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => {
                for _ in 0..=self.below(6) {
                    let at = self.below(bytes.len());
                    let value = [0, 0xff, 0x7f, 0x80, self.below(256) as u8][self.below(5)];
                    bytes.iter_mut().skip(at).take(1).for_each(|byte| *byte = value);
                }
            }
        }
    }
}

/// The rows of a file, or the error message; more than a minute fails the test.
fn read(bytes: Vec<u8>) -> Result<usize, String> {
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let run = || {
            let options =
                ReadOptions { sheet: Some("1".to_owned()), name_columns: true, ..ReadOptions::default() };
            let mut source = from_reader("spoiled", Cursor::new(bytes), &options)?;
            let mut rows = 0;
            while let Some(batch) = source.next_batch(64)? {
                rows += batch.rows.len();
            }
            Ok::<_, deskferry::source::SourceError>(rows)
        };
        sender.send(run().map_err(|fault| fault.to_string()))
    });
    receiver.recv_timeout(Duration::from_secs(60)).expect("it ends, and without a panic")
}

/// Files as they are, and zip files whose parts are damaged and compressed again, so that no checksum is wrong.
#[rstest]
#[case("books.xlsx")]
#[case("books.xlsb")]
#[case("books.ods")]
#[case("books.xls")]
#[case("books-95.xls")]
fn randomly_damaged_workbooks_end_in_rows_or_a_message(#[case] name: &str) {
    let whole = fixture(name);
    let packed = whole.starts_with(b"PK");
    let (mut read_well, mut refused) = (0, 0);
    for seed in 1..=400 {
        let mut chance = Chance(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        let spoiled = if packed && seed % 4 != 0 {
            let mut entries = zip_archives::entries(&whole);
            let number = chance.below(entries.len());
            let mut bytes = entries[number].bytes();
            chance.spoil(&mut bytes);
            entries[number] = Entry::stored(&entries[number].name, bytes);
            zip_archives::join(&entries)
        } else {
            let mut bytes = whole.clone();
            chance.spoil(&mut bytes);
            bytes
        };
        match read(spoiled) {
            Ok(_) => read_well += 1,
            Err(fault) => {
                refused += 1;
                assert!(fault.contains("\"spoiled\""), "seed {seed}: {fault}");
                assert!(!fault.contains("broke down"), "seed {seed}: {fault}");
            }
        }
    }
    assert!(read_well > 20 && refused > 20, "{read_well} read, {refused} refused");
}
