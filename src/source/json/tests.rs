//! Rows of JSON files.

use std::io::Cursor;

use proptest::prelude::*;

use crate::issue::Code;
use crate::record::CellKind;
use crate::source::{ReadOptions, ReadRow, Source, from_reader, open};

fn drain(mut source: Source) -> Vec<ReadRow> {
    let mut rows = Vec::new();
    while let Some(batch) = source.next_batch(2).unwrap() {
        rows.extend(batch.rows);
    }
    rows
}

fn pipe(text: &str) -> Source {
    from_reader("-", Cursor::new(text.to_owned().into_bytes()), &ReadOptions::default()).unwrap()
}

#[test]
fn the_header_has_all_names_in_order() {
    let source = pipe("\u{feff}{\"a\":1,\"c\":{\"x\":true}}\r\n\r\n{\"b\":\"2\",\"a\":null}\n");
    assert_eq!(source.header().names(), ["a", "c.x", "b"]);
    let rows = drain(source);
    let cells: Vec<Vec<_>> =
        rows.iter().map(|row| row.record.iter().map(|cell| (cell.text, cell.kind)).collect()).collect();
    assert_eq!(cells[0], [("1", CellKind::Number), ("true", CellKind::Bool), ("", CellKind::Absent)]);
    assert_eq!(cells[1], [("", CellKind::Text), ("", CellKind::Absent), ("2", CellKind::Text)]);
    assert_eq!((rows[1].record.row, rows[1].record.line), (3, 3));
}

#[test]
fn a_bad_line_becomes_a_row_with_an_issue() {
    let rows = drain(pipe("{\"a\":1}\n{\"a\":}\n[2]\n{\"a\":3,\"a\":4}\n{\"a\":\"\\u0000\"}\n"));
    let codes: Vec<Vec<Code>> =
        rows.iter().map(|row| row.issues.iter().map(|issue| issue.code).collect()).collect();
    assert_eq!(
        codes,
        [vec![], vec![Code::BadJson], vec![Code::BadJson], vec![Code::BadJson], vec![Code::NulByte]]
    );
    assert_eq!(rows[1].record.line, 2);
    assert_eq!(rows[1].issues[0].value.as_deref(), Some("{\"a\":}"));
}

#[test]
fn a_name_that_first_appears_late_is_still_a_column() {
    let text = ["{\"a\":1}\n".repeat(1000), "{\"a\":2,\"late\":3}\n".to_owned()].concat();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    std::fs::write(&path, &text).unwrap();
    for source in [open(path.to_str().unwrap(), &ReadOptions::default()).unwrap(), pipe(&text)] {
        assert_eq!(source.header().names(), ["a", "late"]);
        let rows = drain(source);
        assert!(rows.len() == 1001 && rows.iter().all(|row| row.issues.is_empty()));
    }
}

#[test]
fn long_lines_and_cells_are_cut() {
    let options = ReadOptions { cell_limit: 10, ..ReadOptions::default() };
    let text = format!("{{\"a\":\"{}\"}}\n{{\"a\":\"{}\"}}\n{{\"a\":1}}", "x".repeat(20), "y".repeat(500));
    let rows = drain(from_reader("-", Cursor::new(text.into_bytes()), &options).unwrap());
    assert_eq!(rows.len(), 3);
    assert!(rows[..2].iter().all(|row| row.issues[0].code == Code::CellTooLong));
    assert_eq!(rows[0].record.get(0).unwrap().text, "xxxxxxxxxx");
    assert!(rows[2].issues.is_empty());
}

