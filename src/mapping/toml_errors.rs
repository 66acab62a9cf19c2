//! Errors of the TOML reader in plain words, with what was probably meant.

use std::ops::Range;

use super::did_you_mean::near_expected;
use super::error::MappingProblem;

/// Translates an error of the TOML reader.
pub(super) fn mapping_problem(error: &toml::de::Error, text: &str) -> MappingProblem {
    let mut lines = error.message().lines();
    let said = lines.next().unwrap_or("not valid TOML");
    let own = lines.next().map(ToOwned::to_owned);
    let span = error.span().unwrap_or(0..0);
    let here = text.get(span.clone()).unwrap_or_default();
    if let Some(name) = here.strip_prefix("[[").filter(|_| kinds(said).is_some()) {
        let help = format!("write [{}], once", name.trim_end_matches(']'));
        let message = "expected one table, but this begins a list of tables".to_owned();
        return MappingProblem { message, help: Some(help), span };
    }
    let help = own
        .or_else(|| of_field(said, &span, text))
        .or_else(|| near_expected(said))
        .or_else(|| help(said, &span, text));
    MappingProblem { message: in_words(said), help, span }
}

/// Splits `invalid type: X, expected Y`. For a list, the reader says `invalid length N, expected Y with M
/// elements`.
fn kinds(said: &str) -> Option<(&str, &str)> {
    if let Some(rest) = said.strip_prefix("invalid type: ") {
        return rest.rsplit_once(", expected ");
    }
    let (_, expected) = said.strip_prefix("invalid length ")?.split_once(", expected ")?;
    Some(("sequence", expected.rsplit_once(" with ").map_or(expected, |(expected, _)| expected)))
}

fn in_words(said: &str) -> String {
    if let Some((found, expected)) = kinds(said) {
        return format!("expected {}, but this is {}", wanted(expected), found_in_words(found));
    }
    match said {
        "duplicate key" => "this name was already used here".to_owned(),
        said => said.replacen("unknown variant", "unknown word", 1),
    }
}

fn wanted(expected: &str) -> &str {
    match expected {
        "a boolean" => "true or false",
        "u32" | "u64" | "i64" => "a whole number",
        "a string" => "a text in quotes",
        "a map" => "a table",
        "a sequence" => "a list",
        other => other,
    }
}

fn found_in_words(found: &str) -> String {
    let number = ["integer ", "floating point "].iter().find_map(|kind| found.strip_prefix(kind));
    match (found, number, found.strip_prefix("string ")) {
        (_, Some(number), _) => format!("the number {}", number.trim_matches('`')),
        (_, _, Some(text)) => format!("the text {text}"),
        ("map", ..) => "a table".to_owned(),
        ("sequence", ..) => "a list".to_owned(),
        (other, ..) => other.strip_prefix("boolean ").unwrap_or(other).to_owned(),
    }
}

