//! Rows that are one customer, while the plan is made: the first of them carries what all of them say.

use serde_json::{Map, Value};

use super::error::ImportError;
use crate::issue::{Code, Complaint, Issue};
use crate::journal::{Carrier, JournalError, SearchKey, Spool};
use crate::mapping::{Lost, Matching};
use crate::plan::Place;

type Object = Map<String, Value>;

/// The carriers of some rows.
pub(super) struct Group {
    /// The first of them in the order of reading.
    pub carrier: u64,
    /// Where it stands.
    pub place: Place,
    /// Its customer.
    pub customer: Object,
    /// The others, in the order of reading.
    pub others: Vec<(u64, Object)>,
}

impl Group {
    /// The carriers of the rows at these places. There is at least one.
    pub(super) fn of(spool: &Spool, places: &[Place]) -> Result<Self, ImportError> {
        let mut carriers = Vec::with_capacity(places.len());
        for place in places {
            let found = spool.carrier(place.source, place.row)?;
            carriers.push(found.ok_or_else(|| damaged("an earlier row of the same customer is not there"))?);
        }
        carriers.sort_unstable_by_key(|carrier| carrier.id);
        carriers.dedup_by_key(|carrier| carrier.id);
        let parsed = carriers.into_iter().map(|Carrier { id, source, row, payload }| {
            let customer = serde_json::from_str::<Object>(&payload).map_err(JournalError::from)?;
            Ok((id, Place { source, row }, customer))
        });
        let mut parsed = parsed.collect::<Result<Vec<_>, ImportError>>()?.into_iter();
        let first = parsed.next().ok_or_else(|| damaged("a row was merged with none"))?;
        let (carrier, place, customer) = first;
        Ok(Self {
            carrier,
            place,
            customer,
            others: parsed.map(|(id, _, customer)| (id, customer)).collect(),
        })
    }

    /// Its customer has changed, and may have more keys.
    pub(super) fn save(&self, spool: &Spool, matching: &Matching) -> Result<(), ImportError> {
        let keys: Vec<SearchKey> = matching.remote_keys(&self.customer).iter().map(SearchKey::from).collect();
        let payload = serde_json::to_string(&self.customer).map_err(JournalError::from)?;
        Ok(spool.carry(self.carrier, &keys, &payload)?)
    }
}

pub(super) fn damaged(what: &str) -> ImportError {
    ImportError::Journal(JournalError::Damaged(what.to_owned()))
}

/// A value that is lost where rows are merged.
pub(super) fn conflict(note: &str, lost: Lost) -> Issue {
    let Lost { field, value, later } = lost;
    let message = match later {
        true => format!("{note}, which has another `{field}`: that one counts, and this is not written"),
        false => format!("{note}, which had another `{field}`: this row's counts, and that is not written"),
    };
    let hint =
        "say merge = \"first\", \"last\" or \"join\" of the field in the mapping where another rule is meant";
    Issue::warning(Complaint::new(Code::MergeConflict, message, hint)).in_field(field).with_value(&value)
}
