//! Phone numbers that only look different from those of the customer: they do not say their country, or got it from the
//! mapping. If the customer has the same number in one of its readings, it stays as it is.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::convert::{dialled_at_home, may_be_known};
use crate::customer::PHONES;
use crate::plan::{MatchedCustomer, OnMultiple};

type Object = Map<String, Value>;

/// What a row wants, with the customer's own phone number where it may be the same. `assumed` are the fields whose
/// country is that of the mapping.
pub(super) fn with_known_numbers<'a>(
    wanted: &'a Object,
    found: &[MatchedCustomer],
    on_multiple: OnMultiple,
    assumed: &[String],
) -> Cow<'a, Object> {
    let chosen = match (found, on_multiple) {
        ([only], _) | ([only, ..], OnMultiple::First) | ([.., only], OnMultiple::Last) => only,
        _ => return Cow::Borrowed(wanted),
    };
    let mut wanted = Cow::Borrowed(wanted);
    for field in PHONES {
        let Some((written, known)) = wanted.get(field).and_then(Value::as_str).zip(text(chosen, field))
        else {
            continue;
        };
        let home = assumed.iter().any(|own| own == field).then(|| dialled_at_home(written)).flatten();
        let written = home.as_deref().unwrap_or(written);
        if may_be_known(written, known, text(chosen, "state")) {
            let known = Value::from(known);
            wanted.to_mut().insert(field.to_owned(), known);
        }
    }
    wanted
}

fn text<'a>(customer: &'a MatchedCustomer, field: &str) -> Option<&'a str> {
    customer.record.get(field)?.as_str()
}
