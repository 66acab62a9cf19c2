//! Every row of the sources ends in exactly one place, with its original cells, and all counts agree.

use std::collections::BTreeMap;

use deskferry::sandbox::{RequestKind, SimulatedFault};
use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::{Value, json};

use crate::command_line::{Desk, Ferry, Ran, Table};
use crate::import::dry_run::cases;

/// The kinds of rows in a generated source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kindred {
    Good,
    /// Shares its address with other rows of the same number.
    Twin(u8),
    /// Is in the help desk already, with other values.
    Known(u8),
    /// Is in the help desk already, with the same values.
    Same(u8),
    BadAddress,
    Keyless,
    /// Has no name, and shares its address with twins.
    Nameless(u8),
    TooShort,
    TooLong,
    LineBreak,
    Warned,
    /// The connection breaks after the insert.
    Lost,
    /// The server refuses the insert.
    Refused,
    /// A blank line, which is not a row.
    Blank,
}

use Kindred as K;

#[derive(Debug, Clone)]
struct Case {
    sources: Vec<Vec<Kindred>>,
    mode: &'static str,
    on_duplicate: &'static str,
    on_no_key: &'static str,
    limit: Option<usize>,
}

fn kindred() -> impl Strategy<Value = Kindred> {
    prop_oneof![
        4 => Just(K::Good),
        3 => (0_u8..3).prop_map(K::Twin),
        2 => (0_u8..3).prop_map(K::Known),
        2 => (0_u8..3).prop_map(K::Same),
        1 => Just(K::BadAddress),
        1 => Just(K::Keyless),
        1 => (0_u8..3).prop_map(K::Nameless),
        1 => Just(K::TooShort),
        1 => Just(K::TooLong),
        1 => Just(K::LineBreak),
        1 => Just(K::Warned),
        1 => Just(K::Lost),
        1 => Just(K::Refused),
        1 => Just(K::Blank),
    ]
}

fn case() -> impl Strategy<Value = Case> {
    (
        prop::collection::vec(prop::collection::vec(kindred(), 0..12), 1..4),
        prop::sample::select(vec!["upsert", "upsert", "insert", "update"]),
        prop::sample::select(vec!["reject", "first", "last"]),
        prop::sample::select(vec!["reject", "insert"]),
        prop::option::weighted(0.2, 0_usize..12),
    )
        .prop_map(|(sources, mode, on_duplicate, on_no_key, limit)| Case {
            sources,
            mode,
            on_duplicate,
            on_no_key,
            limit,
        })
}

/// A row that must come out: its file, its number, and its cells by column.
type Expected = (String, u64, BTreeMap<String, String>);

/// The columns of a source; each source has a column that others lack.
fn columns(source: usize) -> [&'static str; 4] {
    match source {
        0 => ["Name", "Email", "Born", "Notes"],
        1 => ["Email", "Town", "Born", "Name"],
        _ => ["Born", "Name", "Extra, with comma", "Email"],
    }
}

/// The cells of a row, in the order of its source's columns; too short or too long if it is ragged.
fn cells(kindred: Kindred, source: usize, number: usize) -> Vec<String> {
    let own = format!("{source}x{number}");
    let (name, email, other) = match kindred {
        K::Good | K::TooShort | K::TooLong | K::Blank => {
            (format!("Ada {own}"), format!("ada{own}@x.org"), "001")
        }
        K::Twin(twin) => (format!("Twin {own}"), format!("TWIN{twin}@x.org"), "a, \"b\""),
        K::Known(known) => (format!("Changed {own}"), format!("known{known}@x.org"), " spaced "),
        K::Same(same) => (format!("Same {same}"), format!("same{same}@x.org"), ""),
        K::BadAddress => (format!("Bad {own}"), "no address".to_owned(), "=1+1"),
        K::Keyless => (format!("Keyless {own}"), String::new(), ""),
        K::Nameless(twin) => (String::new(), format!("twin{twin}@x.org"), "é"),
        K::LineBreak => (format!("Line {own}"), format!("line{own}@x.org"), "one\ntwo"),
        K::Warned => (format!("Warned {own}"), format!("warned{own}@x.org"), "warned"),
        K::Lost => (format!("Lost {own}"), format!("lost{own}@x.org"), ""),
        K::Refused => (format!("Refused {own}"), format!("refused{own}@x.org"), ""),
    };
    let born = if kindred == K::Warned { "1815-12-10" } else { "1990-01-31" };
    let cell = |column: &&str| match *column {
        "Name" => name.clone(),
        "Email" => email.clone(),
        "Born" => born.to_owned(),
        _ => other.to_owned(),
    };
    let mut cells: Vec<String> = columns(source).iter().map(cell).collect();
    match kindred {
        K::TooShort => cells.truncate(2),
        K::TooLong => cells.push("surplus".to_owned()),
        _ => {}
    }
    cells
}

