//! Phone numbers that only look different from those of the customer. If the customer has the same number, in another
//! form or in one of the readings of a number without a country, it stays as it is.
//!
//! A number without a country code means what it means in the country that the customer has after the write.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::policed::policed;
use crate::convert::{dialled_at_home, is_known, may_be_known};
use crate::customer::{StoredChanges, WritePolicies, field_value, merged, put_field, remove_field};

type Object = Map<String, Value>;

const STATE: &str = "state";

/// The phone fields of a row.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RowPhones<'a> {
    /// The fields with `as = "phone"`.
    pub(crate) fields: &'a [String],
    /// Those whose country the mapping gave.
    pub(crate) assumed: &'a [String],
}

/// What a row wants, with the customer's own phone number where it is the same.
pub(crate) fn with_known_numbers<'a>(
    wanted: &'a Object,
    record: &Object,
    policies: &WritePolicies,
    stored: &StoredChanges,
    phones: RowPhones<'_>,
) -> Cow<'a, Object> {
    let after = state_after(wanted, record, policies, stored);
    let mut known_ones = Cow::Borrowed(wanted);
    for field in phones.fields {
        let Some((written, known)) = text(wanted, field).zip(text(record, field)) else { continue };
        let assumed = phones.assumed.contains(field);
        let country = after.as_deref().or_else(|| text(wanted, STATE));
        if is_known(written, known, after.as_deref()) || is_reading(written, known, country, assumed) {
            put_field(known_ones.to_mut(), field, Value::from(known));
        }
    }
    known_ones
}

/// True if a number without a country is the customer's in this country. Without any country, a number is not compared
/// with that of a customer if the mapping gave it a country.
fn is_reading(written: &str, known: &str, country: Option<&str>, assumed: bool) -> bool {
    if !assumed {
        return may_be_known(written, known, country);
    }
    let home = dialled_at_home(written);
    country.is_some() && may_be_known(home.as_deref().unwrap_or(written), known, country)
}

/// Takes the numbers out of what is still to be written (`rest`) that the customer has in another form. `written` is
/// what of it will be written.
pub(crate) fn leave_known_numbers(fields: &[String], rest: &mut Object, now: &Object, written: &Object) {
    let after = merged(now, written);
    let country = text(&after, STATE).filter(|code| !code.is_empty());
    let is_same = |field: &String| {
        let Some((wanted, known)) = text(rest, field).zip(text(now, field)) else { return false };
        is_known(wanted, known, country) || (country.is_some() && may_be_known(wanted, known, country))
    };
    let same: Vec<&String> = fields.iter().filter(|field| is_same(field)).collect();
    same.into_iter().for_each(|field| remove_field(rest, field));
}

/// The country of a customer after a row is written.
fn state_after(
    wanted: &Object,
    record: &Object,
    policies: &WritePolicies,
    stored: &StoredChanges,
) -> Option<String> {
    let new = wanted.get(STATE).map(|new| (STATE.to_owned(), new.clone()));
    let patch = policed(&new.into_iter().collect(), record, policies, stored).patch;
    let after = merged(record, &patch);
    text(&after, STATE).filter(|code| !code.is_empty()).map(ToOwned::to_owned)
}

fn text<'a>(customer: &'a Object, field: &str) -> Option<&'a str> {
    field_value(customer, field)?.as_str()
}
