//! A filter by the values of fields, compared here and not by the server.

use serde_json::Value;

use super::field_name::{self, UnknownField};
use super::shown_fields::shows;
use crate::api::Object;
use crate::convert::{BoolWords, Conversion, ConversionInput, DateFormats};
use crate::customer::{FieldKind, FieldTarget, FieldValue as Held, field_value};
use crate::record::fold_case;

/// Fields and the values that they must all have.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pairs: Vec<(String, String)>,
    /// The custom fields among them, as `customFields.NAME`.
    custom: Vec<String>,
}

/// A filter that makes no sense.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FilterError {
    /// The text has no `=`, or nothing before it.
    #[error("expected FIELD=VALUE, not {0:?}")]
    NotAPair(String),
    /// The field is unknown.
    #[error(transparent)]
    Unknown(#[from] UnknownField),
    /// A field has two values.
    #[error("{field} can't be both {first:?} and {second:?}; give it one value")]
    Both {
        /// The field.
        field: String,
        /// The first value.
        first: String,
        /// The second value.
        second: String,
    },
    /// The help desk stores this value in another form, so no customer has it.
    #[error(
        "no customer has {field}={value}, because the help desk stores it as {kept}; write {field}={kept} \
         (extraFields.{field}={value} looks for the text itself)"
    )]
    KeptAs {
        /// The field.
        field: String,
        /// Its value as it was given.
        value: String,
        /// The stored form.
        kept: String,
    },
    /// The value of a country field is not a country.
    #[error(
        "{field}={value}: {value:?} is not a two-letter ISO country code; write for example {field}=IT (a \
         region is in the field province; extraFields.{field}={value} looks for the text itself)"
    )]
    NoCountry {
        /// The field.
        field: String,
        /// Its value as it was given.
        value: String,
    },
}

/// The result of comparing a record with a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterResult {
    /// All fields have their values.
    Matches,
    /// A field has another value.
    Differs,
    /// The record does not show a field, which its detail may show; the others have their values.
    NotShown,
}

impl Filter {
    /// Reads `FIELD=VALUE` pairs.
    ///
    /// # Errors
    /// Returns an error for a text that is not such a pair, an unknown field, a repeated field, and a value that the
    /// help desk stores differently.
    pub fn parse(pairs: &[String]) -> Result<Self, FilterError> {
        let mut filter = Self::default();
        for text in pairs {
            let pair = text.split_once('=').filter(|(field, _)| !field.trim().is_empty());
            let (given, value) = pair.ok_or_else(|| FilterError::NotAPair(text.clone()))?;
            let field = field_name::field_name(given)?.to_owned();
            let day = (field == given.trim()).then(|| stored_day(&field, value.trim())).flatten();
            let value = day.as_deref().unwrap_or(value);
            if field == given.trim() {
                check_form(&field, value.trim())?;
            }
            if field_name::is_custom(given) {
                filter.custom.push(field.clone());
            }
            let value = value.to_owned();
            let known = filter.pairs.iter().find(|(known, first)| *known == field && !is_same(first, &value));
            if let Some((_, first)) = known.cloned() {
                return Err(FilterError::Both { field, first, second: value });
            }
            filter.pairs.push((field, value));
        }
        Ok(filter)
    }

    /// The fields and values for a search.
    pub fn pairs(&self) -> &[(String, String)] {
        &self.pairs
    }

    /// The id, if it alone selects customers. It counts only within one account.
    pub fn only_id(&self) -> Option<&str> {
        let is_id = |(field, _): &(String, String)| field == "id";
        self.pairs.first().filter(|_| self.pairs.iter().all(is_id)).map(|(_, id)| id.trim())
    }

    /// True if a field is a custom field, to be checked against the account's definitions.
    pub fn has_custom(&self) -> bool {
        !self.custom.is_empty()
    }

    /// The first custom field that the account does not define.
    pub fn undefined(&self, definitions: &[Object]) -> Option<UnknownField> {
        field_name::undefined(&self.custom, definitions)
    }

    /// True if every customer matches.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Compares a record, ignoring case and outer spaces. A field that it does not show may still match.
    pub fn evaluate(&self, record: &Object) -> FilterResult {
        let shown = |field: &str| shows(record, field);
        if self.pairs.iter().any(|(field, want)| shown(field) && !equal(record, field, want)) {
            return FilterResult::Differs;
        }
        if self.pairs.iter().all(|(field, _)| shown(field)) {
            FilterResult::Matches
        } else {
            FilterResult::NotShown
        }
    }

    /// Compares a complete customer: a field that it does not show is empty.
    pub fn matches(&self, customer: &Object) -> bool {
        self.pairs.iter().all(|(field, want)| equal(customer, field, want))
    }
}

/// A date as it is shown everywhere, `1951-05-09`, in the form in which the help desk stores it.
fn stored_day(field: &str, value: &str) -> Option<String> {
    let Some(FieldTarget::Field(known)) = FieldTarget::field(field) else { return None };
    let is_day = known.kind == FieldKind::Date && value.len() == DAY.len();
    let day = value.parse::<jiff::civil::Date>().ok().filter(|_| is_day)?;
    let midnight = jiff::tz::Offset::UTC.to_timestamp(day.into()).ok()?;
    Some(midnight.as_millisecond().to_string())
}

/// The form of such a date.
const DAY: &str = "1951-05-09";

