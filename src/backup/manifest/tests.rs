use rstest::rstest;

use super::*;

const HASH: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

fn file(name: &str, holds: FileContent) -> ManifestFile {
    let name = name.to_owned();
    let sha256 = HASH.to_owned();
    ManifestFile {
        name,
        bytes: 3,
        sha256,
        holds,
        packing: FileCompression::Zstd,
        sealing: FileEncryption::Age,
    }
}

fn manifest() -> Manifest {
    let number = |number| ManifestCount { number: Some(number), note: None };
    Manifest {
        schema_version: Manifest::VERSION,
        tool: "deskferry 0.1.0".to_owned(),
        id: "20261124T020000Z-3f9a0c".parse().unwrap(),
        account: ManifestAccount {
            base_url: "https://api.example.org".to_owned(),
            client_id: Some("c1".to_owned()),
        },
        began: "2026-11-24T02:00:00Z".parse().unwrap(),
        ended: "2026-11-24T02:03:04.5Z".parse().unwrap(),
        completeness: Completeness {
            kind: CompletenessKind::Snapshot,
            evidence: serde_json::json!({"total": 2, "passes": 2}),
        },
        counts: BackupCounts {
            customers: number(2),
            photos: number(1),
            custom_fields: ManifestCount {
                number: None,
                note: Some("the API has no list of them".to_owned()),
            },
        },
        filled: Some(FilledCounts { fields: [("memo".to_owned(), 2)].into(), unnamed: vec![1] }),
        alarm: None,
        recipients: None,
        forgotten: None,
        files: vec![
            file("customers.jsonl.zst.age", FileContent::Customers),
            file("photos/1", FileContent::Photo),
        ],
    }
}

fn text() -> String {
    String::from_utf8(manifest().to_json().unwrap()).unwrap()
}

fn read(text: &str) -> Result<Manifest, ManifestError> {
    Manifest::read("b/manifest.json", text.as_bytes())
}

#[test]
fn a_manifest_is_written_and_read_back() {
    assert_eq!(read(&text()).unwrap(), manifest());
    insta::assert_snapshot!(text());
}

#[test]
fn a_newer_manifest_is_not_a_damaged_one() {
    let newer =
        text().replace("\"schemaVersion\": 4", "\"schemaVersion\": 5").replace("\"tool\"", "\"program\"");
    let fault = read(&newer).unwrap_err();
    assert!(matches!(fault, ManifestError::Newer { version: 5, .. }), "{fault:?}");
    assert!(fault.to_string().contains("use a newer one"), "{fault}");
}

#[rstest]
#[case("\"schemaVersion\": 4", "\"schemaVersion\": 0", "no format version 0")]
#[case("\"schemaVersion\": 4,", "", "missing field `schemaVersion`")]
#[case("\"schemaVersion\": 4", "\"schemaVersion\": 4, \"extra\": 1", "unknown field `extra`")]
#[case("20261124T020000Z-3f9a0c", "../../etc", "not a backup name")]
#[case(
    "\"began\": \"2026-11-24T02:00:00Z\"",
    "\"began\": \"2026-11-24T03:00:00Z\"",
    "ended before it started"
)]
#[case("\"began\": \"2026", "\"began\": \"soon", "line 9")]
#[case("snapshot", "perfect", "unknown variant `perfect`")]
#[case("https://api", "https://me:hush@api", "contains more than an address")]
#[case("https://api.example.org", "here", "base URL is not a URL")]
#[case("photos/1", "../1", "not a plain file name")]
#[case("photos/1", "/etc/passwd", "not a plain file name")]
#[case("photos/1", "manifest.json", "lists itself")]
#[case("photos/1", "customers.jsonl.zst.age", "listed twice")]
#[case("ba7816bf", "BA7816BF", "64 hexadecimal digits")]
#[case("ba7816bf", "", "64 hexadecimal digits")]
#[case("\"bytes\": 3", "\"bytes\": -3", "invalid value")]
#[case("\"holds\": \"customers\"", "\"holds\": \"photo\"", "no file of customers")]
#[case("\n}\n", "\n", "EOF")]
#[case("\n}\n", "\n}}\n", "trailing")]
#[case("deskferry ", "deskferrz ", "not match its manifestSha256")]
fn a_damaged_manifest_is_refused_with_the_place(#[case] from: &str, #[case] to: &str, #[case] word: &str) {
    assert!(text().contains(from), "{from}");
    let fault = read(&text().replace(from, to)).unwrap_err();
    assert!(matches!(fault, ManifestError::Damaged { .. }), "{fault:?}");
    let shown = fault.to_string();
    assert!(shown.contains(word) && shown.contains("b/manifest.json"), "{shown}");
    assert!(!shown.contains("hush"), "{shown}");
}

#[test]
fn a_manifest_is_read_only_up_to_its_size_limit() {
    let fault = Manifest::read_within(5000, "m", std::io::repeat(b' ')).unwrap_err();
    assert!(fault.to_string().contains("larger than 5000 bytes"), "{fault}");
    let size = text().len() as u64;
    assert!(Manifest::read_within(size, "m", text().as_bytes()).is_ok());
    assert!(Manifest::read_within(size - 1, "m", text().as_bytes()).is_err());
}

#[test]
fn only_snapshot_and_steady_lists_are_complete() {
    let complete = [
        CompletenessKind::Snapshot,
        CompletenessKind::Steady,
        CompletenessKind::Counted,
        CompletenessKind::Unproven,
    ]
    .map(CompletenessKind::is_complete);
    assert_eq!(complete, [true, true, false, false]);
}

#[test]
fn a_file_listed_twice_is_not_written() {
    let mut twice = manifest();
    twice.files.push(file("photos/1", FileContent::Photo));
    assert!(twice.to_json().unwrap_err().to_string().contains("listed twice"));
}

#[test]
fn an_alarm_marks_a_backup_until_it_is_accepted() {
    let loss = crate::backup::alarm::Loss {
        what: crate::backup::alarm::LossKind::Customers,
        field: None,
        lost: 2,
        of: 4,
        at_least: false,
        all: false,
        limit: "--max-removed 0".to_owned(),
    };
    let mut marked = manifest();
    let alarm = Alarm {
        against: "20261123T020000Z-5b21aa".to_owned(),
        losses: vec![loss],
        seen_in: None,
        accepted: None,
    };
    marked.alarm = Some(alarm.clone());
    let written = String::from_utf8(marked.to_json().unwrap()).unwrap();
    assert_eq!(read(&written).unwrap(), marked);
    let mark = marked.mark().unwrap();
    assert_eq!(mark.reason, "2 of 4 customers are gone since 20261123T020000Z-5b21aa");
    assert!(!marked.is_accepted() && manifest().is_accepted());
    marked.alarm = Some(Alarm { accepted: Some("2026-11-24T08:00:00Z".to_owned()), ..alarm });
    assert!(marked.is_accepted() && marked.mark().is_none());
    marked.completeness.kind = CompletenessKind::Unproven;
    assert!(!marked.is_accepted(), "nobody can accept that customers may be missing");
}
