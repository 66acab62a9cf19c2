//! Converts a member of a customer to the text of a cell, and back.
//!
//! Both directions are in this file because they must agree: [`read`] takes what [`written`] returns. An empty cell
//! is null, absent or empty; the help desk treats these as the same.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde_json::{Number, Value as Json};

use super::field::{FieldKind, FieldTarget};
use super::table_column::CustomerColumn;
use super::value::{BirthDate, FieldValue};

const DAY: i64 = 86_400_000;
/// 0001-01-01 and the end of 9999-12-29, in milliseconds. Other days have no ISO form with a four-digit year.
const FIRST: i64 = -62_135_596_800_000;
const LAST: i64 = 253_402_127_999_999;

/// The content of a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerCell<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// False if the member holds more than the text shows, or a kind of value that the API documentation does not list.
    pub whole: bool,
}

/// The cell of a member.
///
/// - a text unchanged, a number as it was received, `true` and `false`;
/// - `birthDate` as `1985-12-10` if it is midnight in UTC, else as `1985-12-09T23:00:00Z`, else the milliseconds;
/// - `tags` joined with `, `, or as a JSON array if that would be ambiguous;
/// - `company` as its name and `account` as its id, if they are objects;
/// - a property that the API documentation does not list: a text unchanged unless it would parse as JSON, else JSON.
pub fn written<'a>(column: &CustomerColumn, value: &'a Json) -> CustomerCell<'a> {
    let whole = |text: Cow<'a, str>| CustomerCell { text, whole: true };
    match (column, value) {
        (_, Json::Null) => whole("".into()),
        (CustomerColumn::Unknown(_), Json::String(text)) if is_json(text) => whole(value.to_string().into()),
        (CustomerColumn::Unknown(_), Json::String(text)) => whole(text.into()),
        (CustomerColumn::Unknown(_), _) => whole(value.to_string().into()),
        (CustomerColumn::Custom(_), _) => plain(value),
        (CustomerColumn::Known(_), Json::Object(members)) => {
            object(column, members.get("name"), members.get("id"), value)
        }
        (CustomerColumn::Known(_), _) => match (column.field().map(|field| field.kind), value) {
            (Some(FieldKind::Date), Json::Number(millis)) => whole(moment(millis).into()),
            (Some(FieldKind::Bool), Json::Bool(truth)) => whole(if *truth { "true" } else { "false" }.into()),
            (Some(FieldKind::Tags), Json::Array(tags)) => whole(joined(tags, value).into()),
            (Some(FieldKind::Date | FieldKind::Bool | FieldKind::Tags), _) => {
                CustomerCell { whole: false, ..plain(value) }
            }
            (Some(_), _) => plain(value),
            (None, _) => CustomerCell { whole: true, ..plain(value) },
        },
    }
}

/// A text unchanged, anything else as JSON. A reader can't tell JSON from a text.
fn plain(value: &Json) -> CustomerCell<'_> {
    match value {
        Json::String(text) => CustomerCell { text: text.into(), whole: true },
        other => CustomerCell { text: other.to_string().into(), whole: false },
    }
}

fn object<'a>(
    column: &CustomerColumn,
    name: Option<&'a Json>,
    id: Option<&'a Json>,
    value: &'a Json,
) -> CustomerCell<'a> {
    let shown = match column.plain_name() {
        "company" => name,
        "account" => id,
        _ => None,
    };
    CustomerCell { whole: false, ..plain(shown.filter(|shown| !shown.is_null()).unwrap_or(value)) }
}

fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// Milliseconds as a date or a time in UTC.
fn moment(millis: &Number) -> String {
    let known = millis.as_i64().filter(|millis| (FIRST..=LAST).contains(millis));
    let Some(value) = known else { return millis.to_string() };
    match i32::try_from(value / DAY) {
        Ok(days) if value % DAY == 0 => BirthDate { days }.iso(),
        _ => {
            jiff::Timestamp::from_millisecond(value).map_or_else(|_| millis.to_string(), |at| at.to_string())
        }
    }
}

