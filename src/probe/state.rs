//! What a probe holds while it learns.

use std::time::Instant;

use serde_json::Value;

use super::custom_names::CustomNames;
use super::desk::{Desk, Shown};
use super::halt::{Halt, Step};
use super::own_customers::OwnCustomers;
use crate::api::{Object, Page};
use crate::behavior::Aspects;
use crate::customer::field_value;

/// A customer of the probe in the account.
#[derive(Debug, Clone)]
pub(super) struct OwnCustomer {
    pub(super) id: String,
    pub(super) mark: String,
    /// As it was read last.
    pub(super) shown: Object,
}

/// The state of a probe.
#[derive(Debug)]
pub(super) struct ProbeState {
    pub(super) desk: Desk,
    pub(super) own: OwnCustomers,
    pub(super) known: Aspects,
    pub(super) custom: CustomNames,
    /// The first page of the list before the first insert.
    pub(super) before: Page,
    pub(super) first: Option<OwnCustomer>,
    pub(super) second: Option<OwnCustomer>,
    /// When the first insert was sent. Counted from there, a lag is never said to be shorter than it is.
    pub(super) inserted: Option<Instant>,
    /// The company that the help desk put into the first customer, which was inserted without one.
    pub(super) filled_company: Option<Value>,
    /// The first customer as it was sent last, whole.
    pub(super) base: Object,
    /// Everything but the forms of searches was tried.
    pub(super) is_last_step: bool,
}

impl ProbeState {
    /// The first customer; learning can't go on without it.
    pub(super) fn first(&self) -> Step<&OwnCustomer> {
        self.first.as_ref().ok_or_else(|| Halt::NoCustomer("no customer could be inserted".to_owned()))
    }

    /// Reads the first customer again. It was just written, so it must be there.
    pub(super) async fn read_first(&mut self) -> Step<Object> {
        let id = self.first()?.id.clone();
        let Shown::Customer(shown) = self.desk.shown(&id).await? else {
            return Err(Halt::NoCustomer(format!("the customer {id} of the probe can't be read any more")));
        };
        let shown = shown.into_object();
        self.first.iter_mut().for_each(|first| first.shown = shown.clone());
        Ok(shown)
    }
}

/// The text of a field or custom field (`customFields.NAME`) as it was read; a company may be an object.
pub(super) fn value_of<'a>(customer: &'a Object, field: &str) -> Option<&'a Value> {
    match field_value(customer, field)? {
        Value::Object(company) if field == "company" => company.get("name"),
        value => Some(value),
    }
}

/// The text of a field, if it has one.
pub(super) fn text_of<'a>(customer: &'a Object, field: &str) -> Option<&'a str> {
    value_of(customer, field)?.as_str().filter(|text| !text.is_empty())
}