/// The text of a source, and the rows that must come out of it.
fn source(at: usize, rows: &[Kindred]) -> (String, Vec<Expected>) {
    let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    writer.write_record(columns(at)).unwrap();
    let mut text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
    let mut expected = Vec::new();
    for (number, kindred) in rows.iter().enumerate() {
        if *kindred == K::Blank {
            text.push('\n');
            continue;
        }
        let mut cells = cells(*kindred, at, number);
        let mut writer = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
        writer.write_record(&cells).unwrap();
        text.push_str(std::str::from_utf8(&writer.into_inner().unwrap()).unwrap());
        // Cells beyond the last column are joined to it.
        let width = columns(at).len();
        if cells.len() > width {
            let last = cells.split_off(width - 1).join(",");
            cells.push(last);
        }
        let padded = cells.into_iter().chain(std::iter::repeat(String::new()));
        let named = columns(at).into_iter().map(ToOwned::to_owned).zip(padded).collect();
        expected.push((file_name(at), number as u64 + 2, named));
    }
    (text, expected)
}

fn file_name(source: usize) -> String {
    format!("s{source}.csv")
}

fn mapping(case: &Case) -> String {
    format!(
        "version = 1\n[match]\nkeys = [\"email\"]\non_duplicate = {:?}\non_no_key = {:?}\n[fields]\n\
         name = {{ from = \"Name\" }}\nemail = {{ from = \"Email\" }}\nbirthDate = {{ from = \"Born\" }}\n",
        case.on_duplicate, case.on_no_key
    )
}

fn desk() -> Desk {
    let customer = |name: &str, number: u8| {
        let (display, address) =
            (format!("{name} {number}"), format!("{}{number}@x.org", name.to_lowercase()));
        json!({"name": display, "email": address, "birthDate": 633_744_000_000_i64})
    };
    let desk = Desk::holding((0..3).flat_map(|n| [customer("Known", n), customer("Same", n)]));
    desk.fail_where(RequestKind::Insert, "lost", SimulatedFault::DropAfter);
    desk.fail_where(RequestKind::Insert, "refused", SimulatedFault::StatusBefore(400));
    desk
}

/// The rows of an output file, without the columns that deskferry adds, but with file and number.
fn rows_of(table: &Table, expected: &[Expected]) -> Vec<Expected> {
    let row = |at: usize| {
        let (file, number) = (table.cell(at, "_file").to_owned(), table.cell(at, "_row").parse().unwrap());
        let own = expected.iter().find(|expected| expected.0 == file && expected.1 == number);
        let named = table.header.iter().zip(&table.rows[at]).filter(|(name, cell)| {
            let theirs = own.is_some_and(|own| own.2.contains_key(*name));
            // A cell in a column of another source must be empty. If it is not, keep it, so that the comparison fails.
            !name.starts_with('_') && (theirs || !cell.is_empty())
        });
        (file, number, named.map(|(name, cell)| (name.clone(), cell.clone())).collect())
    };
    (0..table.len()).map(row).collect()
}