fn joined(tags: &[Json], whole: &Json) -> String {
    let texts: Option<Vec<&str>> = tags.iter().map(Json::as_str).collect();
    let Some(texts) = texts.filter(|texts| !texts.is_empty()) else {
        return if tags.is_empty() { String::new() } else { whole.to_string() };
    };
    let joined = texts.join(", ");
    let same = !is_json(&joined) && split(&joined).eq(texts);
    if same { joined } else { whole.to_string() }
}

fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|tag| !tag.is_empty())
}

/// The value of a cell that is not empty; an error says what was expected.
pub fn read<'a>(target: &FieldTarget, text: &'a str) -> Result<FieldValue<'a>, &'static str> {
    match target {
        FieldTarget::Custom(_) => Ok(FieldValue::Text(text.into())),
        FieldTarget::Extra(_) if is_json(text) => Ok(FieldValue::Json(text.trim().into())),
        FieldTarget::Extra(_) => Ok(FieldValue::Text(text.into())),
        FieldTarget::Field(field) => match field.kind {
            FieldKind::Date => read_moment(text.trim())
                .ok_or("a day (1985-12-10), a date and time (1985-12-09T23:00:00Z) or milliseconds"),
            FieldKind::Bool => truth(text.trim()).ok_or("true or false"),
            FieldKind::Tags => Ok(read_tags(text)),
            _ => Ok(FieldValue::Text(text.into())),
        },
    }
}

fn truth(text: &str) -> Option<FieldValue<'static>> {
    ["false", "true"]
        .iter()
        .position(|word| text.eq_ignore_ascii_case(word))
        .map(|at| FieldValue::Bool(at == 1))
}

fn read_tags(text: &str) -> FieldValue<'_> {
    match serde_json::from_str::<Vec<String>>(text) {
        Ok(tags) => FieldValue::Tags(tags.into_iter().map(Cow::Owned).collect()),
        Err(_) if is_json(text) && text.trim_start().starts_with('[') => FieldValue::Json(text.trim().into()),
        Err(_) => FieldValue::Tags(split(text).map(Cow::Borrowed).collect()),
    }
}

fn read_moment(text: &str) -> Option<FieldValue<'_>> {
    if let Ok(millis) = text.parse::<i64>() {
        return Some(at_millis(millis, text));
    }
    if let Some(day) = iso_day(text) {
        return Some(FieldValue::Date(day));
    }
    if !text.ends_with('Z') {
        return text.parse::<f64>().ok().filter(|_| is_json(text)).map(|_| FieldValue::Json(text.into()));
    }
    let at: jiff::Timestamp = text.parse().ok()?;
    let millis = at.as_millisecond();
    let exact = jiff::Timestamp::from_millisecond(millis).ok()? == at;
    exact.then(|| at_millis(millis, &millis.to_string()).into_owned())
}

fn iso_day(text: &str) -> Option<BirthDate> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    let day: jiff::civil::Date = shape.then(|| text.parse().ok()).flatten()?;
    let days = jiff::civil::date(1970, 1, 1).until(day).ok()?.get_days();
    Some(BirthDate { days })
}

