//! What the columns of a source hold: how often they are filled, and what their values look like.
//!
//! Every cell is looked at, so this is written to cost little: a glance at its bytes, no regular expression, no copy.

use serde::{Deserialize, Serialize};

use crate::record::{CellKind, Record};

/// What a value looks like. In a workbook it is what the cell was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Anything else.
    Text,
    /// Digits, perhaps with a sign and one mark for the decimals.
    Number,
    /// `2020-01-31`, `31/1/20`, perhaps with a time behind it.
    Date,
    /// One `@` between other letters, and no blank.
    Email,
    /// Six digits at least, with a plus or with what parts them.
    Phone,
    /// It begins with `http://` or `https://`.
    Web,
    /// yes, no, true, false.
    YesNo,
    /// A formula of a workbook that could not be computed.
    Error,
}

impl Kind {
    const ALL: [Self; 8] =
        [Self::Text, Self::Number, Self::Date, Self::Email, Self::Phone, Self::Web, Self::YesNo, Self::Error];

    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::Date => "date",
            Self::Email => "e-mail address",
            Self::Phone => "phone number",
            Self::Web => "web address",
            Self::YesNo => "yes or no",
            Self::Error => "error of the workbook",
        }
    }

    /// Of a text without blanks around it, which is not empty.
    fn of(text: &str, cell: CellKind) -> Self {
        match cell {
            CellKind::Number | CellKind::LostDigits => Self::Number,
            CellKind::Bool => Self::YesNo,
            CellKind::Date => Self::Date,
            CellKind::Error => Self::Error,
            CellKind::Text | CellKind::MaybeNumber => Self::of_text(text),
        }
    }

    fn of_text(text: &str) -> Self {
        let bytes = text.as_bytes();
        match bytes[0] {
            b'0'..=b'9' | b'+' | b'-' | b'(' | b'.' => of_digits(bytes),
            _ if memchr::memchr(b'@', bytes).is_some() => of_address(bytes),
            b'h' | b'H' if is_web(bytes) => Self::Web,
            b'y' | b'Y' | b'n' | b'N' | b't' | b'T' | b'f' | b'F' if is_truth(bytes) => Self::YesNo,
            _ => Self::Text,
        }
    }
}

fn of_address(bytes: &[u8]) -> Kind {
    let at = memchr::memchr(b'@', bytes).unwrap_or(0);
    let (local, domain) = (&bytes[..at], &bytes[at + 1..]);
    let whole = !local.is_empty() && memchr::memchr(b'.', domain).is_some();
    let blank = bytes.iter().any(u8::is_ascii_whitespace);
    if whole && !blank && memchr::memchr(b'@', domain).is_none() { Kind::Email } else { Kind::Text }
}

fn is_web(bytes: &[u8]) -> bool {
    let begins = |with: &[u8]| bytes.len() > with.len() && bytes[..with.len()].eq_ignore_ascii_case(with);
    begins(b"http://") || begins(b"https://")
}

fn is_truth(bytes: &[u8]) -> bool {
    bytes.len() <= 5
        && [&b"yes"[..], b"no", b"true", b"false"].iter().any(|word| bytes.eq_ignore_ascii_case(word))
}

/// What begins like a number: marks and digits are counted once.
fn of_digits(bytes: &[u8]) -> Kind {
    let (mut digits, mut points, mut dashes, mut slashes, mut others) = (0, 0, 0, 0, 0);
    for byte in bytes {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'.' | b',' => points += 1,
            b'-' => dashes += 1,
            b'/' => slashes += 1,
            b'+' | b' ' | b'(' | b')' => others += 1,
            b'T' | b':' | b'Z' if dashes == 2 || slashes == 2 || points == 2 => return of_time(bytes),
            b'@' => return of_address(bytes),
            _ => return Kind::Text,
        }
    }
    let sign = matches!(bytes[0], b'-' | b'+');
    let parted = [points, dashes, slashes].iter().filter(|count| **count == 2).count();
    match (digits, points + dashes + slashes + others) {
        (0, _) => Kind::Text,
        (4..=8, 2) if parted == 1 && bytes[0].is_ascii_digit() => Kind::Date,
        (6.., _) if bytes[0] == b'+' => Kind::Phone,
        (_, 0) => Kind::Number,
        (_, 1) if sign || points == 1 => Kind::Number,
        (_, 2) if sign && points == 1 => Kind::Number,
        (6.., _) => Kind::Phone,
        _ => Kind::Text,
    }
}

fn of_time(bytes: &[u8]) -> Kind {
    let fits = |byte: &u8| byte.is_ascii_digit() || b"-/.:TZ+ ".contains(byte);
    if bytes.len() <= 35 && bytes.iter().all(fits) { Kind::Date } else { Kind::Text }
}

/// So many different values are kept of a column.
const EXAMPLES: usize = 3;
/// An example is cut to so many characters.
const EXAMPLE_CHARS: usize = 60;

/// One column of a source, counted.
#[derive(Debug, Clone, Default)]
struct ColumnTally {
    filled: u64,
    kinds: [u64; Kind::ALL.len()],
    examples: Vec<String>,
}

impl ColumnTally {
    fn add(&mut self, text: &str, cell: CellKind, keep: bool) {
        let text = if needs_trim(text) { text.trim() } else { text };
        if text.is_empty() {
            return;
        }
        self.filled += 1;
        self.kinds[Kind::of(text, cell) as usize] += 1;
        if keep && self.examples.len() < EXAMPLES {
            self.keep(cut(text));
        }
    }

