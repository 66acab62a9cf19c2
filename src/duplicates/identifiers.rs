//! What a customer is known by, in a form in which equal means the same.

use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use super::grade::Grade;
use crate::api::Object;
use crate::convert::{comparable_phone, country_of_code};
use crate::record::{fold_case, is_combining};

/// Separates the parts of a value in the index. No folded text contains it.
pub(super) const SEPARATOR: char = '\u{1f}';

const PHONES: [&str; 2] = ["phoneNumber", "mobileNumber"];

/// The fields that, together with the name, say more than the name. Fields that many people share, such as a city, a
/// country or a language, are missing on purpose.
const CORROBORATING: [&str; 13] = [
    "birthDate",
    "address",
    "postalNumber",
    "company",
    "faxNumber",
    "website",
    "skypeAddress",
    "msnAddress",
    "gtalkAddress",
    "twitterAccountUrl",
    "facebookAccountUrl",
    "linkedinAccountUrl",
    "youtubeAccountUrl",
];

/// The e-mail address, the phone numbers and the name of a customer, each once.
pub(super) fn identifiers(record: &Object) -> Vec<(Grade, String)> {
    let mut all: Vec<_> = email(record).map(|email| (Grade::Email, email)).into_iter().collect();
    all.extend(phones(record).into_iter().map(|phone| (Grade::Phone, phone)));
    all.extend(full_name(record).map(|name| (Grade::Name, name)));
    all
}

/// The values that stand behind a name: `name, field, value` in one text, for each corroborating field.
pub(super) fn corroborated_names(record: &Object) -> Vec<String> {
    let Some(name) = full_name(record) else { return Vec::new() };
    let fields = CORROBORATING.iter().filter_map(|field| Some((*field, folded_value(record.get(*field)?)?)));
    let shared = email(record).map(|email| ("email", email)).into_iter();
    let phones = phones(record).into_iter().map(|phone| ("phoneNumber", phone));
    let all = fields.chain(shared).chain(phones);
    all.map(|(field, value)| format!("{name}{SEPARATOR}{field}{SEPARATOR}{value}")).collect()
}

/// The field and the value of a corroborated name.
pub(super) fn corroboration(value: &str) -> Option<(&str, &str)> {
    value.split_once(SEPARATOR)?.1.split_once(SEPARATOR)
}

/// The name without case, accents, punctuation and the order of its words; `None` without a letter or digit.
pub(super) fn folded_name(record: &Object) -> Option<String> {
    let name = fold_case(record.get("name")?.as_str()?);
    let plain: String = name.nfd().filter(|letter| !is_combining(*letter)).collect();
    let words = plain.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut words: Vec<&str> = words.collect();
    words.sort_unstable();
    (!words.is_empty()).then(|| words.join(" "))
}

/// A folded name of two words or more. A single word (`Maria`, `Info`) names nobody.
fn full_name(record: &Object) -> Option<String> {
    folded_name(record).filter(|name| name.contains(' '))
}

fn email(record: &Object) -> Option<String> {
    let email = plain(record.get("email")?.as_str()?);
    email.split_once('@').filter(|(local, host)| !local.is_empty() && !host.is_empty())?;
    Some(email)
}

fn phones(record: &Object) -> Vec<String> {
    let country = record.get("state").and_then(Value::as_str).and_then(country_of_code);
    let texts = PHONES.iter().filter_map(|field| record.get(*field)?.as_str());
    let mut phones: Vec<String> = texts.filter_map(|text| comparable_phone(text, country)).collect();
    phones.sort_unstable();
    phones.dedup();
    phones
}

/// A value of any field for comparisons: case, composition and blanks do not count. `None` if it is empty.
pub(super) fn folded_value(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => plain(text),
        Value::Object(company) => plain(company.get("name")?.as_str()?),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Null | Value::Array(_) => return None,
    };
    (!text.is_empty()).then_some(text)
}

fn plain(text: &str) -> String {
    let folded = fold_case(text);
    let words = folded.split(|letter: char| letter.is_whitespace() || letter == SEPARATOR);
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::*;

    fn of(record: Value) -> Vec<(Grade, String)> {
        identifiers(record.as_object().unwrap())
    }

    #[test]
    fn one_person_in_two_spellings_has_the_same_identifiers() {
        let one = of(json!({"name": "Ada BYRON", "email": " Ada@X.org", "phoneNumber": "+39 02 5551234"}));
        let other = of(
            json!({"name": "Byron, Ada", "email": "ada@x.org", "state": "IT", "mobileNumber": "02/5551234"}),
        );
        assert_eq!(one, other);
        assert_eq!(one.len(), 3);
    }

    #[rstest]
    #[case(json!({"name": "Maria", "email": "no mail", "phoneNumber": "-"}))]
    #[case(json!({"name": "  ", "email": "@x.org", "phoneNumber": null}))]
    #[case(json!({"name": 7, "email": ["a@x.org"], "mobileNumber": "000000000"}))]
    #[case(json!({}))]
    fn what_names_nobody_is_no_identifier(#[case] record: Value) {
        assert_eq!(of(record), []);
    }

    #[test]
    fn accents_and_the_order_of_words_do_not_count_in_a_name() {
        let folded = |name: &str| folded_name(json!({"name": name}).as_object().unwrap());
        assert_eq!(folded("José  Pérez"), folded("PEREZ Jose"));
        assert_ne!(folded("José Pérez"), folded("José Pérez Díaz"));
        assert_eq!(folded("..."), None);
    }

    #[test]
    fn a_city_does_not_corroborate_a_name() {
        let record = json!({"name": "Maria Rossi", "city": "Roma", "state": "IT", "postalNumber": "00184",
                            "company": {"id": "1", "name": "Acme"}});
        let names = corroborated_names(record.as_object().unwrap());
        let fields: Vec<_> = names.iter().filter_map(|name| corroboration(name)).collect();
        assert_eq!(fields, [("postalNumber", "00184"), ("company", "acme")]);
    }
}
