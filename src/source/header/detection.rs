//! Finds the header among the first rows of a table, as a pure function of their cells.
//!
//! The header is the first row that is not blank, unless there is evidence for a later one. That row has columns that
//! the mapping uses, or common column names, or texts unlike the values below it, and the rows above it look like a
//! title. A wrong guess would turn a customer into the header, so unclear cases keep the first row.

use std::collections::HashSet;

use crate::record::fold_name;
use crate::source::cell_look::CellLook;
use crate::source::read_options::KnownColumns;

/// The number of rows that can be the header.
const ROWS: usize = 20;

/// A row that is not blank, with its number in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::source) struct HeaderSampleRow {
    pub(in crate::source) row: u64,
    pub(in crate::source) cells: Vec<String>,
}

/// A header that was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source) struct FoundHeader {
    /// Its index among the rows.
    pub(in crate::source) at: usize,
    /// The number of columns, with unnamed ones that the rows fill.
    pub(in crate::source) columns: usize,
}

/// Why a first row is a customer: something in it that can't be a column name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::source) enum DataRow {
    /// An e-mail address or phone number, in this column, from 0.
    Contact { column: usize, text: String, look: CellLook },
    /// A column, from 0, with e-mail addresses but without a name, in a row without a common column name.
    Unnamed { column: usize },
}

/// The evidence for and against one row.
#[derive(Debug, Clone, Copy, Default)]
struct HeaderEvidence {
    filled: usize,
    values: usize,
    contacts: usize,
    /// Two cells have the same text.
    repeated: bool,
    used: usize,
    known: usize,
}

/// The header among these rows; `None` if there are no rows.
pub(in crate::source) fn find(rows: &[HeaderSampleRow], known: &KnownColumns) -> Option<FoundHeader> {
    let first = rows.first()?;
    let used = used_names(known);
    let is_clear = is_wide(first, rows) && HeaderEvidence::of(first, &used, known).is_clearly_header(&used);
    let at = if is_clear { 0 } else { HeaderCandidates::new(rows, &used, known).header() };
    Some(FoundHeader { at, columns: columns(rows, at) })
}

/// The reason why the row is a customer; `None` if it may be a header.
pub(in crate::source) fn data_row(
    rows: &[HeaderSampleRow],
    at: usize,
    known: &KnownColumns,
) -> Option<DataRow> {
    let row = rows.get(at)?;
    let evidence = HeaderEvidence::of(row, &used_names(known), known);
    if evidence.used > 0 || (evidence.known >= 2 && evidence.known * 2 >= evidence.filled) {
        return None;
    }
    let contact = row.cells.iter().enumerate().find(|(_, text)| CellLook::of(text).is_contact());
    if let Some((column, text)) = contact {
        return Some(DataRow::Contact { column, text: text.clone(), look: CellLook::of(text) });
    }
    let below = rows.get(at + 1..).unwrap_or_default();
    let nameless = |column: &usize| {
        let name = row.cells.get(*column).map_or("", String::as_str);
        matches!(CellLook::of(name), CellLook::Blank | CellLook::Nothing)
            && is_mostly(below, *column, |look| look == CellLook::Email)
    };
    let width = below.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let column = (0..width).filter(|_| evidence.known == 0).find(nameless)?;
    Some(DataRow::Unnamed { column })
}

/// What the header row shows about a possible delimiter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::source) struct Top {
    /// Its number in the file.
    pub(in crate::source) row: u64,
    /// The number of its cells that the mapping uses or that are common column names.
    pub(in crate::source) names: usize,
    /// It is a customer: some part of it is an e-mail address or phone number, whatever the delimiter is.
    pub(in crate::source) is_data: bool,
}

impl Top {
    pub(in crate::source) fn new(row: &HeaderSampleRow, known: &KnownColumns) -> Self {
        let evidence = HeaderEvidence::of(row, &used_names(known), known);
        let parts = row.cells.iter().flat_map(|cell| cell.split([',', ';', '\t', '|']));
        let is_data = parts.map(CellLook::of).any(CellLook::is_contact);
        let names = if is_data { 0 } else { evidence.used.max(evidence.known) };
        Self { row: row.row, names, is_data }
    }
}

/// The number of columns of a table without a header: the most frequent number of cells.
pub(in crate::source) fn usual_width(rows: &[HeaderSampleRow]) -> usize {
    let widths: Vec<usize> = rows.iter().map(|row| row.cells.len()).collect();
    let count = |width: usize| widths.iter().filter(|own| **own == width).count();
    widths.iter().copied().max_by_key(|width| (count(*width), *width)).unwrap_or(0)
}

