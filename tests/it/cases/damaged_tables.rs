//! Well-formed tables in which one line is then damaged.
//!
//! No row is read differently from the truth without a warning. Only the rows that share a physical record with the
//! damage are rejected.

use std::collections::BTreeSet;
use std::io::Cursor;

use deskferry::issue::Severity;
use deskferry::source::{ReadOptions, ReadRow, from_reader};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::import::dry_run::cases;

/// A table before the damage.
#[derive(Debug, Clone)]
struct Truth {
    delimiter: u8,
    always: bool,
    crlf: bool,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// One damage to one line; `at` picks one of the possible places.
#[derive(Debug, Clone, Copy)]
enum Slip {
    DeleteQuote(usize),
    InsertQuote(usize),
    DeleteDelimiter(usize),
    InsertDelimiter(usize),
    Cut(usize),
}

/// A damaged text, and which rows of the truth may be lost.
struct Damaged {
    text: Vec<u8>,
    /// The rows that share a physical record with the damage.
    shared: BTreeSet<usize>,
    /// The text is as well-formed as before: the reader can't see that a value has changed.
    unseen: bool,
}

/// The first cell names the row and the last one is never empty, so that a shift can be seen.
fn truth() -> impl Strategy<Value = Truth> {
    let piece = prop::sample::select(vec![
        "a", "b", "Zoë", "1", " ", ",", ";", "\t", "|", "\"", "\n", "\r\n", "x y", "",
    ]);
    let cell = vec(piece, 0..4).prop_map(|pieces| pieces.concat());
    let style = (prop::sample::select(b",;\t|".to_vec()), any::<bool>(), any::<bool>());
    (2_usize..5, style).prop_flat_map(move |(width, (delimiter, always, crlf))| {
        vec(vec(cell.clone(), width - 2), 1..10).prop_map(move |middles| {
            let row = |(number, middle): (usize, Vec<String>)| {
                let (first, last) = (format!("r{number}"), format!("z{number}"));
                [vec![first], middle, vec![last]].concat()
            };
            let header = (0..width).map(|column| format!("column {column}")).collect();
            let rows = middles.into_iter().enumerate().map(row).collect();
            Truth { delimiter, always, crlf, header, rows }
        })
    })
}

fn slip() -> impl Strategy<Value = Slip> {
    let kinds: [fn(usize) -> Slip; 5] =
        [Slip::DeleteQuote, Slip::InsertQuote, Slip::DeleteDelimiter, Slip::InsertDelimiter, Slip::Cut];
    (prop::sample::select(kinds.to_vec()), 0_usize..40).prop_map(|(kind, at)| kind(at))
}

impl Truth {
    /// The text, and where each row begins in it; the end of the text comes last.
    fn written(&self) -> (Vec<u8>, Vec<usize>) {
        let mut text = self.record(&self.header);
        let mut starts = Vec::new();
        for row in &self.rows {
            starts.push(text.len());
            text.extend(self.record(row));
        }
        starts.push(text.len());
        (text, starts)
    }

    fn record(&self, cells: &[String]) -> Vec<u8> {
        let style = if self.always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
        let end = if self.crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new();
        let mut writer =
            writer.delimiter(self.delimiter).quote_style(style).terminator(end).from_writer(Vec::new());
        writer.write_record(cells).unwrap();
        writer.into_inner().unwrap()
    }

    fn damage(&self, line: usize, slip: Slip) -> Option<Damaged> {
        let (text, starts) = self.written();
        let lines: Vec<(usize, usize)> =
            lines(&text).into_iter().filter(|(start, _)| *start >= starts[0]).collect();
        let (start, end) = lines[line % lines.len()];
        let row = starts.iter().rposition(|from| *from <= start)?;
        let (at, length, new) = self.place(&text[start..end], slip)?;
        let quoted =
            |upto: usize| text[starts[row]..upto].iter().filter(|byte| **byte == b'"').count() % 2 == 1;
        let unseen = match slip {
            Slip::DeleteQuote(_) | Slip::InsertQuote(_) => false,
            Slip::DeleteDelimiter(_) | Slip::InsertDelimiter(_) => quoted(start + at),
            // A row is gone, the last cell is shorter, or one line of a quoted cell is shorter.
            Slip::Cut(_) => {
                at == 0
                    || quoted(start + at) && quoted(end)
                    || !quoted(start + at) && !text[start + at..end].contains(&self.delimiter)
            }
        };
        let damaged = [&text[..start + at], new, &text[start + at + length..]].concat();
        let shared = shared(&damaged, &text, &starts, self.delimiter);
        Some(Damaged { text: damaged, shared, unseen })
    }