fn run(case: &Case, line: &str, desk: &Desk) -> (Ran, Vec<Expected>) {
    let mut ferry = Ferry::new().file("m.toml", mapping(case)).line(line).sandbox(desk);
    let mut expected = Vec::new();
    for (at, rows) in case.sources.iter().enumerate() {
        let (text, rows) = source(at, rows);
        ferry = ferry.file(&file_name(at), text).args([file_name(at)]);
        expected.extend(rows);
    }
    if let Some(limit) = case.limit {
        ferry = ferry.args(["--limit".to_owned(), limit.to_string()]);
        expected.truncate(limit);
    }
    (ferry.args(["-m", "m.toml", "--allow-empty", "--mode", case.mode]).fast().run(), expected)
}

/// The counts of run.json add up, and report.json has the same.
fn counts_agree(ran: &Ran, expected: &[Expected]) -> Value {
    let counts = ran.run_json()["counts"].clone();
    assert_eq!(counts, ran.report_json()["counts"], "{ran}");
    let sum = |names: &[&str]| names.iter().map(|name| counts[name].as_u64().unwrap()).sum::<u64>();
    assert_eq!(sum(&["rows"]), expected.len() as u64, "{ran}");
    let places = ["inserted", "updated", "unchanged", "skipped", "rejected", "failed", "unknown", "pending"];
    assert_eq!(sum(&places), sum(&["rows"]), "{counts}");
    counts
}

fn import_keeps_every_row(ran: &Ran, mut expected: Vec<Expected>, dry: bool) -> Value {
    let tables = [ran.results(), ran.rejects(), ran.unknown()];
    let mut found: Vec<Expected> = tables.iter().flat_map(|table| rows_of(table, &expected)).collect();
    let counts = counts_agree(ran, &expected);
    found.sort();
    expected.sort();
    assert_eq!(found, expected, "{ran}");
    let [results, rejects, unknown] = tables;
    let actions = if results.len() > 0 { results.column("_action") } else { Vec::new() };
    let of = |action: &str| actions.iter().filter(|found| **found == action).count() as u64;
    let (inserts, updates) =
        if dry { ("planned_inserts", "planned_updates") } else { ("inserted", "updated") };
    let pairs = [(inserts, "insert"), (updates, "update"), ("unchanged", "unchanged"), ("skipped", "skip")];
    for (count, action) in pairs {
        assert_eq!(counts[count], of(action), "{count} {counts}\n{ran}");
    }
    assert_eq!(
        counts["rejected"].as_u64().unwrap() + counts["failed"].as_u64().unwrap(),
        rejects.len() as u64
    );
    assert_eq!(counts["unknown"], unknown.len() as u64, "{ran}");
    let bad = rejects.len() + unknown.len() > 0;
    assert_eq!(ran.status, i32::from(bad), "{ran}");
    counts
}

proptest! {
    #![proptest_config(Config { cases: cases(12), max_shrink_iters: 60, failure_persistence: None, ..Config::default() })]

    #[test]
    fn every_row_ends_in_one_place(case in case()) {
        let desk = desk();
        let before = desk.customers();
        let (checked, expected) = run(&case, "validate -o good.jsonl", &desk);
        counts_agree(&checked, &expected);
        assert_eq!(checked.count("pending"), checked.text("good.jsonl").lines().count() as u64, "{checked}");
        assert_eq!(checked.count("rejected"), checked.rejects().len() as u64, "{checked}");

        let (dry, expected) = run(&case, "import --dry-run --max-failures 0", &desk);
        let planned = import_keeps_every_row(&dry, expected, true);
        assert_eq!(desk.customers(), before, "a dry run writes nothing");

        let (wet, expected) = run(&case, "import --max-failures 0", &desk);
        let written = import_keeps_every_row(&wet, expected, false);
        for name in ["planned_inserts", "planned_updates", "skipped", "warned"] {
            assert_eq!(planned[name], written[name], "{name}\n{dry}\n{wet}");
        }
        let grown = desk.customers().len() - before.len();
        let number = |name: &str| written[name].as_u64().unwrap();
        assert_eq!(grown as u64, number("inserted") + number("unknown"), "{wet}");
    }
}
