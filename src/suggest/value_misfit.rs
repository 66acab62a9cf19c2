//! Values that clearly do not belong in a field, whatever the column's name says.

use crate::convert::{BoolWords, Conversion, ConversionInput};

use super::column_role::ColumnRole;
use super::column_values::{ColumnValues, is_day, mostly};
use super::date_forms::{Dates, dates};
use crate::mapping::name_words;

/// Words for a status, a group or a means of contact, which are never a name.
const STATES: &[&str] = &[
    "active inactive enabled disabled open closed new won lost pending lead prospect customer client supplier vendor",
    "attivo attiva inattivo inattiva potenziale aperto chiuso nuovo cliente fornitore sospeso cessato",
    "actif active inactif inactive nouveau ouvert ferme fournisseur",
    "activo activa inactivo inactiva potencial abierto cerrado nuevo proveedor",
    "aktiv inaktiv interessent offen geschlossen neu gesperrt kunde neukunde stammkunde altkunde lieferant",
    "retail wholesale business private privato azienda particulier particular privat privatkunde geschaftskunde person company",
    "email e-mail mail phone telephone fax letter post sms telefonico telefonica telefonisch telefono telefon telephonique",
    "postal posta brief schriftlich personlich online web whatsapp",
    "gold silver bronze standard premium basic vip partner male female maschio femmina herr frau mr mrs ms mister",
];
/// Words before a number, which are never a name.
const BEFORE_NUMBERS: &[&str] = &["nr", "no", "num", "id", "ref", "rif", "cod", "code", "cli", "kdnr"];
/// File name extensions.
const FILES: &[&str] = &[
    ".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".pdf", ".doc", ".docx", ".xls", ".xlsx",
    ".csv",
];

/// Values that do not fit a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Misfit {
    /// The number of such values.
    pub count: usize,
    /// The kind of the first one.
    pub what: &'static str,
}

/// The values that do not fit the column's role, if there are any.
pub(super) fn misfit(role: ColumnRole, values: &ColumnValues<'_>) -> Option<Misfit> {
    let told = judge(role)?;
    let truths = Conversion::Bool(BoolWords::default());
    let strange = |input: ConversionInput<'_>| told(input.text, truths.convert(&input).is_ok());
    let mut found = values.inputs().filter_map(strange);
    let misfit = found.next().map(|what| Misfit { count: 1 + found.count(), what });
    let all = values.count();
    let is_clear = misfit.is_some_and(|misfit| mostly(misfit.count, all));
    // Dates with the names of months.
    if !is_clear && is_called(role) && dates(values, mostly) != Dates::No {
        return Some(Misfit { count: all, what: DAY });
    }
    misfit
}

/// True for the roles of names of people or companies.
pub(super) fn is_called(role: ColumnRole) -> bool {
    use ColumnRole::{Contact, Field, First, Full, Last, Middle};
    matches!(role, Full | Contact | First | Middle | Last | Field("company"))
}

/// The kind of a text that a field can't have. The flag is true for words that mean yes or no.
type MisfitTest = fn(&str, bool) -> Option<&'static str>;

fn judge(role: ColumnRole) -> Option<MisfitTest> {
    match role {
        role if is_called(role) => Some(no_name),
        ColumnRole::Field("address" | "city") => Some(no_name),
        ColumnRole::Street2 => Some(no_line),
        ColumnRole::Field("phoneNumber" | "mobileNumber" | "faxNumber") => Some(no_number),
        ColumnRole::Field("postalNumber") => Some(no_postcode),
        ColumnRole::Field("province") => Some(no_province),
        ColumnRole::Field("skypeAddress") => Some(|_, is_truth| is_truth.then_some(TRUTH)),
        _ => None,
    }
}

/// They may be extensions inside a company.
pub(super) const SHORT: &str = "numbers of fewer than five digits";
const TRUTH: &str = "yes or no";
const CODE: &str = "codes or numbers";
const DAY: &str = "days";
const WORD: &str = "status words";

fn no_name(text: &str, is_truth: bool) -> Option<&'static str> {
    let kinds = [(is_truth, TRUTH), (is_day(text), DAY), (is_code(text), CODE), (is_state(text), WORD)];
    kinds.iter().find(|(is_one, _)| *is_one).map(|(_, what)| *what).or_else(|| of_computers(text))
}

/// The second line of an address may be the number of a flat.
fn no_line(text: &str, is_truth: bool) -> Option<&'static str> {
    let kinds = [(is_truth, TRUTH), (is_day(text), DAY)];
    kinds.iter().find(|(is_one, _)| *is_one).map(|(_, what)| *what).or_else(|| of_computers(text))
}

/// Regions may be numbers or short codes (`69`, `IT-RM`), and `NO` and `SI` are Italian provinces.
fn no_province(text: &str, is_truth: bool) -> Option<&'static str> {
    let is_short = text.len() <= 2 && text.chars().all(char::is_uppercase);
    let is_long_code = text.len() > 6 && is_code(text);
    let kinds =
        [(is_truth && !is_short, TRUTH), (is_day(text), DAY), (is_long_code, CODE), (is_state(text), WORD)];
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= 6;
    let found = kinds.iter().find(|(is_one, _)| *is_one && !is_number).map(|(_, what)| *what);
    found.or_else(|| of_computers(text))
}

