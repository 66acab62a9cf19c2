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

    /// True where a backslash makes text of a quote: read so hardly a row is broken or of another width than the header,
    /// read as usual many are. Hardly a quote is doubled. Two are escaped at least: one could be a backslash before a
    /// quote that lost its double.
    pub(super) fn has_escapes(&self, dialect: Dialect) -> bool {
        let Some(quote) = dialect.quote.filter(|_| dialect.delimiter != ESCAPE) else { return false };
        if memchr::memmem::find(self.text, &[ESCAPE, quote]).is_none() {
            return false;
        }
        let mut rows = self.rows(Dialect { escape: Some(ESCAPE), ..dialect });
        let escaping = Odd::count(rows.by_ref().filter(|row| row.number >= self.first));
        let (escaped, doubled) = rows.escaped_and_doubled();
        let usual = Odd::count(self.rows(dialect).filter(|row| row.number >= self.first));
        let holds = escaping.odd == 0 || escaping.odd * 4 <= escaping.rows && escaping.odd * 4 <= usual.odd;
        escaped >= 2 && doubled * 4 <= escaped && usual.broken > 0 && holds
    }

    /// True where there are no quotes, and a backslash makes text of a delimiter or of a line end, as databases write it:
    /// read so all rows are as wide as the header, read as usual some are not.
    pub(super) fn has_escapes_without_quotes(&self, dialect: Dialect) -> bool {
        if dialect.delimiter == ESCAPE || memchr::memchr(ESCAPE, self.text).is_none() {
            return false;
        }
        let behind = |at: usize| self.text.get(at + 1).copied();
        let is_escape = |next: u8| next == dialect.delimiter || b"\\\r\nNntrbfv0'\"".contains(&next);
        let is_needed = |next: u8| next == dialect.delimiter || matches!(next, b'\n' | b'\r');
        let mut escapes = memchr::memchr_iter(ESCAPE, self.text);
        let only_escapes = escapes.clone().all(|at| behind(at).is_none_or(is_escape));
        if !only_escapes || !escapes.any(|at| behind(at).is_some_and(is_needed)) {
            return false;
        }
        let rows = |dialect| self.rows(dialect).filter(|row| row.number >= self.first);
        let escaping = Odd::count(rows(Dialect { quote: None, escape: Some(ESCAPE), ..dialect }));
        escaping.odd == 0 && escaping.rows > 1 && Odd::count(rows(dialect)).odd > 0
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

/// How many rows are read, and how many of them are broken, or broken or not as wide as the first.
#[derive(Debug, Default)]
struct Odd {
    rows: u64,
    broken: u64,
    odd: u64,
}

impl Odd {
    fn count<'a>(rows: impl Iterator<Item = SampleRow<'a>>) -> Self {
        let mut seen = Self::default();
        let mut width = None;
        for row in rows {
            let broken = row.broken || row.bare;
            seen.rows += 1;
            seen.broken += u64::from(broken);
            seen.odd += u64::from(broken || *width.get_or_insert(row.width) != row.width);
        }
        seen
    }
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
        if odd && row.open {
            // A quote that lost its partner makes the same row.
            self.before = None;
            return fits && !has_doubled(row.line, quote);
        }
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
    #[case::two_lost_quotes("a,b\n\"Ann,x\nBob,y\nCy,\"z\n", false)]
    #[case::open_quotes("a,b\n\"Ann,x\n\"Bob,y\n\"Cy,z\n", false)]
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
    #[case::one_doubled_row(
        "\"a\",\"b\"\n\"x \\\"y\\\" z\",1\n\"x \\\"y\\\" z\",2\n\"x \"\"y\"\"\",3\n\"x \\\"y\\\" z\",4\n\"x \\\"y\\\" z\",5\n",
        true
    )]
    #[case::one_short_row(
        "\"a\",\"b\"\n\"x \\\"y\\\" z\",1\n\"x \\\"y\\\" z\",2\n\"x\"\n\"x \\\"y\\\" z\",4\n\"x \\\"y\\\" z\",5\n",
        true
    )]
    #[case::usual("\"a\",\"b\"\n\"C:\\\",\"D:\\\"\n\"x\",\"y\"\n", false)]
    #[case::ragged("\"a\",\"b\"\n\"x \\\"y\\\" z\"\n", false)]
    fn escapes(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(judged(text, b',').1, expected);
    }
    #[rstest]
    #[case::line_ends("a\tb\nx\ty\\\nz\n1\t\\N\n", true)]
    #[case::delimiters("a\tb\nx\\\ty\tz\n1\t2\n", true)]
    #[case::a_folder("a\tb\nx\tC:\\dir\n1\n2\t\\\n3\n", false)]
    #[case::nothing_to_gain("a\tb\nx\t\\N\n", false)]
    #[case::a_short_row("a\tb\nx\ty\\\nz\n1\n", false)]
    fn escapes_without_quotes(#[case] text: &str, #[case] expected: bool) {
        let sample = Sample { text: text.as_bytes(), whole: true, first: 1 };
        assert_eq!(sample.has_escapes_without_quotes(Dialect::usual(b'\t')), expected);
    }
}
