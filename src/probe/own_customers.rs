//! The customers of probes in an account: recorded before they are inserted, found again, and deleted.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;

use super::desk::{Desk, Shown};
use super::halt::{Halt, Step};
use super::left::LeftCustomer;
use super::mark::{carries, strange_fields};
use crate::api::{CustomerRecord, Delivery, Object, RawCall, id_of};
use crate::journal::{ProbeRecord, ProbedCustomer};

/// An insert without an answer that can't be found for so long has not arrived.
const SURELY_GONE: Duration = Duration::from_secs(600);
/// The waits before each search for an insert without an answer.
const WAITS: [Duration; 3] = [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(3)];
/// The most customers that one probe inserts.
const MOST_INSERTS: u32 = 2;

/// The customers in the record.
#[derive(Debug)]
pub(super) struct OwnCustomers {
    record: ProbeRecord,
    pub(super) customers: Vec<ProbedCustomer>,
    /// How many customers this probe may still insert.
    left: u32,
}

/// The answer to an insert.
#[derive(Debug)]
pub(super) enum Inserted {
    /// It has this id; the status is known if the answer arrived.
    As { id: String, status: Option<u16> },
    /// Nothing was stored.
    Refused(u16),
    /// There was no answer, and the customer was not found. It stays in the record, because it may appear later.
    Lost(Halt),
}

impl OwnCustomers {
    /// Those that earlier probes may have left. An error if the record can't be read.
    pub(super) fn open(record: ProbeRecord) -> Step<Self> {
        let customers = record.load()?;
        Ok(Self { record, customers, left: MOST_INSERTS })
    }

    /// True if one more customer may be inserted.
    pub(super) fn may_insert(&self) -> bool {
        self.left > 0
    }

    /// Records a customer and inserts it. Without an answer it is looked for.
    pub(super) async fn insert(&mut self, desk: &Desk, mark: &str, body: &Object) -> Step<Inserted> {
        desk.goes_on()?;
        let email = body.get("email").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        let fields: BTreeSet<String> = body.keys().cloned().collect();
        let recorded = Timestamp::now().to_string();
        self.customers.push(ProbedCustomer { mark: mark.to_owned(), email, recorded, id: None, fields });
        self.record.save(&self.customers)?;
        let fault = match desk.send(&RawCall::insert(body)).await {
            Ok(answer) if !answer.is_success() => {
                self.forget(mark)?;
                return Ok(Inserted::Refused(answer.status));
            }
            Ok(answer) => match answer.written_id() {
                Some(id) => return self.inserted(mark, id, Some(answer.status)),
                None => Halt::Unreadable("an insert"),
            },
            Err(error) if error.delivery() == Delivery::NotDone => {
                self.forget(mark)?;
                return Err(error.into());
            }
            Err(error) => error.into(),
        };
        if let Some(id) = self.search_lost(desk, mark).await? {
            return self.inserted(mark, id, None);
        }
        self.left = self.left.saturating_sub(1);
        Ok(Inserted::Lost(fault))
    }

    fn inserted(&mut self, mark: &str, id: String, status: Option<u16>) -> Step<Inserted> {
        self.left = self.left.saturating_sub(1);
        let entry = self.customers.iter_mut().find(|entry| entry.mark == mark);
        entry.into_iter().for_each(|entry| entry.id = Some(id.clone()));
        self.record.save(&self.customers)?;
        Ok(Inserted::As { id, status })
    }