struct HeaderCandidates<'a> {
    rows: &'a [HeaderSampleRow],
    evidence: Vec<HeaderEvidence>,
}

impl<'a> HeaderCandidates<'a> {
    fn new(rows: &'a [HeaderSampleRow], used: &HashSet<String>, known: &KnownColumns) -> Self {
        let evidence = rows.iter().take(ROWS).map(|row| HeaderEvidence::of(row, used, known)).collect();
        Self { rows, evidence }
    }

    fn of(&self, at: usize) -> HeaderEvidence {
        self.evidence.get(at).copied().unwrap_or_default()
    }

    /// The index of the header.
    fn header(&self) -> usize {
        let rows = || 1..self.evidence.len();
        let used =
            rows().filter(|at| self.is_used(*at)).max_by_key(|at| (self.of(*at).used, usize::MAX - at));
        let known = || rows().find(|at| self.is_known(*at));
        let unlike = || rows().find(|at| self.is_unlike(*at));
        used.or_else(known).or_else(unlike).unwrap_or(0)
    }

    fn before(&self, at: usize) -> &[HeaderEvidence] {
        self.evidence.get(..at).unwrap_or_default()
    }

    /// It has columns that the mapping uses, and no row above has them.
    fn is_used(&self, at: usize) -> bool {
        let own = self.of(at);
        let above = self.before(at).iter().map(|row| row.used).max().unwrap_or(0);
        let enough = own.used >= 2 || self.is_below_titles(at);
        own.used > above * 2 && enough && own.contacts == 0
    }

    /// It has common column names, and the rows above have none.
    fn is_known(&self, at: usize) -> bool {
        let own = self.of(at);
        let above = self.before(at).iter().map(|row| row.known).max().unwrap_or(0);
        let is_best = || self.before(at).iter().all(|row| row.is_less_than(&own)) || self.is_all_known(at);
        own.known >= above + 2 && own.is_names() && is_best()
    }

    /// All its cells are common column names, and no other row has any.
    fn is_all_known(&self, at: usize) -> bool {
        let is_other = |own: &(usize, &HeaderEvidence)| own.0 != at && own.1.known > 0;
        self.of(at).known == self.of(at).filled && !self.evidence.iter().enumerate().any(|own| is_other(&own))
    }

    /// Only titles are above it, and its texts are unlike the values below.
    fn is_unlike(&self, at: usize) -> bool {
        let own = self.of(at);
        let known = own.known > 0 && own.filled >= 2;
        let titles = self.before(at).iter().all(|row| row.known == 0 && (known || row.filled == 1));
        let wide = known || (own.filled >= 3 && own.filled * 10 >= usual_width(self.rows) * 9);
        titles
            && wide
            && own.values == 0
            && !own.repeated
            && self.is_below_titles(at)
            && self.differs_below(at)
    }

    fn is_below_titles(&self, at: usize) -> bool {
        let own = self.of(at);
        own.is_names() && self.before(at).iter().all(|row| row.is_narrower_than(&own))
    }

    /// Values follow below one of its names, and no name recurs in its own column.
    fn differs_below(&self, at: usize) -> bool {
        let below = self.rows.get(at + 1..).unwrap_or_default();
        let Some(row) = self.rows.get(at) else { return false };
        let named = || row.cells.iter().enumerate().filter(|(_, name)| !name.trim().is_empty());
        let recurs = |(column, name): (usize, &String)| {
            below.iter().any(|row| row.cells.get(column).is_some_and(|cell| cell.trim() == name.trim()))
        };
        !named().any(recurs) && named().any(|(column, _)| is_mostly(below, column, CellLook::is_value))
    }
}

impl HeaderEvidence {
    fn of(row: &HeaderSampleRow, used: &HashSet<String>, known: &KnownColumns) -> Self {
        let cells: Vec<&str> =
            row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        let looks: Vec<CellLook> = cells.iter().map(|cell| CellLook::of(cell)).collect();
        let words =
            || cells.iter().zip(&looks).filter(|(_, look)| **look == CellLook::Words).map(|(cell, _)| *cell);
        let is_used = |cell: &str| used.contains(&fold_name(cell));
        let is_known = |cell: &&str| known.is_known.is_some_and(|is_known| is_known(cell));
        Self {
            filled: cells.len(),
            values: looks.iter().filter(|look| look.is_value()).count(),
            contacts: looks.iter().filter(|look| look.is_contact()).count(),
            repeated: cells.iter().collect::<HashSet<_>>().len() < cells.len(),
            used: if used.is_empty() { 0 } else { cells.iter().filter(|cell| is_used(cell)).count() },
            known: words().filter(is_known).count(),
        }
    }

