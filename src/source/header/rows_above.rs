//! Finds customers among the rows above a header. They get there if a sheet is sorted together with its header.

use std::collections::HashSet;

use crate::source::cell_look::CellLook;
use crate::source::read_options::KnownColumns;

use super::detection::{HeaderSampleRow, is_mostly};

/// A title has fewer rows than this that are as full as the header.
const MANY: usize = 3;

const CONTACTS: [CellLook; 2] = [CellLook::Email, CellLook::Phone];

/// The first words of titles, in five languages.
const TITLES: [&str; 27] = [
    "elenco",
    "lista",
    "listado",
    "liste",
    "list",
    "report",
    "rapporto",
    "rapport",
    "bericht",
    "informe",
    "export",
    "estratto",
    "esportazione",
    "clienti",
    "clientes",
    "clients",
    "customers",
    "contacts",
    "contatti",
    "contactos",
    "kunden",
    "kundenliste",
    "adressliste",
    "rubrica",
    "anagrafica",
    "stampa",
    "pagina",
];

/// Rows above the header that look like customers, and the evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::source) struct CustomersAboveHeader {
    pub(in crate::source) first: u64,
    pub(in crate::source) last: u64,
    /// A cell that shows it, and its column from 0.
    pub(in crate::source) shown: Option<(String, usize)>,
}

/// The customers above the header with this index among the rows; `None` if all rows there look like a title.
///
/// A row is a customer if it is about as full as the header and has a value of a kind that is usual in that column:
/// in most rows below or in another row above. If several rows have a contact, fullness is not required. A row that
/// looks the same as a row below is a customer, too. A single row followed by a blank one is a letterhead.
pub(in crate::source) fn customers(
    rows: &[HeaderSampleRow],
    header: usize,
    known: &KnownColumns,
) -> Option<CustomersAboveHeader> {
    let above = rows.get(..header)?;
    let below = rows.get(header + 1..).unwrap_or_default();
    let names = rows.get(header).map_or(0, filled);
    let some: Vec<&HeaderSampleRow> = above.iter().filter(|row| filled(row) >= 2).collect();
    let alike = some.iter().filter(|row| shown(row, &CONTACTS, &[], below).is_some()).count();
    let is_full = |row: &&HeaderSampleRow| alike > 1 || is_full(filled(row), names);
    let full: Vec<&HeaderSampleRow> = some.into_iter().filter(is_full).collect();
    let found = |looks: &[CellLook]| -> Vec<(u64, (String, usize))> {
        let shown = |row: &HeaderSampleRow| Some((row.row, shown(row, looks, &full, below)?));
        full.iter().filter_map(|row| shown(row)).collect()
    };
    // A number may also be in a title.
    let contacts = found(&CONTACTS);
    let found =
        if contacts.is_empty() { found(&[CellLook::Day, CellLook::Number, CellLook::Web]) } else { contacts };
    let parted = |row: u64| {
        let next = rows.iter().map(|own| own.row).find(|own| *own > row);
        next.is_some_and(|next| next > row + 1)
    };
    match found.as_slice() {
        [(row, _)] if parted(*row) => None,
        [(first, shown), rest @ ..] => {
            let last = rest.last().map_or(*first, |(last, _)| *last);
            Some(CustomersAboveHeader { first: *first, last, shown: Some(shown.clone()) })
        }
        [] => as_full(&full, names).or_else(|| {
            let own: Vec<&HeaderSampleRow> =
                above.iter().filter(|row| is_as_below(row, names, below, known)).collect();
            let first = own.first()?;
            let last = own.last()?;
            let column = first.cells.iter().position(|cell| !cell.trim().is_empty())?;
            let shown = Some((cell(first, column).to_owned(), column));
            let is_letterhead = own.len() == 1 && parted(first.row);
            (!is_letterhead).then_some(CustomersAboveHeader { first: first.row, last: last.row, shown })
        }),
    }
}

/// True if a row looks the same as a row below: it is not a title, it fills all cells of the header or the cells of
/// some row below, and its values look like those of their columns.
fn is_as_below(row: &HeaderSampleRow, names: usize, below: &[HeaderSampleRow], known: &KnownColumns) -> bool {
    let columns = filled_columns(row);
    let has_shape = || columns.len() >= names || below.iter().any(|other| filled_columns(other) == columns);
    let looks = |column: usize| {
        below.iter().map(move |other| kind(cell(other, column))).filter(|look| *look != CellLook::Blank)
    };
    let fits = |column: &usize| {
        looks(*column).next().is_none() || looks(*column).any(|look| look == kind(cell(row, *column)))
    };
    let is_seen = |column: &usize| looks(*column).next().is_some();
    columns.len() > 1
        && !is_title(row, names, known)
        && has_shape()
        && columns.iter().any(is_seen)
        && columns.iter().all(fits)
}