    async fn search_lost(&self, desk: &Desk, mark: &str) -> Step<Option<String>> {
        let Some(entry) = self.customers.iter().find(|entry| entry.mark == mark) else { return Ok(None) };
        for wait in WAITS {
            desk.wait(wait).await?;
            if let Some(id) = found(desk, entry).await?.into_iter().next() {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    /// Removes a customer from the record: it was not inserted, or is gone, or is not ours.
    pub(super) fn forget(&mut self, mark: &str) -> Step<()> {
        self.customers.retain(|entry| entry.mark != mark);
        Ok(self.record.save(&self.customers)?)
    }

    /// A refused insert has used up none of the allowed ones; one that the help desk answered with another customer of
    /// ours has not made one either.
    pub(super) fn give_back(&mut self) {
        self.left += 1;
    }

    /// Records more fields that this customer may have, before they are written.
    pub(super) fn may_have<'a>(&mut self, id: &str, fields: impl IntoIterator<Item = &'a str>) -> Step<()> {
        if let Some(entry) = self.customers.iter_mut().find(|entry| entry.id.as_deref() == Some(id)) {
            entry.fields.extend(fields.into_iter().map(ToOwned::to_owned));
        }
        Ok(self.record.save(&self.customers)?)
    }

    /// The fields of a read customer that neither the probe nor the help desk has filled.
    pub(super) fn strange_fields(&self, id: &str, shown: &Object) -> Vec<String> {
        let entry = self.customers.iter().find(|entry| entry.id.as_deref() == Some(id));
        entry.map_or_else(Vec::new, |entry| strange_fields(shown, &entry.fields))
    }

    /// Deletes every recorded customer that is surely ours, except those that were tried before, and returns the others.
    /// `delete` deletes one by its id.
    pub(super) async fn delete_all(
        &mut self,
        desk: &Desk,
        tried: &[LeftCustomer],
        mut delete: impl AsyncFnMut(&Desk, &str) -> Step<()>,
    ) -> Vec<LeftCustomer> {
        let mut left = Vec::new();
        let is_tried = |mark: &str| tried.iter().any(|left| left.customer.mark == mark);
        let customers: Vec<_> = self.customers.iter().filter(|one| !is_tried(&one.mark)).cloned().collect();
        for customer in customers {
            let gone = match gone(desk, &customer, &mut delete).await {
                Ok(None) => self.forget(&customer.mark).map_err(|halt| halt.to_string()),
                Ok(Some(reason)) => Err(reason),
                Err(halt) => Err(halt.to_string()),
            };
            left.extend(gone.err().map(|reason| LeftCustomer { customer, reason }));
        }
        left
    }
}

/// Deletes one recorded customer. Returns why it may still be there.
async fn gone(
    desk: &Desk,
    customer: &ProbedCustomer,
    delete: &mut impl AsyncFnMut(&Desk, &str) -> Step<()>,
) -> Step<Option<String>> {
    let ids = match &customer.id {
        Some(id) => vec![id.clone()],
        None => found(desk, customer).await?,
    };
    if ids.is_empty() && !is_old(customer) {
        return Ok(Some("its insert was not answered, and it was not found so far".to_owned()));
    }
    for id in ids {
        let shown = match desk.shown(&id).await? {
            Shown::Missing(_) => continue,
            Shown::Refused(status) => {
                return Ok(Some(format!("the help desk does not show it (HTTP {status})")));
            }
            Shown::Customer(shown) => shown,
        };
        if let Some(reason) = not_ours(&shown, customer) {
            return Ok(Some(reason));
        }
        delete(desk, &id).await?;
    }
    Ok(None)
}

/// Why a customer must not be deleted.
fn not_ours(shown: &Object, customer: &ProbedCustomer) -> Option<String> {
    if !carries(shown, &customer.mark) {
        return Some("its name and e-mail no longer carry the mark".to_owned());
    }
    let strange = strange_fields(shown, &customer.fields);
    let reason = || format!("it has fields that the probe has not written: {}", strange.join(", "));
    (!strange.is_empty()).then(reason)
}

fn is_old(customer: &ProbedCustomer) -> bool {
    let Ok(recorded) = customer.recorded.parse::<Timestamp>() else { return false };
    let age: Result<Duration, _> = Timestamp::now().duration_since(recorded).try_into();
    age.is_ok_and(|age| age >= SURELY_GONE)
}

/// The ids of customers with the mark, by a search for the e-mail address and on the first and last page of the list.
async fn found(desk: &Desk, customer: &ProbedCustomer) -> Step<Vec<String>> {
    let mut records = match desk.page(1, &[("email", &customer.email)]).await? {
        Some(page) => page.records,
        None => Vec::new(),
    };
    if marked(&records, &customer.mark).is_empty()
        && let Some(first) = desk.page(1, &[]).await?
    {
        let last = first.total.zip(first.per_page).map_or(1, |(total, size)| total.div_ceil(size));
        records.extend(first.records);
        if last > 1
            && let Some(page) = desk.page(last, &[]).await?
        {
            records.extend(page.records);
        }
    }
    Ok(marked(&records, &customer.mark))
}

fn marked(records: &[CustomerRecord], mark: &str) -> Vec<String> {
    records.iter().filter(|record| carries(record, mark)).filter_map(|record| id_of(record)).collect()
}