fn help(said: &str, span: &Range<usize>, text: &str) -> Option<String> {
    let here = text.get(span.clone()).unwrap_or_default();
    let before = text.get(..span.start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    of_kinds(said, here).or_else(|| of_quotes(said, here, text, span)).or_else(|| {
        let help = match said {
            said if said.starts_with("invalid type") || said.starts_with("missing field") => return None,
            _ if !before.contains('\n') && !line.contains('=') => {
                "is this a data file? A mapping is a TOML text file that begins with version = 1"
            }
            said if said.starts_with("missing comma") && line.trim().is_empty() => {
                "is a } missing at the end of the previous line?"
            }
            said if said.starts_with("key with no value") => {
                "write NAME = VALUE; put a name with spaces or other special characters in quotes"
            }
            "duplicate key" => "put both together, or remove one of them",
            _ => return None,
        };
        Some(help.to_owned())
    })
}

/// Options of a field that people write under a section.
const OPTIONS: &[(&str, &str)] = &[
    ("order", "birthDate = { from = \"...\", formats = [\"auto\"], order = \"dmy\" }"),
    ("region", "phoneNumber = { from = \"...\", region = \"IT\" }"),
    ("trust_country", "phoneNumber = { from = \"...\", as = \"phone\", trust_country = true }"),
    ("take", "email = { from = \"...\", take = \"first\" }"),
    ("formats", "birthDate = { from = \"...\", formats = [\"%d/%m/%Y\"] }"),
    ("pivot", "birthDate = { from = \"...\", formats = [\"%d/%m/%y\"], pivot = 2026 }"),
    ("default", "language = { from = \"...\", default = \"en\" }"),
    ("on_invalid", "website = { from = \"...\", on_invalid = \"empty\" }"),
    ("on_empty", "memo = { from = \"...\", on_empty = \"clear\" }"),
    ("required", "email = { from = \"...\", required = true }"),
    ("optional", "memo = { from = \"...\", optional = true }"),
    ("apostrophe", "email = { from = \"...\", apostrophe = \"drop\" }"),
    ("true_values", "topClient = { from = \"...\", true_values = [\"gold\"] }"),
    ("false_values", "topClient = { from = \"...\", false_values = [\"basic\"] }"),
    ("split", "tags = { from = \"...\", split = \";\" }"),
];

/// The help for a field's option under `[source]` or `[match]`.
fn of_field(said: &str, span: &Range<usize>, text: &str) -> Option<String> {
    let name = said.strip_prefix("unknown field `")?.split('`').next()?;
    let (_, line) = OPTIONS.iter().find(|(option, _)| *option == name)?;
    let before = text.get(..span.start)?;
    let section = before.lines().rev().find(|line| line.starts_with('['))?.trim();
    let is_other = section == "[source]" || section == "[match]";
    is_other.then(|| format!("`{name}` belongs to a field: {line} under [fields]"))
}

fn of_kinds(said: &str, here: &str) -> Option<String> {
    let name = here.trim_matches(['[', ']']);
    match kinds(said)? {
        ("map", "a sequence") if here.starts_with('[') => {
            Some(format!("write [[{name}]], and [[{name}]] again for each further one"))
        }
        (found, "a boolean") if found.starts_with("string") => {
            Some("write true or false, without quotes".to_owned())
        }
        (_, expected) if expected.starts_with("a rule") => {
            Some("each line from [fields] to the next [section] must be a field with its rule".to_owned())
        }
        _ => None,
    }
}

fn of_quotes(said: &str, here: &str, text: &str, span: &Range<usize>) -> Option<String> {
    let start = text.get(..span.start)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(start..)?.lines().next().unwrap_or_default();
    let curly = ['\u{201c}', '\u{201d}', '\u{201e}', '\u{2018}', '\u{2019}'];
    let help = match said {
        said if said.starts_with("missing escaped value") => {
            "inside \" \" a backslash begins an escape: write \\\\, or put the text in ' '"
        }
        said if said.starts_with("string values must be quoted") && here.contains(curly) => {
            "use straight quotes: \"Column\""
        }
        said if said.starts_with("string values must be quoted") => "put the text in quotes: \"Column\"",
        said if said.starts_with("unclosed") && line.matches('"').count() % 2 == 1 => {
            "a quote on this line is not closed"
        }
        _ => return None,
    };
    Some(help.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_names_are_replaced_by_words() {
        for (said, words) in [
            (
                "invalid type: string \"yes\", expected a boolean",
                "expected true or false, but this is the text \"yes\"",
            ),
            (
                "invalid type: integer `7`, expected a string",
                "expected a text in quotes, but this is the number 7",
            ),
            ("invalid type: boolean `true`, expected a map", "expected a table, but this is `true`"),
            ("invalid type: map, expected u32", "expected a whole number, but this is a table"),
            ("invalid length 1, expected a rule with 34 elements", "expected a rule, but this is a list"),
            ("unknown variant `x`, expected `a` or `b`", "unknown word `x`, expected `a` or `b`"),
        ] {
            assert_eq!(in_words(said), words);
        }
    }
}