/// True for words that titles have: a label, column or group names, or the name of a list.
fn is_title(row: &HeaderSampleRow, names: usize, known: &KnownColumns) -> bool {
    let cells: Vec<&str> = row.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    let distinct = cells.iter().collect::<HashSet<_>>().len();
    let named = cells.iter().filter(|cell| known.is_known.is_some_and(|is_known| is_known(cell))).count();
    let is_identifier = |cell: &&str| cell.contains('_') && !cell.contains(' ');
    let first = cells.first().and_then(|cell| cell.split(|letter: char| !letter.is_alphabetic()).next());
    let is_dated =
        cells.len() == 2 && names > 2 && cells.iter().any(|cell| CellLook::of(cell) == CellLook::Day);
    distinct * 2 <= cells.len()
        || named * 2 >= cells.len()
        || cells.iter().any(|cell| cell.ends_with(':'))
        || cells.iter().all(is_identifier)
        || first.is_some_and(|word| TITLES.contains(&word.to_lowercase().as_str()))
        || is_dated
}

/// The look of a cell. Long texts count as words, and words for an empty value as blank.
fn kind(text: &str) -> CellLook {
    match CellLook::of(text) {
        CellLook::Long => CellLook::Words,
        CellLook::Nothing => CellLook::Blank,
        look => look,
    }
}

fn filled_columns(row: &HeaderSampleRow) -> Vec<usize> {
    let is_filled = |(_, cell): &(usize, &String)| !cell.trim().is_empty();
    row.cells.iter().enumerate().filter(is_filled).map(|(column, _)| column).collect()
}

/// Several rows with exactly as many cells as the header are customers, whatever their values are.
fn as_full(full: &[&HeaderSampleRow], names: usize) -> Option<CustomersAboveHeader> {
    let alike: Vec<u64> = full.iter().filter(|row| filled(row) == names).map(|row| row.row).collect();
    let enough = alike.len() >= MANY && names >= MANY;
    Some(CustomersAboveHeader { first: *alike.first()?, last: *alike.last()?, shown: None })
        .filter(|_| enough)
}

/// The first value with one of these looks that shows a customer, and its column from 0. Contacts are looked for
/// before other values.
fn shown(
    row: &HeaderSampleRow,
    looks: &[CellLook],
    above: &[&HeaderSampleRow],
    below: &[HeaderSampleRow],
) -> Option<(String, usize)> {
    let shows = |column: usize, text: &str| {
        let look = CellLook::of(text);
        let several = above.iter().filter(|other| CellLook::of(cell(other, column)) == look).count() > 1;
        let alike = is_mostly(below, column, |other| other == look);
        looks.contains(&look) && if look.is_contact() { several || alike } else { several && alike }
    };
    let column = row.cells.iter().enumerate().position(|(column, text)| shows(column, text))?;
    Some((cell(row, column).to_owned(), column))
}

fn cell(row: &HeaderSampleRow, column: usize) -> &str {
    row.cells.get(column).map_or("", String::as_str)
}

fn filled(row: &HeaderSampleRow) -> usize {
    row.cells.iter().filter(|cell| !cell.trim().is_empty()).count()
}

