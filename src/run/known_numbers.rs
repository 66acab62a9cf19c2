//! Phone numbers that only look different from those of the customer. If the customer has the same number, in another
//! form or in one of the readings of a number without a country, it stays as it is.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::convert::{dialled_at_home, is_known, may_be_known};
use crate::customer::put_field;
use crate::journal::Phones;
use crate::plan::{MatchedCustomer, OnMultiple};

type Object = Map<String, Value>;

/// What a row wants, with the customer's own phone number where it may be the same.
pub(super) fn with_known_numbers<'a>(
    wanted: &'a Object,
    found: &[MatchedCustomer],
    on_multiple: OnMultiple,
    phones: &Phones,
) -> Cow<'a, Object> {
    let chosen = match (found, on_multiple) {
        ([only], _) | ([only, ..], OnMultiple::First) | ([.., only], OnMultiple::Last) => only,
        _ => return Cow::Borrowed(wanted),
    };
    let mut wanted = Cow::Borrowed(wanted);
    for field in &phones.fields {
        let Some((written, known)) = text(&wanted, field).zip(text(&chosen.record, field)) else {
            continue;
        };
        let state = text(&chosen.record, "state");
        let home = phones.assumed.contains(field).then(|| dialled_at_home(written)).flatten();
        let same =
            is_known(written, known, state) || may_be_known(home.as_deref().unwrap_or(written), known, state);
        if same {
            let known = Value::from(known);
            put_field(wanted.to_mut(), field, known);
        }
    }
    wanted
}

fn text<'a>(customer: &'a Object, field: &str) -> Option<&'a str> {
    match field.strip_prefix("customFields.") {
        Some(name) => customer.get("customFields")?.get(name)?.as_str(),
        None => customer.get(field)?.as_str(),
    }
}
