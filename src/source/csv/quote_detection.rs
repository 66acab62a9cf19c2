//! Detects from a sample what quotes and backslashes mean in a text.
//!
//! The usual meaning applies unless the complete sample contradicts it, and unless one damaged line could explain the
//! difference. A wrong guess would corrupt every row of the file.

use memchr::memmem;

use super::backslashes::{Backslashes, ESCAPE};
use super::dialect::Dialect;
use super::sample::{CsvSampleRow, SampleRows};

/// The sample of a text, and the row of its header.
#[derive(Debug, Clone, Copy)]
pub(super) struct QuoteSample<'a> {
    pub(super) text: &'a [u8],
    /// The sample is the complete text.
    pub(super) whole: bool,
    /// The row of the header.
    pub(super) first: u64,
}

impl<'a> QuoteSample<'a> {
    fn rows(&self, dialect: Dialect) -> SampleRows<'a> {
        SampleRows::new(self.text, self.whole, dialect)
    }

    /// True if a backslash makes a quote or line end text.
    ///
    /// With this meaning, few rows are broken or have another width than the header; with the usual meaning, many
    /// are. Few quotes are doubled. At least two quotes or line ends are escaped, because one could be a backslash
    /// before a quote that lost its double. A single escaped line end is enough if all line ends in quotes are
    /// escaped and all backslashes may be escapes.
    pub(super) fn has_escapes(&self, dialect: Dialect) -> bool {
        let Some(quote) = dialect.quote.filter(|_| dialect.delimiter != ESCAPE) else { return false };
        if ![quote, b'\n', b'\r'].iter().any(|next| memmem::find(self.text, &[ESCAPE, *next]).is_some()) {
            return false;
        }
        let mut rows = self.rows(Dialect { escape: Some(ESCAPE), ..dialect });
        let escaping = Odd::count(rows.by_ref().filter(|row| row.number >= self.first));
        let seen = rows.escapes();
        let usual = Odd::count(self.rows(dialect).filter(|row| row.number >= self.first));
        let escaped = seen.quotes + seen.ends;
        if escaped >= 2 && seen.doubled * 4 <= escaped && usual.broken > 0 {
            return escaping.is_better_than(&usual);
        }
        seen.ends > 0
            && (seen.doubled, seen.plain_ends, escaping.odd) == (0, 0, 0)
            && Backslashes::read(self.text, dialect.delimiter).are_escapes()
    }

    /// True if there are no quotes, and a backslash makes a delimiter or line end text, as databases write it.
    ///
    /// With this meaning, few rows have another width than the header; with the usual meaning, many have. A cell `\N`
    /// is evidence, too.
    pub(super) fn has_escapes_without_quotes(&self, dialect: Dialect) -> bool {
        if dialect.delimiter == ESCAPE || memchr::memchr(ESCAPE, self.text).is_none() {
            return false;
        }
        let seen = Backslashes::read(self.text, dialect.delimiter);
        let is_shown = seen.needed > 0 || seen.nulls > 0 && seen.signs > 0;
        if !seen.are_escapes() || !is_shown || self.has_quotes(dialect) {
            return false;
        }
        let rows = |dialect| self.rows(dialect).filter(|row| row.number >= self.first);
        let escaping = Odd::count(rows(Dialect { quote: None, escape: Some(ESCAPE), ..dialect }));
        let usual = Odd::count(rows(dialect));
        escaping.rows > 1 && (seen.nulls > 0 || usual.odd > 0) && escaping.is_better_than(&usual)
    }

    /// True if all backslashes may be escapes, but nothing proves it. A row with one then gets a warning.
    pub(super) fn may_have_escapes(&self, dialect: Dialect) -> bool {
        let seen = Backslashes::read(self.text, dialect.delimiter);
        let is_likely = dialect.delimiter == b'\t' || seen.signs > 0;
        dialect.delimiter != ESCAPE && is_likely && seen.are_escapes() && !self.has_quotes(dialect)
    }

    /// True if some cell is in well-formed quotes.
    pub(super) fn has_quotes(&self, dialect: Dialect) -> bool {
        self.rows(dialect).any(|row| row.in_quotes && !row.broken && !row.bare)
    }

    /// True if quotes are ordinary text.
    ///
    /// Several rows have a quote that no program would write like this, few cells are in quotes, and none needs to
    /// be. Read without quotes, the rows are as wide as the header.
    pub(super) fn has_quotes_as_text(&self, dialect: Dialect) -> bool {
        let Some(quote) = dialect.quote else { return false };
        let mut rows = self.rows(dialect).filter(|row| row.number >= self.first);
        let Some(header) = rows.next().filter(|row| !row.line.contains(&quote)) else { return false };
        let mut seen = QuoteCounts::default();
        for row in rows {
            let fits = cells_of(row.line, dialect.delimiter) == header.width;
            if !seen.take(&row, quote, fits, header.width) {
                return false;
            }
        }
        seen.misplaced >= 2 && seen.misplaced >= 4 * seen.quoted && seen.fitting * 10 >= seen.rows * 9
    }
}

/// The number of cells in a line if quotes are text.
fn cells_of(line: &[u8], delimiter: u8) -> u64 {
    1 + memchr::memchr_iter(delimiter, line).count() as u64
}

/// The number of rows, of broken rows, and of rows that are broken or not as wide as the first.
#[derive(Debug, Default)]
struct Odd {
    rows: u64,
    broken: u64,
    odd: u64,
}

impl Odd {
    fn count<'a>(rows: impl Iterator<Item = CsvSampleRow<'a>>) -> Self {
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

    /// True if no row is odd, or so few that this is the likelier meaning.
    fn is_better_than(&self, usual: &Self) -> bool {
        self.odd == 0 || self.odd * 4 <= self.rows && self.odd * 4 <= usual.odd
    }
}

