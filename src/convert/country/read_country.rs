//! Reads a country of ISO 3166-1, by code or name, and never a wrong one.
//!
//! Codes are accepted in any case, names are folded first. Names of several countries, withdrawn codes and codes
//! from other standards are rejected, with the countries that may be meant.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::country_match::{self, CountryMatch};
use super::official;
use crate::convert::conversion_input::ConversionInput;
use crate::convert::fold::fold_name;
use crate::customer::Country;
use crate::issue::{Code, Complaint};
use crate::record::CellKind;

const WRITE_CODE: &str = "write the two-letter ISO code of the country, for example DE";

/// Words that mean "no country". `NA` is not one of them: it is the code of Namibia.
const NOTHING: &[&str] =
    &["na", "none", "null", "nil", "nd", "unknown", "other", "notavailable", "notapplicable"];

/// The English name of a country with this two-letter code.
pub(crate) fn country_name(code: &str) -> Option<&'static str> {
    country_match::by_code(code, false).map(|row| row.name)
}

/// The country with this two-letter code.
pub(crate) fn country_of_code(code: &str) -> Option<Country> {
    country_match::by_code(code, false).map(|row| Country(row.alpha2))
}

/// Reads a current country from its alpha-2, alpha-3 or numeric code, or from a name. Only in a number cell may a
/// numeric code lack its leading zeros.
pub(crate) fn convert(input: &ConversionInput<'_>) -> Result<Country, Complaint> {
    let text = input.text;
    if let Some(row) = country_match::by_code(text, input.kind == CellKind::Number) {
        return Ok(Country(row.alpha2));
    }
    // The European Union writes EL for Greece.
    if text.eq_ignore_ascii_case("el") {
        return country_match::by_code("GR", false).map(|row| Country(row.alpha2)).ok_or_else(unknown);
    }
    let Some(folded) = fold_name(text) else { return Err(unknown()) };
    match country_match::by_name(folded.as_str()) {
        Some(CountryMatch::Certain(row)) => Ok(Country(row.alpha2)),
        Some(verdict) => Err(refusal(verdict)),
        None => official::by_style(folded.as_str())
            .map(|row| Country(row.alpha2))
            .ok_or_else(|| not_found(text, folded.as_str())),
    }
}

/// True for an ISO 3166-1 code.
pub(crate) fn is_code(text: &str) -> bool {
    country_match::by_code(text, false).is_some()
}

fn refusal(verdict: CountryMatch) -> Complaint {
    let (code, message, meant) = match verdict {
        CountryMatch::Shared(meant) => (Code::CountryAmbiguous, "more than one country is possible", meant),
        CountryMatch::Gone(message, meant) => (Code::CountryWithdrawn, message, meant),
        CountryMatch::Foreign(meant) => (
            Code::CountryWithdrawn,
            "the value is a code from sport or everyday use, not from ISO 3166-1",
            std::slice::from_ref(meant),
        ),
        CountryMatch::Certain(_) => return unknown(),
    };
    if meant.is_empty() {
        let hint = "empty the cell, or choose an ISO code for this value in the mapping (lookup, with lookup_else = \"keep\" for \
                    other countries)";
        return Complaint::new(code, message, hint);
    }
    meaning(code, message, meant)
}

/// A complaint with the countries that may be meant.
fn meaning(code: Code, message: &str, meant: &[&str]) -> Complaint {
    Complaint::new(code, message, did_you_mean(meant)).suggesting(meant.iter().copied())
}

fn not_found(text: &str, folded: &str) -> Complaint {
    if NOTHING.contains(&folded) {
        let hint = "empty the cell, or add this word to null under [source] in the mapping";
        return Complaint::new(
            Code::CountryUnknown,
            "the value is a word for an empty cell, not a country",
            hint,
        );
    }
    if let Some(code) = looks_like(text) {
        let message = "the value has letters that only look like those of a country name";
        return meaning(Code::CountryUnknown, message, &[code]);
    }
    if text.len() < 3 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return short_number(text);
    }
    let near = country_match::near(folded);
    if near.is_empty() {
        return unknown();
    }
    meaning(Code::CountryUnknown, "not a recognized country", &near)
}

fn unknown() -> Complaint {
    Complaint::new(Code::CountryUnknown, "not a recognized country", WRITE_CODE)
}

/// The complaint about a numeric code without its leading zeros in a text cell.
fn short_number(text: &str) -> Complaint {
    let message = "a numeric country code must have three digits";
    match country_match::by_code(text, true) {
        Some(row) => meaning(Code::CountryUnknown, message, &[row.alpha2]),
        None => Complaint::new(Code::CountryUnknown, message, WRITE_CODE),
    }
}

/// `did you mean South Korea (KR) or North Korea (KP)? Write the two-letter code`.
fn did_you_mean(codes: &[&str]) -> String {
    let named = |code: &&str| match country_match::by_code(code, false) {
        Some(row) => format!("{} ({})", row.name, row.alpha2),
        None => (*code).to_owned(),
    };
    let names: Vec<String> = codes.iter().map(named).collect();
    format!("did you mean {}? Write the two-letter ISO code", names.join(" or "))
}

/// The country that a text names after its look-alike letters (full-width, Cyrillic, Greek) are replaced.
fn looks_like(text: &str) -> Option<&'static str> {
    if text.is_ascii() || text.len() > 128 {
        return None;
    }
    let visible = |letter: &char| letter.is_alphanumeric() && !is_combining_mark(*letter);
    let latin: String = text.nfkd().map(latin_twin).filter(visible).collect();
    if let Some(row) = country_match::by_code(&latin, false) {
        return Some(row.alpha2);
    }
    let spaced: String = text.nfkd().map(latin_twin).collect();
    match country_match::by_name(fold_name(&spaced)?.as_str()) {
        Some(CountryMatch::Certain(row)) => Some(row.alpha2),
        _ => None,
    }
}

/// The Latin letter that looks like this Cyrillic or Greek one.
fn latin_twin(letter: char) -> char {
    // Pairs: the look-alike, then the Latin letter.
    const TWINS: &str = "АAВBЕEІIЈJКKМMНHОOРPСCТTХXУYЅSаaеeоoрpсcуyхxіiјjѕsΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοo";
    let mut twins = TWINS.chars();
    while let (Some(twin), Some(latin)) = (twins.next(), twins.next()) {
        if twin == letter {
            return latin;
        }
    }
    letter
}

#[cfg(test)]
mod tests;