    /// Where in a line the damage is, how many bytes are removed, and what replaces them.
    fn place(&self, line: &[u8], slip: Slip) -> Option<(usize, usize, &[u8])> {
        let delimiter = std::slice::from_ref(&self.delimiter);
        let of = |byte: u8, at: usize| {
            let places: Vec<usize> = (0..line.len()).filter(|place| line[*place] == byte).collect();
            (!places.is_empty()).then(|| places[at % places.len()])
        };
        let text = std::str::from_utf8(line).unwrap();
        let gaps: Vec<usize> = (0..=line.len()).filter(|place| text.is_char_boundary(*place)).collect();
        Some(match slip {
            Slip::DeleteQuote(at) => (of(b'"', at)?, 1, b""),
            Slip::DeleteDelimiter(at) => (of(self.delimiter, at)?, 1, b""),
            Slip::InsertQuote(at) => (gaps[at % gaps.len()], 0, b"\""),
            Slip::InsertDelimiter(at) => (gaps[at % gaps.len()], 0, delimiter),
            Slip::Cut(at) => (gaps[at % gaps.len()], line.len() - gaps[at % gaps.len()], b""),
        })
    }
}

/// Start and end of each line, without its line end.
fn lines(text: &[u8]) -> Vec<(usize, usize)> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let bare = line.strip_suffix(b"\n").unwrap_or(line);
        let bare = bare.strip_suffix(b"\r").unwrap_or(bare);
        lines.push((start, start + bare.len()));
        start += line.len();
    }
    lines
}

/// The rows of the truth that share a damaged physical record. A broken record ends with the line that shows that it is
/// broken; the next record begins after that line.
fn shared(damaged: &[u8], text: &[u8], starts: &[usize], delimiter: u8) -> BTreeSet<usize> {
    let known: BTreeSet<&[u8]> = starts.windows(2).map(|pair| &text[pair[0]..pair[1]]).collect();
    let grown = damaged.len().cast_signed() - text.len().cast_signed();
    let mut shared = BTreeSet::new();
    let mut at = starts[0];
    while at < damaged.len() {
        let end = physical(damaged, at, delimiter);
        let is_whole = known.contains(&damaged[at..end]);
        // The place in the original text: unchanged before the damage, otherwise moved by the difference in length.
        let was = |place: usize| {
            if damaged[..place] == text[..place.min(text.len())] {
                place
            } else {
                place.saturating_add_signed(-grown)
            }
        };
        if !is_whole {
            let (from, to) = (was(at).min(at), was(end).max(end.min(text.len())));
            shared.extend((0..starts.len() - 1).filter(|row| starts[*row] < to && starts[row + 1] > from));
        }
        at = end;
    }
    shared
}

/// Where the physical record that begins at a place ends: after its line end, or after the line that shows that it is
/// broken.
fn physical(text: &[u8], start: usize, delimiter: u8) -> usize {
    let line_end =
        |at: usize| text[at..].iter().position(|byte| *byte == b'\n').map_or(text.len(), |end| at + end + 1);
    let (mut at, mut quoted, mut fresh) = (start, false, true);
    while at < text.len() {
        let (byte, next) = (text[at], text.get(at + 1).copied());
        match (quoted, byte) {
            (true, b'"') if next == Some(b'"') => at += 1,
            (true, b'"') => {
                quoted = false;
                let blank = |byte: &&u8| matches!(byte, b' ' | b'\t') && **byte != delimiter;
                let next = text[at + 1..].iter().find(|byte| !blank(byte)).copied();
                let closes = next.is_none_or(|next| next == delimiter || next == b'\n' || next == b'\r');
                if !closes {
                    return line_end(at);
                }
            }
            (true, _) => {}
            (false, b'"') if fresh => quoted = true,
            (false, b'\n') => return at + 1,
            (false, _) => {}
        }
        // A blank before an opening quote is not text.
        let is_blank = matches!(byte, b' ' | b'\t');
        fresh = !quoted && (byte == delimiter || fresh && is_blank);
        at += 1;
    }
    text.len()
}