#[test]
fn an_array_is_read_like_lines() {
    let text =
        "\u{feff}[ {\"a\":\"],[{\\\"\",\n\"b\":[1,{\"c\":2}]} ,\r\n{\"a\":\"x\"},[3],,{\"a\" 4} {\"a\":5}]\n";
    let source = pipe(text);
    assert_eq!(source.header().names(), ["a", "b"]);
    let rows = drain(source);
    let cells: Vec<&str> = rows[0].record.iter().map(|cell| cell.text).collect();
    assert_eq!(cells, ["],[{\"", "[1,{\"c\":2}]"]);
    let places: Vec<_> = rows.iter().map(|row| (row.record.row, row.record.line, row.issues.len())).collect();
    assert_eq!(
        places,
        [(1, 1, 0), (2, 3, 0), (3, 3, 1), (5, 3, 1), (6, 3, 0)],
        "an element that is nothing is a blank line"
    );
}

/// Each row: its name, or `!` if it has issues.
fn names(text: &str) -> Vec<(u64, String)> {
    let source = pipe(text);
    let at = source.header().names().iter().position(|name| name == "name").unwrap_or(99);
    let told = |row: &ReadRow| {
        if row.issues.is_empty() {
            row.record.get(at).map_or_else(String::new, |cell| cell.text.to_owned())
        } else {
            "!".to_owned()
        }
    };
    drain(source).iter().map(|row| (row.record.line, told(row))).collect()
}

#[rstest::rstest]
#[case::nested_objects("{\"name\":\"Ada\"}\n{\n  \"name\":\"Bob\",\n  \"children\":[\n    {\"name\":\"Tim\"}\n  ]\n}\n", &[(1, "Ada"), (2, "Bob")])]
#[case::one_line_objects_after_a_long_one("{\n \"name\":\"Ada\"}\n{\"name\":\"Bob\"}\n", &[(1, "Ada"), (3, "Bob")])]
#[case::another_object_on_the_last_line("{\"name\":\"Ada\"}\n{\n\"name\":\"Bob\"} {\"name\":\"Cy\"}\n{\"name\":\"Dee\"}", &[(1, "Ada"), (2, "Bob"), (3, "Cy"), (4, "Dee")])]
#[case::two_objects_on_a_line("{\"name\":\"Ada\"}\n{\"name\":\"Bob\"}{\"name\":\"Cy\"}\n{\"name\":\"Dee\"}\n", &[(1, "Ada"), (2, "Bob"), (2, "Cy"), (3, "Dee")])]
#[case::begins_on_the_line_of_another("{\"name\":\"Ada\"}\n{\"name\":\"Bob\"}{\n\"name\":\"Cy\"\n}\n{\"name\":\"Dee\"}\n", &[(1, "Ada"), (2, "Bob"), (2, "Cy"), (5, "Dee")])]
#[case::commas("{\"name\":\"Ada\"},\n{\"name\":\"Bob\"},\n", &[(1, "Ada"), (2, "Bob")])]
#[case::commas_over_lines("{\n\"name\":\"Ada\"\n},\n{\n\"name\":\"Bob\"\n},\n", &[(1, "Ada"), (4, "Bob")])]
#[case::cut_in_a_list("{\"name\":\"Ada\"}\n{\"name\":\"Bob\",\"tags\":[\n{\"name\":\"Cy\"}\n{\"name\":\"Dee\"}\n", &[(1, "Ada"), (2, "!"), (3, "Cy"), (4, "Dee")])]
#[case::cut_in_a_list_at_the_end("{\"name\":\"Ada\"}\n{\"name\":\"Bob\",\"tags\":[\n{\"name\":\"Cy\"}\n", &[(1, "Ada"), (2, "!"), (3, "Cy")])]
#[case::cut_in_a_string("{\"name\":\"Ada\"}\n{\"name\":\"Bo\n{\"name\":\"Cy\"}\n", &[(1, "Ada"), (2, "!"), (3, "Cy")])]
#[case::a_brace_too_many("{\"name\":\"Ada\"},\"email\":\"x\"}\n{\"name\":\"Cy\"}\n", &[(1, "!"), (2, "Cy")])]
#[case::nested_in_a_broken_object("{\n  \"name\":\"Ada\"\n}\n{\n  \"name\":\"Bob\"},\n  \"children\":[\n    {\"name\":\"Tim\"}\n  ]\n}\n{\"name\":\"Cy\"}", &[(1, "Ada"), (4, "Bob"), (6, "!"), (7, "!"), (8, "!"), (9, "!"), (10, "Cy")])]
#[case::byte_order_marks("\u{feff}\u{feff}[{\"name\":\"A\"},\n{\"name\":\"B\"}]", &[(1, "A"), (2, "B")])]
#[case::byte_order_marks_before_objects("\u{feff}\u{feff}{\"name\":\"A\"}\n\u{feff}\u{feff}{\n\"name\":\"B\"}", &[(1, "A"), (2, "B")])]
#[case::no_commas("[{\"name\":\"A\"}\n{\"name\":\"B\"}\n]", &[(1, "A"), (2, "B")])]
fn objects_are_split_in_any_layout(#[case] text: &str, #[case] expected: &[(u64, &str)]) {
    let expected: Vec<_> = expected.iter().map(|(line, name)| (*line, (*name).to_owned())).collect();
    assert_eq!(names(text), expected, "{text}");
}

