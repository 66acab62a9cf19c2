//! Recognizes data that is never mapped automatically and never shown: passwords, card numbers, tax numbers of
//! people.

use std::sync::LazyLock;

use regex::Regex;

use crate::mapping::name_words;

const PARTS: &str = include_str!("secrets.tsv");
const WHOLE: &str = include_str!("whole_secrets.tsv");

type SensitiveNames = Vec<(&'static str, Vec<&'static str>)>;

static TABLES: LazyLock<[SensitiveNames; 2]> = LazyLock::new(|| [PARTS, WHOLE].map(read));

fn read(text: &'static str) -> SensitiveNames {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once('\t'))
        .map(|(what, names)| (what, names.split(',').collect()))
        .collect()
}

/// Names of company numbers that contain the name of a person's number.
const OF_FIRMS: [&str; 7] = [
    "umsatzsteueridentifikationsnummer",
    "umsatzsteueridentifikation",
    "umsatzsteueridnr",
    "umsatzsteuerid",
    "nifcif",
    "cifnif",
    "nifintracomunitario",
];
/// The names of numbers in company and VAT registers.
const REGISTERS: [&str; 12] = [
    "partitaiva",
    "piva",
    "ustid",
    "umsatzsteuer",
    "vatnumber",
    "vatid",
    "vatno",
    "tvaintra",
    "siret",
    "siren",
    "companynumber",
    "registrationnumber",
];
const REGISTER_WORDS: [&str; 6] = ["vat", "iva", "tva", "ust", "cif", "eori"];

/// True for a company number of a public register, such as a VAT number, which may be mapped. False for a column
/// that also holds people's numbers.
pub(super) fn is_of_firms(name: &str) -> bool {
    let words = name_words(name);
    let whole = words.concat();
    let register = REGISTERS.iter().any(|number| whole.contains(number))
        || words.iter().any(|word| REGISTER_WORDS.contains(&word.as_str()));
    register && by_name(name).is_none()
}

/// The kind of sensitive data in a column, by its name.
pub(super) fn by_name(name: &str) -> Option<&'static str> {
    let mut words = name_words(name);
    let mut whole = words.concat();
    for number in OF_FIRMS.iter().filter(|number| whole.contains(**number)).collect::<Vec<_>>() {
        whole = whole.replace(number, "");
        words.retain(|word| !number.contains(word.as_str()));
    }
    let [parts, wholes] = &*TABLES;
    let inside = parts.iter().find(|(_, names)| names.iter().any(|part| whole.contains(part)));
    let is = |part: &&str| whole == **part || words.iter().any(|word| word == *part);
    inside.or_else(|| wholes.iter().find(|(_, names)| names.iter().any(is))).map(|(what, _)| *what)
}

/// A form of sensitive values. Compiling a pattern takes longer than reading hundreds of rows, so each has a quick test.
struct Shape {
    may_be: fn(&str) -> bool,
    pattern: LazyLock<Regex>,
    what: &'static str,
}

static SHAPES: [Shape; 4] = [
    Shape {
        may_be: |text| text.starts_with('$') || text.len() >= 40,
        pattern: LazyLock::new(|| compiled(r"^\$(2[abxy]?|P|H|1|5|6|argon2\w*)\$\S+$|^[0-9a-fA-F]{40,128}$")),
        what: "a password or key",
    },
    // Signed tokens (JSON Web Token), and keys that services begin with their own letters.
    Shape {
        may_be: |text| {
            ["ey", "sk_", "pk_", "rk_", "gh", "xox", "AKIA", "glpat"].iter().any(|own| text.starts_with(own))
        },
        pattern: LazyLock::new(|| {
            compiled(
                r"^eyJ[\w-]+\.[\w-]+\.[\w-]*$|^((sk|pk|rk)_(live|test)_|gh[opsu]_|xox[abps]-|AKIA|glpat-)\S{12,}$",
            )
        }),
        what: "a password or key",
    },
    Shape {
        may_be: |text| text.len() == 16,
        pattern: LazyLock::new(|| {
            compiled(
                r"^[A-Za-z]{6}[0-9LMNPQRSTUV]{2}[A-Za-z][0-9LMNPQRSTUV]{2}[A-Za-z][0-9LMNPQRSTUV]{3}[A-Za-z]$",
            )
        }),
        what: "a personal tax or identity number",
    },
    Shape {
        may_be: |text| matches!(text.len(), 9 | 11),
        pattern: LazyLock::new(|| compiled(r"^[0-9]{3}-[0-9]{2}-[0-9]{4}$|^[0-9XYZxyz][0-9]{7}[A-Za-z]$")),
        what: "a personal tax or identity number",
    },
];

#[expect(clippy::unwrap_used, reason = "the patterns are constants, and a test compiles them")]
fn compiled(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap()
}

/// The kind of sensitive data of a value, by its form.
pub(super) fn by_value(text: &str) -> Option<&'static str> {
    if is_card(text) || is_account(text) {
        return Some(ACCOUNT);
    }
    let text = text.trim();
    let shape = SHAPES.iter().find(|shape| (shape.may_be)(text) && shape.pattern.is_match(text));
    shape.map(|shape| shape.what)
}