#[derive(Debug, Default)]
struct QuoteCounts {
    rows: u64,
    /// Rows that are as wide as the header if quotes are text.
    fitting: u64,
    /// Rows with a misplaced quote. Of two adjacent rows, one of them with an odd number of quotes, only the first
    /// counts: one lost quote in a cell over two lines makes both.
    misplaced: u64,
    /// Rows whose quotes are all well-formed.
    quoted: u64,
    /// `Some` if the row before was counted as misplaced: true if it has an odd number of quotes.
    before: Option<bool>,
}

impl QuoteCounts {
    /// Counts a row; false if it proves that quotes have their usual meaning.
    fn take(&mut self, row: &CsvSampleRow<'_>, quote: u8, fits: bool, width: u64) -> bool {
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
            // A quote that lost its partner would make the same row.
            self.before = None;
            return fits && !has_doubled(row.line, quote);
        }
        let one_accident = self.before.is_some_and(|odd_before| odd || odd_before);
        self.misplaced += u64::from(!one_accident);
        self.before = (!one_accident).then_some(odd);
        // A doubled quote inside text shows that the program knows quotes.
        fits && !has_doubled(row.line, quote)
    }
}

/// True if two quotes are adjacent inside text.
fn has_doubled(line: &[u8], quote: u8) -> bool {
    memmem::find(line, &[quote, quote]).is_some()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn judged(text: &str, delimiter: u8) -> (bool, bool) {
        let sample = QuoteSample { text: text.as_bytes(), whole: true, first: 1 };
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
    #[case::too_many_cells("a,b\n1\" 2,z\n\"2\" 3,z,z\n4\" 5,z\n", false)]
    fn quotes_are_read_as_text_if_they_do_not_enclose_cells(#[case] text: &str, #[case] expected: bool) {
        let delimiter = if text.contains('\t') { b'\t' } else { b',' };
        assert_eq!(judged(text, delimiter), (expected, false));
    }

    #[rstest]
    #[case::two_escapes("\"a\",\"b\"\n\"x \\\"y\\\" z\",\"C:\\\\\"\n", true)]
    #[case::one_escape("\"a\",\"b\"\n\"x \\\"y\",\"\"\n", false)]
    #[case::doubled("\"a\",\"b\"\n\"x \\\"y\\\" z\",\"x\"\"y\"\n", false)]
    #[case::one_doubled_row(
        "\"a\",\"b\"\n\"x \\\"y\\\" z\",1\n\"x \\\"y\\\" z\",2\n\"x \"\"y\"\"\",3\n\"x \\\"y\\\" z\",4\n\"x \\\"y\\\" z\",5\n",
        true
    )]
    #[case::one_short_row(
        "\"a\",\"b\"\n\"x \\\"y\\\" z\",1\n\"x \\\"y\\\" z\",2\n\"x\"\n\"x \\\"y\\\" z\",4\n\"x \\\"y\\\" z\",5\n",
        true
    )]
    #[case::paths("\"a\",\"b\"\n\"C:\\\",\"D:\\\"\n\"x\",\"y\"\n", false)]
    #[case::ragged("\"a\",\"b\"\n\"x \\\"y\\\" z\"\n", false)]
    #[case::a_quote_and_a_line_end("\"a\",\"b\"\n\"1\",\"l1\\\nl2 \\\"x\"\n", true)]
    #[case::a_line_end("\"a\",\"b\"\n\"1\",\"l1\\\nl2\"\n", true)]
    #[case::some_line_ends("\"a\",\"b\"\n\"1\",\"l1\\\nl2\nl3\"\n", false)]
    #[case::line_ends_and_a_folder("\"a\",\"b\"\n\"C:\\dir\",\"l1\\\nl2\"\n", false)]
    fn backslash_escapes_are_detected(#[case] text: &str, #[case] expected: bool) {
        assert_eq!(judged(text, b',').1, expected);
    }

    #[rstest]
    #[case::line_ends("a\tb\nx\ty\\\nz\n1\t\\N\n", true)]
    #[case::delimiters("a\tb\nx\\\ty\tz\n1\t2\n", true)]
    #[case::a_folder("a\tb\nx\tC:\\dir\n1\n2\t\\\n3\n", false)]
    #[case::only_nulls("a\tb\nx\t\\N\n", false)]
    #[case::a_short_row("a\tb\nx\ty\\\nz\n1\n", false)]
    #[case::a_short_row_among_many("a\tb\n1\nx\ty\\\nz\nx\ty\\\nz\nx\ty\\\nz\nx\ty\\\nz\n", true)]
    #[case::doubled("a\tb\nx\ty\\\nz\n1\tC:\\\\x\n", true)]
    #[case::nulls_and_line_ends("a\tb\nx\tl1\\nl2\n1\t\\N\n", true)]
    #[case::nulls_and_a_folder("a\tb\nx\tC:\\new\n1\t\\N\n", false)]
    #[case::nulls_and_quotes("a\tb\nx\t\"l1\\nl2\"\n1\t\\N\n", false)]
    #[case::escapes_without_nulls("a\tb\nx\tl1\\nl2\n1\t2\n", false)]
    #[case::in_quotes("a\tb\nx\t\"l1\\\nl2\"\n1\t2\n", false)]
    fn backslash_escapes_without_quotes_are_detected(#[case] text: &str, #[case] expected: bool) {
        let sample = QuoteSample { text: text.as_bytes(), whole: true, first: 1 };
        assert_eq!(sample.has_escapes_without_quotes(Dialect::usual(b'\t')), expected);
    }
}