#[test]
fn too_many_different_names_are_refused() {
    let text: String = (0..5000).map(|number| format!("{{\"k{number}\":1}}\n")).collect();
    let error = from_reader("a", Cursor::new(text.into_bytes()), &ReadOptions::default()).err().unwrap();
    assert!(
        error
            .to_string()
            .contains("more than 4000 different names in total (the next one is \"k4000\", line 4001)"),
        "{error}"
    );
}

#[test]
fn the_last_row_warns_of_a_further_page() {
    let text = "{\"users\":[{\"name\":\"A\"},{\"name\":\"B\"}],\"next_page\":2}";
    let codes: Vec<Vec<Code>> =
        drain(pipe(text)).iter().map(|row| row.issues.iter().map(|issue| issue.code).collect()).collect();
    assert_eq!(codes, [vec![], vec![Code::FurtherPage]]);
}

#[test]
fn a_json_issue_names_its_line() {
    let rows = drain(pipe("{\"a\":1}\n{\n \"a\":1\n \"b\":2\n}\n[1]\n"));
    assert!(rows[1].issues[0].message.ends_with("(line 4, byte 2)"), "{rows:?}");
    assert!(
        rows[2].issues[0].message.ends_with("expected an object") && rows[2].record.line == 6,
        "{rows:?}"
    );
}

proptest! {
    /// One of several objects is damaged on one of its lines. The others must arrive unchanged. The rest of the
    /// damaged one must not become more rows than its lines and the objects on the damaged line.
    #[test]
    fn a_damaged_object_does_not_affect_other_objects(damaged in 0_usize..5, line in 1_usize..5, text in "[a-z\"{}:,\\\\ \\[\\]]{0,12}") {
        let object = |number: usize| format!("{{\n  \"name\": \"n{number}\",\n  \"tags\": [\n    {number}\n  ],\n  \"end\": 1\n}}\n");
        let objects = (0..5).map(|number| {
            let whole = object(number);
            let lines = whole.lines().enumerate();
            let lines = lines.map(|(at, old)| if number == damaged && at == line { text.clone() } else { old.to_owned() } + "\n");
            lines.collect::<String>()
        });
        // The first object decides how the file is read.
        let file = object(9) + &objects.collect::<String>();
        let rows = drain(pipe(&file));
        let good: Vec<String> = rows.iter().filter(|row| row.issues.is_empty()).filter_map(|row| row.record.get(0)).map(|cell| cell.text.to_owned()).collect();
        for number in (0..5).filter(|number| *number != damaged) {
            let name = format!("n{number}");
            prop_assert_eq!(good.iter().filter(|own| **own == name).count(), 1, "{}", file);
        }
        prop_assert!(rows.len() <= 20, "{}", file);
    }
}