/// Phone numbers have at least five digits, may include words, and do not begin like codes (`D000012`).
fn no_number(text: &str, is_truth: bool) -> Option<&'static str> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
    let glued = text.trim_start_matches(char::is_alphabetic);
    let is_glued = glued.len() < text.len() && glued.starts_with(|first: char| first.is_ascii_digit());
    match text {
        _ if digits >= 5 && is_day(text) => Some(DAY),
        _ if digits < 5 && text.bytes().all(|byte| byte.is_ascii_digit()) => Some(SHORT),
        _ if digits < 5 && is_truth => Some(TRUTH),
        _ if digits == 0 => Some("words"),
        _ if digits < 5 || letters > digits || is_glued || text.contains(['@', '€', '$', '%', '_']) => {
            Some("something else")
        }
        _ => None,
    }
}

fn no_postcode(text: &str, is_truth: bool) -> Option<&'static str> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    match text {
        _ if is_truth => Some(TRUTH),
        _ if is_day(text) => Some(DAY),
        _ if digits == 0 => Some("words"),
        _ if digits > 10 || text.chars().count() > 14 => Some("something else"),
        _ => None,
    }
}

/// File names and web addresses.
fn of_computers(text: &str) -> Option<&'static str> {
    let small = text.to_lowercase();
    let is_web = small.starts_with("http://") || small.starts_with("https://") || small.starts_with("www.");
    let is_file = !small.contains(' ') && FILES.iter().any(|ending| small.ends_with(ending));
    match (is_web, is_file) {
        (true, _) => Some("web addresses"),
        (_, true) => Some("file names"),
        _ if small.contains('@') && !small.contains(' ') => Some("e-mail addresses"),
        _ => None,
    }
}

/// True for a code: a word with a digit (`CUST0001`, `R0017/A`), a number with leading zeros (`Kunde 0012`), or
/// digits without a real word (`KD 1001`, `12.50`). `Studio 54` and `3M Italia` are names.
fn is_code(text: &str) -> bool {
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let parts = || text.split(|letter: char| letter.is_whitespace());
    let padded = |part: &str| {
        part.len() >= 3 && part.starts_with('0') && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    parts().count() == 1
        || parts().any(padded)
        || !text.split(|letter: char| !letter.is_alphanumeric()).any(is_word)
}

/// True for a word of at least three letters, or of two that are not both capitals (`Bo`). Words that precede
/// numbers do not count.
fn is_word(part: &str) -> bool {
    let letters = part.chars().count();
    let is_long = letters >= 3 || (letters == 2 && part.chars().any(char::is_lowercase));
    is_long
        && part.chars().all(char::is_alphabetic)
        && !BEFORE_NUMBERS.contains(&part.to_lowercase().as_str())
}

fn is_state(text: &str) -> bool {
    let mut words = name_words(text).into_iter();
    let first = words.next();
    let alone = words.next().is_none();
    let is_one = |word: String| STATES.iter().any(|line| line.split(' ').any(|state| state == word));
    let hyphen = || text.eq_ignore_ascii_case("e-mail");
    (alone && first.is_some_and(is_one)) || hyphen()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_not_names() {
        for text in [
            "D00001",
            "C001",
            "CLI-0001",
            "K10001",
            "R0017/A",
            "R01",
            "CUST0001",
            "0015g00000XyZabAAB",
            "KD 1001",
            "Nr. 12",
            "Kunde 0012",
            "2024-01-02",
            "2024-01-02 10:00",
            "12.50",
            "firma1.png",
            "3f2504e0-4f89-11d3",
        ] {
            assert!(no_name(text, false).is_some(), "{text}");
        }
        for text in [
            "logo.png",
            "Attivo",
            "Prospect",
            "telefonisch",
            "E-Mail",
            "https://a.example",
            "a@x.org",
            "Stammkunde",
        ] {
            assert!(no_name(text, false).is_some(), "{text}");
        }
        for text in [
            "3M Italia",
            "Studio 54 srl",
            "Bar 2000",
            "Ada",
            "Ada 17",
            "Bo 3",
            "Müller GmbH",
            "Yahoo!",
            "amazon.de",
            "王芳",
            "A. B.",
            "Klinik 24 AG",
            "Neu GmbH",
            "Kunde Bau KG",
            "Partner & Co",
        ] {
            assert_eq!(no_name(text, false), None, "{text}");
        }
    }

    #[test]
    fn texts_that_are_not_phone_numbers_are_recognized() {
        for text in
            ["TIM", "Vodafone", "D000012", "2024-01-02", "02/01/2024", "4711", "a12345@x.org", "CUST0001"]
        {
            assert!(no_number(text, false).is_some(), "{text}");
        }
        for text in [
            "020 7946 0101",
            "06/1234567",
            "+39 347 1234567 (Ada)",
            "04.72.00.00.00",
            "tel. 0171 3920014",
            "3471234567",
            "020 7946 0101 ext. 12",
            "06 123456 / 06 654321",
            "'+390612345",
        ] {
            assert_eq!(no_number(text, false), None, "{text}");
        }
    }

    #[test]
    fn provinces_and_postcodes_are_checked() {
        assert!(
            [("yes", true), ("Active", false), ("K100012", false)]
                .iter()
                .all(|(text, is)| no_province(text, *is).is_some())
        );
        assert!(
            [("NO", true), ("69", false), ("IT-RM", false), ("Roma", false), ("1", true)]
                .iter()
                .all(|(text, is)| no_province(text, *is).is_none())
        );
        assert!(
            ["EC1A 1BB", "00184", "184.0", "D-28195"].iter().all(|text| no_postcode(text, false).is_none())
        );
        assert!(
            ["Roma", "2024-01-02", "+39 06 12345678"].iter().all(|text| no_postcode(text, false).is_some())
        );
    }
}