fn read(text: &[u8], delimiter: u8) -> Vec<ReadRow> {
    let options = ReadOptions { delimiter: Some(delimiter), ..ReadOptions::default() };
    let mut source = from_reader("x.csv", Cursor::new(text.to_vec()), &options).unwrap();
    let mut rows = Vec::new();
    while let Some(batch) = source.next_batch(64).unwrap() {
        rows.extend(batch.rows);
    }
    rows
}

fn cells(row: &ReadRow) -> Vec<String> {
    row.record.iter().map(|cell| cell.text.to_owned()).collect()
}

fn is_good(row: &ReadRow) -> bool {
    row.issues.iter().all(|issue| issue.severity != Severity::Error)
}

fn check(truth: &Truth, damaged: &Damaged) -> Result<(), TestCaseError> {
    let read = read(&damaged.text, truth.delimiter);
    let text = String::from_utf8_lossy(&damaged.text);
    // A changed value in a row that is as well-formed as before: the reader can't see it.
    let mut unseen = usize::from(damaged.unseen);
    for row in read.iter().filter(|row| is_good(row) && row.issues.is_empty()) {
        let found = cells(row);
        if !truth.rows.contains(&found) {
            prop_assert!(unseen > 0, "{found:?} is none of the truth and has no warning\n{text}");
            unseen -= 1;
        }
    }
    let good: Vec<Vec<String>> = read.iter().filter(|row| is_good(row)).map(cells).collect();
    for (number, expected) in
        truth.rows.iter().enumerate().filter(|(number, _)| !damaged.shared.contains(number))
    {
        let times = good.iter().filter(|found| *found == expected).count();
        prop_assert_eq!(
            times,
            1,
            "row r{} is there {} times, shared {:?}\n{}",
            number,
            times,
            damaged.shared,
            text
        );
    }
    let missing = truth.rows.iter().any(|expected| !good.contains(expected));
    let told = read.iter().any(|row| !row.issues.is_empty());
    prop_assert!(!missing || told || damaged.unseen, "a row is gone, and nothing is said\n{text}");
    Ok(())
}

/// The same tables in each run, so that the result does not change from day to day; `PROPTEST_RNG_SEED` gives others.
fn seed() -> RngSeed {
    match ProptestConfig::default().rng_seed {
        RngSeed::Random => RngSeed::Fixed(21),
        given => given,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(600), max_shrink_iters: 20_000, failure_persistence: None, rng_seed: seed(), ..ProptestConfig::default() })]

    #[test]
    fn one_damaged_line_costs_no_other_row(truth in truth(), line in 0_usize..40, slip in slip()) {
        let one_line = !truth.rows.iter().flatten().any(|cell| cell.contains(['\n', '\r']));
        if let Some(mut damaged) = truth.damage(line, slip) {
            // The rows that share a record with the damage are known only if each value is on one line. After a damaged
            // value over several lines, others may be rejected, but none is changed without a warning.
            if !one_line {
                damaged.shared.extend(0..truth.rows.len());
            }
            check(&truth, &damaged)?;
        }
    }

    #[test]
    fn a_table_that_is_whole_is_read_as_it_was_written(truth in truth()) {
        let rows = read(&truth.written().0, truth.delimiter);
        let found: Vec<Vec<String>> = rows.iter().map(cells).collect();
        prop_assert!(rows.iter().all(is_good));
        prop_assert_eq!(found, truth.rows);
    }
}
