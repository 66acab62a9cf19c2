//! The values that a probe writes to its own customers.

use serde_json::{Value, json};

use super::mark::email_of;
use crate::api::Object;
use crate::customer::PHONES;

/// Signs that e-mail addresses and names have, in two groups. Each sign and each group is in a field of its own, so
/// that a search can say which sign it does not find.
pub(super) const SIGN_GROUPS: [(&str, &str); 2] = [("+'._-", "address"), ("%*/&=é", "memo")];
/// Each sign with its field.
pub(super) const SIGNS: [(char, &str); 11] = [
    ('+', "city"),
    ('\'', "province"),
    ('.', "postalNumber"),
    ('_', "skypeAddress"),
    ('-', "msnAddress"),
    ('%', "gtalkAddress"),
    ('*', "twitterAccountUrl"),
    ('/', "facebookAccountUrl"),
    ('&', "linkedinAccountUrl"),
    ('=', "googleAccountUrl"),
    ('é', "youtubeAccountUrl"),
];
/// 1 January 1980, 00:00 UTC.
const BIRTH_DATE: i64 = 315_532_800_000;
const NOON: i64 = 43_200_000;

/// A property that no customer has.
pub(super) const NO_PROPERTY: &str = "deskferryProbe";

/// What the first customer gets, with some of it left out if the help desk refuses it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Filling<'a> {
    pub(super) mark: &'a str,
    /// Letters besides a to z in the e-mail address, and signs.
    pub(super) is_odd: bool,
    pub(super) custom: &'a [String],
}

impl Filling<'_> {
    /// A whole customer, with values that searches can find and tell apart.
    pub(super) fn object(self) -> Object {
        let mark = self.mark;
        let email = if self.is_odd {
            format!("{mark}probÜ@deskferry.invalid")
        } else {
            format!("{mark}prob@deskferry.invalid")
        };
        let mut object = Object::from_iter([
            ("name".to_owned(), json!(format!("{mark}ProbÉ"))),
            ("email".to_owned(), json!(email)),
            ("state".to_owned(), json!("IT")),
            ("birthDate".to_owned(), json!(BIRTH_DATE)),
            ("company".to_owned(), json!(company_of(mark))),
            ("website".to_owned(), json!(format!("{mark}xY"))),
            ("signature".to_owned(), json!(format!("{mark}xY"))),
        ]);
        for (phone, begins) in PHONES.into_iter().zip(["0999", "0998", "0997"]) {
            object.insert(phone.to_owned(), json!(format!("{begins}{}", digits(mark))));
        }
        let signed = SIGN_GROUPS.iter().map(|(signs, field)| (*field, (*signs).to_owned()));
        for (field, signs) in signed.chain(SIGNS.iter().map(|(sign, field)| (*field, sign.to_string()))) {
            let signs = if self.is_odd { signs } else { String::new() };
            object.insert(field.to_owned(), json!(format!("{mark}x{signs}Y")));
        }
        let custom = self.custom.iter().map(|name| (name.clone(), json!(format!("{mark}CustomÉ"))));
        let custom = Object::from_iter(custom);
        if !custom.is_empty() {
            object.insert("customFields".to_owned(), Value::Object(custom));
        }
        object
    }
}

/// A company that both customers have.
pub(super) fn company_of(mark: &str) -> String {
    format!("{mark} Company")
}

/// Seven digits that depend on the mark.
fn digits(mark: &str) -> String {
    let digit = |letter: char| letter.to_digit(16).unwrap_or_default() % 10;
    mark.chars().rev().take(7).filter_map(|letter| char::from_digit(digit(letter), 10)).collect()
}

/// The same customer with values that a help desk may change: blanks, upper and lower case, grouped digits, a time of
/// the day. Name and e-mail address begin with the mark in any case. If it is `timid`, only free texts are odd.
pub(super) fn odd(base: &Object, mark: &str, is_timid: bool) -> Object {
    let mut odd = base.clone();
    for (field, value) in &mut odd {
        let is_free = !["name", "email", "state", "birthDate"].contains(&field.as_str())
            && !PHONES.contains(&field.as_str());
        match value {
            _ if is_timid && !is_free => {}
            Value::String(text) => *text = odd_text(field, mark),
            Value::Number(number) if field == "birthDate" => *number = (BIRTH_DATE + NOON).into(),
            Value::Object(custom) => {
                custom.values_mut().for_each(|value| *value = json!(odd_text("custom", mark)));
            }
            _ => {}
        }
    }
    odd
}

fn odd_text(field: &str, mark: &str) -> String {
    let mark = mixed(mark);
    match field {
        "name" => format!("{mark} xY  zW "),
        "email" => email_of(&mark).replacen("probe", "PrObe", 1) + " ",
        "state" => "gB".to_owned(),
        field if PHONES.contains(&field) => "+44  2079-460 123 ".to_owned(),
        _ => format!(" xY  zW {mark} "),
    }
}

/// The mark with its second letter in upper case, so that a text that is cut behind it still shows changes of case.
fn mixed(mark: &str) -> String {
    let letters = mark.char_indices();
    letters.map(|(at, letter)| if at == 1 { letter.to_ascii_uppercase() } else { letter }).collect()
}

/// The letters in the other case; only a to z, or all of them.
pub(super) fn other_case(text: &str, only_ascii: bool) -> String {
    let swap = |letter: char| -> String {
        match letter {
            letter if letter.is_ascii_lowercase() => letter.to_ascii_uppercase().to_string(),
            letter if letter.is_ascii_uppercase() => letter.to_ascii_lowercase().to_string(),
            letter if only_ascii => letter.to_string(),
            letter if letter.is_lowercase() => letter.to_uppercase().collect(),
            letter => letter.to_lowercase().collect(),
        }
    };
    text.chars().map(swap).collect()
}

/// A part from the middle of a text; `None` if the text is too short.
pub(super) fn part_of(text: &str) -> Option<String> {
    let letters: Vec<char> = text.chars().collect();
    (letters.len() >= 5).then(|| letters[1..letters.len() - 1].iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_turned() {
        assert_eq!(other_case("aBé", true), "Abé");
        assert_eq!(other_case("aBé", false), "AbÉ");
        assert_eq!(part_of("abcde").as_deref(), Some("bcd"));
        assert_eq!(part_of("abcd"), None);
    }

    #[test]
    fn each_field_has_values_that_begin_with_the_mark() {
        let base = Filling { mark: "ab23456789", is_odd: true, custom: &["c".to_owned()] }.object();
        let odd = odd(&base, "ab23456789", false);
        for object in [&base, &odd] {
            for field in ["name", "email"] {
                assert!(
                    object[field].as_str().unwrap().to_lowercase().starts_with("ab23456789"),
                    "{object:?}"
                );
            }
        }
        assert_eq!(base.len(), odd.len());
        assert!(base.iter().all(|(field, value)| odd[field] != *value), "{odd:?}");
    }
}