    fn is_clearly_header(&self, used: &HashSet<String>) -> bool {
        let known = self.used > 0 || (used.is_empty() && self.known > 0);
        self.values == 0 && !self.repeated && known
    }

    /// Its cells may all be column names.
    fn is_names(&self) -> bool {
        self.contacts == 0 && (self.values == 0 || (self.known >= 2 && self.values * 3 <= self.filled))
    }

    fn is_narrower_than(&self, header: &Self) -> bool {
        self.filled < header.filled && (self.filled <= 2 || self.filled * 2 <= header.filled)
    }

    /// The other row is the better header.
    fn is_less_than(&self, header: &Self) -> bool {
        self.is_narrower_than(header) || self.values > 0 || self.repeated
    }
}

fn used_names(known: &KnownColumns) -> HashSet<String> {
    known.used.iter().map(|name| fold_name(name)).collect()
}

/// True if at least four fifths of the non-empty cells of a column have such a look.
pub(in crate::source) fn is_mostly(
    rows: &[HeaderSampleRow],
    column: usize,
    such: impl Fn(CellLook) -> bool,
) -> bool {
    let looks = rows.iter().filter_map(|row| row.cells.get(column)).map(|cell| CellLook::of(cell));
    let looks: Vec<CellLook> =
        looks.filter(|look| !matches!(look, CellLook::Blank | CellLook::Nothing)).collect();
    !looks.is_empty() && looks.iter().filter(|look| such(**look)).count() * 5 >= looks.len() * 4
}

/// True if the row fills at least four fifths of the usual number of cells.
fn is_wide(row: &HeaderSampleRow, rows: &[HeaderSampleRow]) -> bool {
    let filled = row.cells.iter().filter(|cell| !cell.trim().is_empty()).count();
    filled * 5 >= usual_width(rows) * 4
}

/// The number of columns: up to the last name, plus the following columns that more than half of the rows fill.
pub(in crate::source) fn columns(rows: &[HeaderSampleRow], at: usize) -> usize {
    let below = rows.get(at + 1..).unwrap_or_default();
    let named = rows.get(at).map_or(0, |row| extent(&row.cells));
    let filled = |column: &usize| {
        let filled =
            |row: &&HeaderSampleRow| row.cells.get(*column).is_some_and(|cell| !cell.trim().is_empty());
        below.iter().filter(filled).count() * 2 > below.len()
    };
    let most = below.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    (named..most).rev().find(filled).map_or(named, |column| column + 1)
}

