//! The country of a row, on which its phone numbers depend.

use super::row_draft::MappedRowDraft;
use crate::convert::RowCountry;
use crate::customer::FieldValue;
use crate::issue::{Code, Issue};

/// The country of a row. If the country was rejected or left out, no default may replace it, so national phone
/// numbers are not read. Codes that are only ever warnings do not make the country unread.
pub(super) fn country_of(draft: &MappedRowDraft<'_>) -> RowCountry {
    let refused = |issue: &Issue| {
        let unread = issue.code == Code::SplitAddress || !issue.code.only_warns();
        unread && issue.field.as_deref() == Some("state")
    };
    match draft.customer.get("state") {
        _ if draft.issues.iter().any(refused) => RowCountry::Unread,
        Some(FieldValue::Country(country)) => RowCountry::Is(*country),
        _ => RowCountry::None,
    }
}