fn at_millis<'a>(millis: i64, text: &'a str) -> FieldValue<'a> {
    match i32::try_from(millis / DAY) {
        Ok(days) if millis % DAY == 0 => FieldValue::Date(BirthDate { days }),
        _ => FieldValue::Json(text.into()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    /// The value after writing and reading; `None` for an empty cell.
    fn there_and_back(name: &str, value: &Json) -> Option<Json> {
        let column = CustomerColumn::named(name);
        let cell = written(&column, value);
        let target = column.target().unwrap();
        let read = (!cell.text.is_empty()).then(|| read(&target, &cell.text).unwrap())?;
        let mut customer = super::super::Customer::with_capacity(1);
        customer.push(&target, read);
        let mut json = Vec::new();
        customer.write_json(&mut json);
        column.value(serde_json::from_slice::<Json>(&json).unwrap().as_object().unwrap()).cloned()
    }

    fn text(name: &str, value: Json) -> String {
        written(&CustomerColumn::named(name), &value).text.into_owned()
    }

    #[test]
    fn values_are_written_as_readable_cells() {
        for (name, value, cell) in [
            ("name", json!(" Ada\n"), " Ada\n"),
            ("topClient", json!(false), "false"),
            ("birthDate", json!(-72_748_800_000_i64), "1967-09-12"),
            ("birthDate", json!(-72_752_400_000_i64), "1967-09-11T23:00:00Z"),
            ("birthDate", json!(-72_752_399_750_i64), "1967-09-11T23:00:00.25Z"),
            ("birthDate", json!(i64::MIN), "-9223372036854775808"),
            ("tags", json!(["vip", "it"]), "vip, it"),
            ("tags", json!(["a, b", "c"]), r#"["a, b","c"]"#),
            ("tags", json!(["1"]), r#"["1"]"#),
            ("tags", json!([]), ""),
            ("company", json!({"id": "7", "name": "Acme"}), "Acme"),
            ("account", json!({"id": "7", "secret": "x"}), "7"),
            ("customFields.a", json!("5"), "5"),
            ("nick", json!("Countess"), "Countess"),
            ("nick", json!("5"), "\"5\""),
            ("nick", json!(5), "5"),
            ("nick", json!({"a": [1.50]}), "{\"a\":[1.5]}"),
            ("nick", json!(null), ""),
        ] {
            assert_eq!(text(name, value), cell);
        }
        let number: Json = serde_json::from_str("1.50").unwrap();
        assert_eq!(text("ticketCount", number), "1.50");
    }

    #[test]
    fn values_that_a_table_changes_are_recognized() {
        let whole = |name, value: Json| written(&CustomerColumn::named(name), &value).whole;
        assert!(!whole("company", json!({"name": "Acme"})) && !whole("customFields.a", json!(1)));
        assert!(!whole("phoneNumber", json!(39)) && !whole("topClient", json!("true")));
        assert!(whole("company", json!("Acme")) && whole("nick", json!({"a": 1})) && whole("id", json!(7)));
    }

    #[test]
    fn invalid_cells_are_refused() {
        let field = |name| FieldTarget::field(name).unwrap();
        for text in ["10/12/1985", "1985-13-01", "1985-12-10T10:00:00", "1985-12-09T23:00:00.0001Z", "x"] {
            assert!(read(&field("birthDate"), text).is_err(), "{text}");
        }
        assert!(read(&field("topClient"), "yes").is_err());
    }

    fn any_json() -> impl Strategy<Value = Json> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Json::from),
            any::<i64>().prop_map(Json::from),
            any_text().prop_map(Json::from),
        ];
        leaf.prop_recursive(3, 12, 4, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 1..4).prop_map(Json::from),
                prop::collection::btree_map(any_text(), inner, 1..4)
                    .prop_map(|map| Json::Object(map.into_iter().collect())),
            ]
        })
    }

    fn any_text() -> impl Strategy<Value = String> {
        prop_oneof![any::<String>(), "[0-9,\"\\[\\]{}tru. -]{1,6}"]
            .prop_filter("not empty", |text| !text.is_empty())
    }

    proptest! {
        #[test]
        fn every_written_cell_is_read_back(
            text in any_text(),
            tags in prop::collection::vec(any_text(), 1..4),
            unknown in any_json(),
            millis in prop_oneof![any::<i64>(), -4_000_000_000_000..4_000_000_000_000_i64, (-9999..99_999_i64).prop_map(|day| day * DAY)],
        ) {
            for (name, value) in [
                ("memo", json!(text)), ("customFields.x", json!(text)), ("email", json!(text)), ("state", json!(text)),
                ("tags", json!(tags)), ("nick", unknown), ("birthDate", json!(millis)),
            ] {
                prop_assert_eq!(there_and_back(name, &value), Some(value), "{}", name);
            }
        }
    }
}
