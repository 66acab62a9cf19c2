//! How quotes are meant in a text, told from a sample of it.
//!
//! What nearly all programs write is taken unless the whole sample speaks against it, and unless that can't be one
//! damaged line: a wrong guess here would bend every row of the file.

use super::quoting::Dialect;
use super::sample::{SampleRow, SampleRows};

/// What escapes quotes where anything does.
const ESCAPE: u8 = b'\\';

/// The sample of a text, and the row of its header.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sample<'a> {
    pub(super) text: &'a [u8],
    /// The sample is the whole text.
    pub(super) whole: bool,
    /// The row of the header.
    pub(super) first: u64,
}

impl<'a> Sample<'a> {
    fn rows(&self, dialect: Dialect) -> SampleRows<'a> {
        SampleRows::new(self.text, self.whole, dialect)
    }

    /// True where a backslash makes text of a quote: read so all rows are as wide as the header and no quote is broken,
    /// read as usual some are. No quote is doubled. Two are escaped at least: one could be a backslash before a quote that
    /// lost its double.
    pub(super) fn has_escapes(&self, dialect: Dialect) -> bool {
        let Some(quote) = dialect.quote.filter(|_| dialect.delimiter != ESCAPE) else { return false };
        if memchr::memmem::find(self.text, &[ESCAPE, quote]).is_none() {
            return false;
        }
        let escaping = Dialect { escape: Some(ESCAPE), ..dialect };
        let mut rows = self.rows(escaping);
        let mut width = None;
        for row in rows.by_ref().filter(|row| row.number >= self.first) {
            if row.broken || row.bare || *width.get_or_insert(row.width) != row.width {
                return false;
            }
        }
        let (escaped, doubled) = rows.escaped_and_doubled();
        escaped >= 2 && doubled == 0 && self.rows(dialect).any(|row| row.broken)
    }

    /// True where quotes are text like any other: several rows have one where no program that writes quotes would leave it,
    /// hardly any cell is in quotes, none has to be, and without quotes the rows are as wide as the header.
    pub(super) fn has_quotes_as_text(&self, dialect: Dialect) -> bool {
        let Some(quote) = dialect.quote else { return false };
        let mut rows = self.rows(dialect).filter(|row| row.number >= self.first);
        let Some(header) = rows.next().filter(|row| !row.line.contains(&quote)) else { return false };
        let mut seen = Seen::default();
        for row in rows {
            let fits = cells_of(row.line, dialect.delimiter) == header.width;
            if !seen.take(&row, quote, fits, header.width) {
                return false;
            }
        }
        seen.misplaced >= 2 && seen.misplaced >= 4 * seen.quoted && seen.fitting * 10 >= seen.rows * 9
    }
}

/// The cells of a line if quotes are text.
fn cells_of(line: &[u8], delimiter: u8) -> u64 {
    1 + memchr::memchr_iter(delimiter, line).count() as u64
}

#[derive(Debug, Default)]
struct Seen {
    rows: u64,
    /// Rows that are as wide as the header if quotes are text.
    fitting: u64,
    /// Rows with a quote out of place. Of two lines, one behind the other, of which one has an odd number of quotes, the
    /// second is not counted: one lost quote of one cell over two lines makes both.
    misplaced: u64,
    /// Rows whose quotes are all in place.
    quoted: u64,
    /// The row before was counted as misplaced; true where it has an odd number of quotes.
    before: Option<bool>,
}

impl Seen {
    /// Counts a row; false where it proves that quotes have their usual meaning.
    fn take(&mut self, row: &SampleRow<'_>, quote: u8, fits: bool, width: u64) -> bool {
        self.rows += 1;
        self.fitting += u64::from(fits);
        let torn = row.several_lines && row.width != width;
        if !(row.broken || row.bare || torn) {
            self.before = None;
            self.quoted += u64::from(row.quoted);
            return !row.needs_quotes;
        }
        let odd = memchr::memchr_iter(quote, row.line).count() % 2 == 1;
        let one_accident = self.before.is_some_and(|odd_before| odd || odd_before);
        self.misplaced += u64::from(!one_accident);
        self.before = (!one_accident).then_some(odd);
        // A doubled quote inside of text is what a program writes that knows quotes.
        fits && !has_doubled(row.line, quote)
    }
}

/// True where two quotes stand together inside of text.
fn has_doubled(line: &[u8], quote: u8) -> bool {
    memchr::memmem::find(line, &[quote, quote]).is_some()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn judged(text: &str, delimiter: u8) -> (bool, bool) {
        let sample = Sample { text: text.as_bytes(), whole: true, first: 1 };
        let dialect = Dialect::usual(delimiter);
        (sample.has_quotes_as_text(dialect), sample.has_escapes(dialect))
    }

    #[rstest]
    #[case::inches("a\tb\n20\" screen\tx\ny\tz\n24\" screen\tx\n", true)]
    #[case::inches_together("a\tb\n20\" s\tx\n22\" s\tx\n24\" s\tx\n", true)]
    #[case::names("a,b\nBob \"Bobby\" Ray,x\n\"Ann\" Lee,y\n", true)]
    #[case::a_cell_in_quotes_among_many(
        "a\tb\n\"Bob\"\tx\n1\"\tx\n\"2\" x\ty\n3\"\tx\n\"4\" 5\ty\n6\"\tx\n7\tx\n8\"\tx\n",
        true
    )]
    #[case::one_row("a,b\n20\" screen,x\nc,d\n", false)]
    #[case::one_open_quote("a,b\n1,\"half\n2,x\n3,y\n", false)]
    #[case::one_damaged_cell_over_two_lines("a,b\nx,\"c\"d\ne,f\"\n1,2\n", false)]
    #[case::some_in_quotes("a,b\n\"x\",y\n1\" 2,z\n\"2\" 3,z\n\"v\",w\n", false)]
    #[case::a_quoted_header("\"a\",b\n1\" 2,z\n\"2\" 3,z\n", false)]
    #[case::quotes_that_are_needed("a,b\n1\" 2,z\n\"2\" 3,z\n\"v,w\",x\n", false)]
    #[case::doubled("a,b\n1\" 2,z\n\"2\"\" 3,\"\"z\n4\" 5,z\n", false)]
    #[case::does_not_fit("a,b\n1\" 2,z\n\"2\" 3,z,z\n4\" 5,z\n", false)]
    fn quotes_as_text(#[case] text: &str, #[case] expected: bool) {
        let delimiter = if text.contains('\t') { b'\t' } else { b',' };
        assert_eq!(judged(text, delimiter), (expected, false));
    }

    #[rstest]
    #[case::two("\"a\",\"b\"\n\"x \\\"y\\\" z\",\"C:\\\\\"\n", true)]
    #[case::one("\"a\",\"b\"\n\"x \\\"y\",\"\"\n", false)]
    #[case::doubled("\"a\",\"b\"\n\"x \\\"y\\\" z\",\"x\"\"y\"\n", false)]
    #[case::usual("\"a\",\"b\"\n\"C:\\\",\"D:\\\"\n\"x\",\"y\"\n", false)]
    #[case::ragged("\"a\",\"b\"\n\"x \\\"y\\\" z\"\n", false)]
    fn escapes(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(judged(text, b',').1, expected);
    }
}