    fn keep(&mut self, example: String) {
        if self.examples.len() < EXAMPLES && !self.examples.contains(&example) {
            self.examples.push(example);
        }
    }

    fn merge(&mut self, other: Self) {
        self.filled += other.filled;
        self.kinds.iter_mut().zip(other.kinds).for_each(|(count, more)| *count += more);
        other.examples.into_iter().for_each(|example| self.keep(example));
    }
}

/// Most cells have no blanks around them, and to know that takes two bytes.
fn needs_trim(text: &str) -> bool {
    let bytes = text.as_bytes();
    let odd = |byte: Option<&u8>| byte.is_some_and(|byte| !byte.is_ascii_graphic());
    odd(bytes.first()) || odd(bytes.last())
}

fn cut(text: &str) -> String {
    let mut cut: String = text.chars().take(EXAMPLE_CHARS).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

/// The columns of one source, counted over some of its rows.
#[derive(Debug, Clone, Default)]
pub struct ColumnTallies {
    rows: u64,
    columns: Vec<ColumnTally>,
}

impl ColumnTallies {
    /// Nothing counted, of so many columns.
    pub fn new(columns: usize) -> Self {
        Self { rows: 0, columns: vec![ColumnTally::default(); columns] }
    }

    /// Counts one row; with examples where they may still be wanted. Cells past the header are no column's.
    pub fn add(&mut self, record: &Record, keep: bool) {
        self.rows += 1;
        for (tally, cell) in self.columns.iter_mut().zip(record.iter()) {
            tally.add(cell.text, cell.kind, keep);
        }
    }

    /// Takes in what was counted over the next rows.
    pub fn merge(&mut self, other: Self) {
        self.rows += other.rows;
        for (tally, other) in self.columns.iter_mut().zip(other.columns) {
            tally.merge(other);
        }
    }

    /// Rows that were counted.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// What was seen of each column of a header.
    pub fn seen(self, header: &[String]) -> Vec<SeenColumn> {
        let seen = |(name, tally): (&String, ColumnTally)| SeenColumn::of(name, tally);
        header.iter().zip(self.columns).map(seen).collect()
    }
}

/// What a column of a source holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenColumn {
    /// As the header has it, cut where it is long.
    pub name: String,
    /// Rows in which it is not empty.
    pub filled: u64,
    /// What its values look like, most frequent first.
    pub kinds: Vec<KindCount>,
    /// Its first different values, cut where they are long.
    pub examples: Vec<String>,
}

/// How many values of a column look so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindCount {
    /// What they look like.
    pub kind: Kind,
    /// How many.
    pub count: u64,
}

impl SeenColumn {
    fn of(name: &str, tally: ColumnTally) -> Self {
        let counts = Kind::ALL.into_iter().zip(tally.kinds);
        let mut kinds: Vec<KindCount> =
            counts.filter(|(_, count)| *count > 0).map(|(kind, count)| KindCount { kind, count }).collect();
        kinds.sort_by_key(|found| std::cmp::Reverse(found.count));
        Self { name: super::survey::cut(name), filled: tally.filled, kinds, examples: tally.examples }
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Ada", Kind::Text)]
    #[case("12", Kind::Number)]
    #[case("-12.50", Kind::Number)]
    #[case("1,5", Kind::Number)]
    #[case("2020-01-31", Kind::Date)]
    #[case("31/1/20", Kind::Date)]
    #[case("31.01.2020", Kind::Date)]
    #[case("2020-01-31T10:00:00Z", Kind::Date)]
    #[case("2020-01-31 10:00", Kind::Date)]
    #[case("a@x.org", Kind::Email)]
    #[case("0a@x.org", Kind::Text)]
    #[case("007@x.org", Kind::Email)]
    #[case("a@b@x.org", Kind::Text)]
    #[case("a b@x.org", Kind::Text)]
    #[case("+39 02 1234", Kind::Phone)]
    #[case("(212) 555-0100", Kind::Phone)]
    #[case("HTTPS://x.org", Kind::Web)]
    #[case("hello", Kind::Text)]
    #[case("No", Kind::YesNo)]
    #[case("12 Main St", Kind::Text)]
    #[case("-", Kind::Text)]
    #[case("Ünal", Kind::Text)]
    fn kinds(#[case] text: &str, #[case] kind: Kind) {
        assert_eq!(Kind::of(text, CellKind::Text), kind);
    }

    #[test]
    fn columns_are_counted_over_batches() {
        let record = |cells: [&str; 2]| {
            let mut record = Record::new(2, 2);
            cells.iter().for_each(|cell| record.push(cell));
            record
        };
        let mut all = ColumnTallies::new(2);
        for (cells, keep) in [(["a", "1"], true), ([" \u{a0}", "2"], true), (["b", " x "], false)] {
            let mut batch = ColumnTallies::new(2);
            batch.add(&record(cells), keep);
            all.merge(batch);
        }
        assert_eq!(all.rows(), 3);
        let seen = all.seen(&["A".to_owned(), "B".to_owned()]);
        let (a, b) = (&seen[0], &seen[1]);
        assert_eq!((a.filled, &a.examples[..]), (2, &["a".to_owned()][..]));
        assert_eq!((b.filled, &b.examples[..]), (3, &["1".to_owned(), "2".to_owned()][..]));
        let kinds: Vec<_> = b.kinds.iter().map(|found| (found.kind, found.count)).collect();
        assert_eq!(kinds, [(Kind::Number, 2), (Kind::Text, 1)]);
    }
}