/// Rejects a value that the help desk stores in another form: a search for it would find no customer.
fn check_form(field: &str, value: &str) -> Result<(), FilterError> {
    let Some(FieldTarget::Field(known)) = FieldTarget::field(field) else { return Ok(()) };
    let conversion = match known.kind {
        FieldKind::Country => Conversion::Country,
        FieldKind::Language => Conversion::Language,
        FieldKind::Bool => Conversion::Bool(BoolWords::default()),
        FieldKind::Date => Conversion::Date(DateFormats::default()),
        _ => return Ok(()),
    };
    let is_number = value.parse::<i64>().is_ok();
    let is_code = known.kind == FieldKind::Country && value.len() == 2;
    if value.is_empty() || is_code || (known.kind == FieldKind::Date && is_number) {
        return Ok(());
    }
    let kept = conversion.convert(&ConversionInput::text(value)).ok().and_then(|converted| {
        match converted.value? {
            Held::Date(day) => Some(day.millis().to_string()),
            Held::Bool(truth) => Some(truth.to_string()),
            other => Some(other.text().into_owned()),
        }
    });
    let field = field.to_owned();
    let value = value.to_owned();
    match kept {
        Some(kept) if kept.eq_ignore_ascii_case(&value) => Ok(()),
        Some(kept) => Err(FilterError::KeptAs { field, value, kept }),
        None if known.kind == FieldKind::Country => Err(FilterError::NoCountry { field, value }),
        None => Ok(()),
    }
}

fn equal(record: &Object, field: &str, want: &str) -> bool {
    is_same(&text(field_value(record, field)), want)
}

/// The text of a value as a filter compares it.
pub(crate) fn compared_text(value: Option<&Value>) -> String {
    fold_case(text(value).trim())
}

/// True if both are equal, ignoring case and outer spaces.
fn is_same(one: &str, other: &str) -> bool {
    fold_case(one.trim()) == fold_case(other.trim())
}

/// The text of a value for comparison; for an object, its name.
fn text(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Object(members)) => {
            members.get("name").and_then(Value::as_str).unwrap_or_default().to_owned()
        }
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(&["name=ada"], r#"{"name":" Ada "}"#, FilterResult::Matches)]
    #[case(&["name=ada"], r#"{"name":"Ada B"}"#, FilterResult::Differs)]
    #[case(&["name=ada", "city=rome"], r#"{"name":"Ada"}"#, FilterResult::NotShown)]
    #[case(&["name=ada", "city=rome"], r#"{"name":"Bob"}"#, FilterResult::Differs)]
    #[case(&["customFields.n=7"], r#"{"customFields":{"n":7}}"#, FilterResult::Matches)]
    #[case(&["customFields.n=7"], r#"{"customFields":null}"#, FilterResult::NotShown)]
    #[case(&["company=acme"], r#"{"company":{"id":"1","name":"Acme"}}"#, FilterResult::Matches)]
    #[case(&["memo="], r#"{"name":"Ada"}"#, FilterResult::NotShown)]
    #[case(&[], "{}", FilterResult::Matches)]
    fn a_filter_decides_whether_a_record_matches(
        #[case] pairs: &[&str],
        #[case] record: &str,
        #[case] expected: FilterResult,
    ) {
        let pairs: Vec<String> = pairs.iter().map(|pair| (*pair).to_owned()).collect();
        let record = serde_json::from_str(record).unwrap();
        let filter = Filter::parse(&pairs).unwrap();
        assert_eq!(filter.evaluate(&record), expected);
    }

    #[rstest]
    #[case("state=Italia", "write state=IT")]
    #[case("state= Italy ", "write state=IT")]
    #[case("state=ITA", "write state=IT")]
    #[case("state=Lombardia", "\"Lombardia\" is not a two-letter ISO country code")]
    #[case("language=Italiano", "write language=it")]
    #[case("topClient=yes", "write topClient=true")]
    fn a_value_that_is_stored_in_another_form_is_refused(#[case] pair: &str, #[case] said: &str) {
        let message = Filter::parse(&[pair.to_owned()]).unwrap_err().to_string();
        assert!(message.contains(said), "{message}");
    }

    #[test]
    fn two_values_for_one_field_are_refused() {
        let pairs = |all: [&str; 2]| Filter::parse(&all.map(ToOwned::to_owned));
        let message = pairs(["state=IT", "state=FR"]).unwrap_err().to_string();
        assert!(message.contains("state can't be both \"IT\" and \"FR\""), "{message}");
        assert!(pairs(["city=Rome", "city= rome"]).is_ok());
    }

    #[rstest]
    #[case("state=IT")]
    #[case("state=it")]
    #[case("state=XK")]
    #[case("state=")]
    #[case("extraFields.state=Italia")]
    #[case("customFields.state=Italia")]
    #[case("province=Italia")]
    #[case("language=it")]
    #[case("language=de")]
    #[case("topClient=true")]
    #[case("birthDate=639100800000")]
    #[case("birthDate=19900403")]
    fn other_values_are_accepted(#[case] pair: &str) {
        Filter::parse(&[pair.to_owned()]).unwrap();
    }

    #[test]
    fn a_date_may_be_written_as_it_is_shown() {
        let filter = Filter::parse(&["birthDate=1990-04-03".to_owned()]).unwrap();
        assert_eq!(filter.pairs(), [("birthDate".to_owned(), "639100800000".to_owned())]);
        let born = |millis: i64| serde_json::from_value(serde_json::json!({"birthDate": millis})).unwrap();
        assert!(filter.matches(&born(639_100_800_000)) && !filter.matches(&born(639_100_800_001)));
        assert!(
            Filter::parse(&["birthDate=1990-04-03".to_owned(), "birthDate=639100800000".to_owned()]).is_ok()
        );
    }

    #[test]
    fn a_missing_field_matches_as_empty() {
        let filter = Filter::parse(&["memo=".to_owned()]).unwrap();
        assert!(filter.matches(&Object::new()));
        assert_eq!(Filter::parse(&["memo".to_owned()]), Err(FilterError::NotAPair("memo".to_owned())));
    }
}