fn extent(cells: &[String]) -> usize {
    cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn rows(text: &str) -> Vec<HeaderSampleRow> {
        let cells = |line: &str| line.split(';').map(ToOwned::to_owned).collect();
        let rows = (1..).zip(text.lines()).map(|(row, line)| HeaderSampleRow { row, cells: cells(line) });
        rows.filter(|row| row.cells.iter().any(|cell| !cell.trim().is_empty())).collect()
    }

    fn known(used: &[&str]) -> KnownColumns {
        let is_known = |name: &str| {
            ["name", "nome", "email", "e-mail", "phone", "tel", "cliente", "ragione sociale", "città", "note"]
                .contains(&fold_name(name).as_str())
        };
        KnownColumns {
            used: used.iter().map(ToString::to_string).collect(),
            is_known: Some(is_known),
            ..KnownColumns::default()
        }
    }

    /// The row of the header, as numbered in the file.
    fn row_of(text: &str, used: &[&str]) -> u64 {
        let rows = rows(text);
        rows[find(&rows, &known(used)).unwrap().at].row
    }

    #[rstest]
    #[case::plain("Name;Email\nAda;a@x.org", 1)]
    #[case::blank_rows("\n;;\n\nName;Email\nAda;a@x.org", 4)]
    #[case::title("Elenco clienti 2024;;\nNome;Email;Tel\nAda;a@x.org;020 7946 0101", 2)]
    #[case::pairs("Report:;Contacts\nDate:;2024-01-02\nName;Email;Phone\nAnn;ann@example.org;1", 3)]
    #[case::a_known_word_in_the_title("Cliente;ACME\n\nNome;Email;Tel;X\nAda;a@x.org;1;2", 3)]
    #[case::title_blank_header("Customers\n\n\nName;Email;City\nAda;a@x.org;Rome", 4)]
    #[case::groups("Anagrafica;;Contatti;\nNome;X;Email;Tel\nAda;1;a@x.org;2", 2)]
    #[case::groups_in_each_cell("Person;Person;Contact;Contact\nName;X;Email;Phone\nAda;1;a@x.org;2", 2)]
    #[case::unknown_names("客户名单\n姓名;邮件;城市\n王;w@x.cn;北京\n李;l@x.cn;上海", 2)]
    #[case::a_customer_above("Anna Bianchi;Milano\nNome;Città\nUgo;Pisa", 2)]
    #[case::one_known_name("Elenco;;\nRagione sociale;Foo;Bar\nACME;1;x\nBeta;2;y", 2)]
    fn headers_below_titles_are_found(#[case] text: &str, #[case] expected: u64) {
        assert_eq!(row_of(text, &[]), expected);
    }

    /// Unclear cases keep the first row.
    #[rstest]
    #[case::one_column("Note\na\nb")]
    #[case::one_named_column("Name;;\nRossi;Milano;Italia\nVerdi;Roma;Italia")]
    #[case::one_unknown_column("X\nRossi;Milano;Italia\nVerdi;Roma;Italia")]
    #[case::chinese("姓名;邮件\n王;w@x.cn")]
    #[case::numbers("a;b;c\n1;2;3\n4;5;6")]
    #[case::years("Zzz;2022;2023\nNome;1;2")]
    #[case::doubled("Phone;Phone;Name\n1;2;Ada")]
    #[case::texts_only("Titolo;;\nRossi;Milano;Italia\nVerdi;Roma;Italia\nBianchi;Bari;Italia")]
    #[case::data_that_recurs("Titolo;;\nRossi;Milano;no\nVerdi;Roma;1\nRossi;Bari;2")]
    #[case::a_dictionary_of_names("Name;Email\nName;Email\nNome;E-mail")]
    #[case::a_value_that_is_a_name("Campo;Uso\nEmail;Nome\nTel;Note")]
    fn in_unclear_cases_the_first_row_is_the_header(#[case] text: &str) {
        assert_eq!(row_of(text, &[]), 1);
    }

    #[rstest]
    #[case::two_columns_of_the_mapping("Foo;Bar\nKlant;Adres\nAda;x", &["Klant", "Adres"], 2)]
    #[case::one_column_below_a_title("Lijst;\nKlant;Adres\nAda;x", &["Klant"], 2)]
    #[case::one_column_is_not_enough("Foo;Bar\nKlant;x\nAda;x", &["Klant"], 1)]
    #[case::columns_in_the_first_row("Klant;Adres\nKlant;Adres\nAda;x", &["Klant", "Adres"], 1)]
    #[case::no_column_of_the_mapping("Name;Email\nAda;x", &["Klant"], 1)]
    #[case::two_header_rows("Name;Email\nc_name;c_mail\nAda;a@x.org", &["c_name", "c_mail"], 2)]
    #[case::the_mapping_overrides_known_names("Elenco;;\nName;Email;X\nc_name;c_mail;Y\nAda;a@x.org;1", &["c_name", "c_mail"], 3)]
    fn columns_of_the_mapping_identify_the_header(
        #[case] text: &str,
        #[case] used: &[&str],
        #[case] expected: u64,
    ) {
        assert_eq!(row_of(text, used), expected);
    }

    #[rstest]
    #[case("Ann Lee;ann@example.org;020 7946 0101\nBob;bob@example.org;1", Some(1))]
    #[case("Ann Lee;020 7946 0101\nBob;1", Some(1))]
    #[case("Ann Lee;;\nBob;bob@example.org;1", Some(1))]
    #[case("Elenco 2024;;\nBob;bob@example.org;1", Some(1))]
    #[case("Name;Email (info@x.org)\nBob;bob@example.org", None)]
    #[case("Name;Email;ann@example.org\nBob;bob@example.org;x", None)]
    #[case("Name;;Phone\nBob;bob@example.org;1", None)]
    #[case("姓名;邮件\n王;w@x.cn", None)]
    fn a_first_row_with_a_customer_is_recognized(#[case] text: &str, #[case] column: Option<usize>) {
        let found = data_row(&rows(text), 0, &known(&[])).map(|found| match found {
            DataRow::Contact { column, .. } | DataRow::Unnamed { column } => column,
        });
        assert_eq!(found, column);
    }

    #[test]
    fn nameless_columns_count_if_most_rows_fill_them() {
        let columns = |text: &str| find(&rows(text), &known(&[])).unwrap().columns;
        assert_eq!(columns("Name;Email;;\nAda;a@x.org;x;"), 3);
        assert_eq!(columns("Name;Email;;\nAda;a@x.org;x;\nBob;b@x.org;;"), 2);
        assert_eq!(columns("Name;;Email\nAda;;a@x.org"), 3);
    }
}