/// True for a row with more than half as many cells as the header, and with more than a label and its value.
fn is_full(cells: usize, names: usize) -> bool {
    cells >= names || (cells > 2 && cells * 2 > names)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn above(text: &str, header: u64) -> Option<(u64, u64)> {
        let cells = |line: &str| line.split(';').map(ToOwned::to_owned).collect();
        let rows = (1..).zip(text.lines()).map(|(row, line)| HeaderSampleRow { row, cells: cells(line) });
        let rows: Vec<_> = rows.filter(|row| row.cells.iter().any(|cell| !cell.is_empty())).collect();
        let at = rows.iter().position(|row| row.row == header).unwrap();
        let is_known =
            |name: &str| ["nome", "city", "email", "cliente", "tel"].contains(&name.to_lowercase().as_str());
        let known = KnownColumns { is_known: Some(is_known), ..KnownColumns::default() };
        customers(&rows, at, &known).map(|found| (found.first, found.last))
    }

    #[rstest]
    #[case::sorted("Ada;ada@x.org;Roma\nBob;bob@x.org;Oslo\nName;Email;City\nZoe;zoe@x.org;Bern", 3, (1, 2))]
    #[case::one("Ada;ada@x.org;Roma\nName;Email;City\nZoe;zoe@x.org;Bern", 2, (1, 1))]
    #[case::some_empty("Ada;ada@x.org;;1\nBob;;Oslo;\nName;Email;City;N\nZoe;zoe@x.org;Bern;1", 3, (1, 1))]
    #[case::many_empty("Ada;ada@x.org;;\nBob;bob@x.org;;\nName;Email;City;N\nZoe;zoe@x.org;Bern;1", 3, (1, 2))]
    #[case::two_exports("Kd;2023;Mail\nAda;1;a@x.org\nBob;2;b@x.org\nName;Phone;Email\nZoe;3;z@x.org", 4, (2, 3))]
    #[case::two_exports_with_other_columns("Kd;Mail;N\nAda;a@x.org;1\nBob;b@x.org;1\nName;Phone;Email\nZoe;020 7946 0101;z@x.org", 4, (2, 3))]
    #[case::days("Ada;1990-01-31\nBob;1991-01-31\nName;Born\nZoe;1992-01-31", 3, (1, 2))]
    #[case::words("Ada;Roma;x\nBob;Oslo;y\nCyd;Bonn;z\nName;City;Note\nZoe;Bern;x", 4, (1, 3))]
    #[case::like_a_row_below("Anna;Milano;\nNome;City;Email\nUgo;Pisa;u@x.it\nZoe;Bari;", 2, (1, 1))]
    #[case::two_columns("Anna;Milano\nIvo;Oslo\nNome;City\nUgo;Pisa", 3, (1, 2))]
    #[case::an_empty_cell("Anna;;0184\nNome;City;CAP\nUgo;Pisa;20100\nZoe;;70100", 2, (1, 1))]
    #[case::full("Anna;Milano;x 1\nNome;City;Note\nUgo;Pisa;y 2", 2, (1, 1))]
    #[case::words_and_numbers("Anna;Via Roma 1;\nNome;Via;Email\nZoe;Via Po 3;\nUgo;Via Po 4;u@x.it", 2, (1, 1))]
    fn customers_above_the_header_are_recognized(
        #[case] text: &str,
        #[case] header: u64,
        #[case] expected: (u64, u64),
    ) {
        assert_eq!(above(text, header), Some(expected));
    }

    #[rstest]
    #[case::letterhead("ACME;info@acme.it;+39 02 5550123\n\nName;Email;Tel\nZoe;z@x.org;020 7946 0101", 3)]
    #[case::letterhead_of_a_wide_table(
        "ACME;info@acme.it;1\nName;Email;Tel;City;Zip;X\nZoe;z@x.org;1;2;3;4",
        2
    )]
    #[case::pairs("Report:;Contacts\nDate:;2024-01-02\nName;Email;Phone\nAnn;a@x.org;1", 3)]
    #[case::contact_of_the_writer("Tel;+39 02 5550123\nName;Email;Phone\nAnn;a@x.org;1", 2)]
    #[case::groups("Person;Person;Contact;Contact\nName;X;Email;Phone\nAda;1;a@x.org;2", 2)]
    #[case::two_headers("Name;Email\nc_name;c_mail\nAda;a@x.org", 2)]
    #[case::header_in_the_first_row("Name;Email\nAda;a@x.org", 1)]
    #[case::a_list("Elenco clienti 2024;;\nNome;City;Email\nUgo;Pisa;u@x.it\nZoe;Bari;", 2)]
    #[case::a_report("Report;01/02/2024;\nNome;Nato;Email\nUgo;01/02/1980;u@x.it\nZoe;01/02/1981;", 2)]
    #[case::a_day("Al;01/02/2024;\nNome;Nato;Email\nUgo;01/02/1980;u@x.it\nZoe;01/02/1981;", 2)]
    #[case::a_page("Elenco clienti;;Pagina 1\nNome;City;Note\nUgo;;x 1\nZoe;Bari;", 2)]
    #[case::labels("Filiale:;Milano;\nNome;City;Email\nUgo;Pisa;u@x.it\nZoe;Bari;", 2)]
    #[case::two_names("Cliente;ACME;\nNome;City;Email\nUgo;Pisa;u@x.it\nZoe;Bari;", 2)]
    #[case::another_number_of_cells("Dati;;Domicilio;\nNome;Cognome;Via;City\nUgo;Po;Via Po;Pisa", 2)]
    #[case::identifiers("c_a;c_b\nNome;City\nUgo;Pisa", 2)]
    fn titles_above_the_header_are_not_customers(#[case] text: &str, #[case] header: u64) {
        assert_eq!(above(text, header), None);
    }
}