/// The same in a column of company numbers. French ones have the check digit of a card, so cards are not recognized
/// here.
pub(super) fn by_value_of_firms(text: &str) -> Option<&'static str> {
    by_value(text).filter(|what| *what != ACCOUNT)
}

const ACCOUNT: &str = "a card or bank account";

static IBAN: LazyLock<Regex> =
    LazyLock::new(|| compiled(r"^[A-Z]{2}[0-9]{2}[ ]?([A-Z0-9]{4}[ ]?){2,7}[A-Z0-9]{1,4}$"));

/// True for an IBAN, which has at least 15 letters and digits. VAT numbers look similar, but have at most 14.
fn is_account(text: &str) -> bool {
    let text = text.trim();
    let may_be = text.len() >= 15 && text.as_bytes().get(2).is_some_and(u8::is_ascii_digit);
    may_be && IBAN.is_match(text) && text.chars().filter(|letter| *letter != ' ').count() >= 15
}

/// True for 13 to 19 digits in groups, with a valid check digit and the first digits of a card.
fn is_card(text: &str) -> bool {
    if !text.chars().all(|letter| letter.is_ascii_digit() || letter == ' ' || letter == '-') {
        return false;
    }
    let digits: Vec<u32> = text.chars().filter_map(|letter| letter.to_digit(10)).collect();
    matches!(digits.len(), 13..=19) && matches!(digits[0], 2..=6) && luhn(&digits)
}

fn luhn(digits: &[u32]) -> bool {
    let doubled = |(at, digit): (usize, &u32)| match (at % 2, digit * 2) {
        (0, _) => *digit,
        (_, twice @ 0..=9) => twice,
        (_, twice) => twice - 9,
    };
    digits.iter().rev().enumerate().map(doubled).sum::<u32>().is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sensitive_names_in_five_languages_are_recognized() {
        for name in [
            "Password",
            "user_pass",
            "Mot de passe",
            "Contraseña",
            "Kennwort",
            "PIN",
            "API key",
            "password_hash",
            "Credit Card",
            "Numero carta",
            "Kreditkarte",
            "IBAN",
            "Card Last4",
            "CVV",
            "SSN",
            "Primary S.S Number",
            "Tax-ID",
            "taxvat",
            "Codice Fiscale",
            "Cod. Fisc./P. IVA",
            "NIF",
            "Steuernummer",
            "Steuer-ID",
            "Numéro de sécurité sociale",
            "Passport No",
            "rp_token",
            "session_tokens",
            "Portal Password",
            "Government ID Number",
            "DNI",
        ] {
            assert!(by_name(name).is_some(), "{name}");
        }
        for name in [
            "Email",
            "Company",
            "VAT number",
            "Pinboard",
            "Passenger",
            "Notes",
            "Contact",
            "Cantone",
            "Account Name",
            "Business name",
            "Business Number",
            "Secretary",
        ] {
            assert_eq!(by_name(name), None, "{name}");
        }
    }

    #[test]
    fn company_numbers_are_not_sensitive_and_personal_numbers_are() {
        for name in
            ["P.IVA", "Partita IVA", "VAT", "VAT number", "USt-IdNr.", "Umsatzsteuer-ID", "SIRET", "CIF"]
        {
            assert!(is_of_firms(name) && by_name(name).is_none(), "{name}");
        }
        for name in [
            "Umsatzsteuer-Identifikationsnummer",
            "N° TVA",
            "N° TVA intracommunautaire",
            "NIF/CIF",
            "C.I.F./N.I.F.",
        ] {
            assert_eq!(by_name(name), None, "{name}");
        }
        for name in ["P.IVA/C.F.", "Partita IVA / Codice Fiscale", "C.F.", "Cod. Fisc./P. IVA", "taxvat"] {
            assert!(by_name(name).is_some() && !is_of_firms(name), "{name}");
        }
        assert!(["Private", "Elevation", "August"].iter().all(|name| !is_of_firms(name)));
    }

    #[test]
    fn sensitive_values_are_recognized_by_their_form() {
        for text in [
            "4242 4242 4242 4242",
            "5555555555554444",
            "RSSMRA85T10A562S",
            "123-45-6789",
            "12345678Z",
            "DE89 3704 0044 0532 0130 00",
            "$2y$10$abcdefghijklmnopqrstuv",
            "$P$B55D6LjfHDkINU5wF.v2BuuzO0/XPk/",
            "5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8",
        ] {
            assert!(by_value(text).is_some(), "{text}");
        }
        for text in [
            "4242 4242 4242 4241",
            "+39 02 5550 123",
            "00184",
            "Ada",
            "2024-03-11",
            "393391234567",
            "EC4A 3DE",
            "IT01234567890",
            "DE123456789",
            "NL123456789B01",
            "SE123456789001",
            "FR40303265045",
            "ESB12345678",
        ] {
            assert_eq!(by_value(text), None, "{text}");
        }
    }
}
