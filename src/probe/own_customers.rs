//! The customers of probes in an account: recorded before they are inserted, found again, and deleted.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;

use super::desk::{Desk, Shown};
use super::halt::{Halt, Step};
use super::left::LeftCustomer;
use super::lost_insert::{SearchOutcome, SearchScope, look_for};
use super::mark::{is_ours, strange_fields};
use crate::api::{Delivery, Object, RawCall};
use crate::journal::{ProbeRecord, ProbedCustomer};

/// An insert without an answer may arrive for so long.
const MAY_ARRIVE: Duration = Duration::from_secs(600);
/// The waits before each search for an insert without an answer.
const WAITS: [Duration; 3] = [Duration::ZERO, Duration::from_secs(1), Duration::from_secs(3)];
/// How an insert is looked for that was just sent: it is on the first page of the list or on the last one.
const JUST_SENT: SearchScope = SearchScope { trusts_search: false, pages: 2, takes_email: false };
/// The most pages that are read for an insert of an earlier probe.
const EARLIER_PAGES: u64 = 6;
/// The most customers that one probe inserts, and the most that may be in the account at a time.
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
        self.left > 0 && self.customers.len() < MOST_INSERTS as usize
    }

    /// An error if earlier probes have left so many customers that no other one may be inserted.
    pub(super) fn allow_inserts(&self) -> Step<()> {
        if self.may_insert() {
            return Ok(());
        }
        let until = self.customers.iter().filter(|one| one.id.is_none()).filter_map(may_arrive_until).max();
        let until = until.filter(|until| *until > Timestamp::now());
        let advice = match until {
            Some(until) => format!("their inserts may arrive until {until:.0}: probe again then"),
            None => "look at them in the help desk first".to_owned(),
        };
        Err(Halt::NoCustomer(format!(
            "two customers of earlier probes are not gone, so no other is inserted; {advice}"
        )))
    }

    /// True if a customer is the one that was inserted with this mark.
    pub(super) fn is_ours(&self, shown: &Object, mark: &str) -> bool {
        self.customers.iter().any(|entry| entry.mark == mark && is_ours(shown, entry))
    }

    /// Records a customer and inserts it. Without an answer it is looked for.
    pub(super) async fn insert(&mut self, desk: &Desk, mark: &str, body: &Object) -> Step<Inserted> {
        desk.goes_on()?;
        self.allow_inserts()?;
        let email = body.get("email").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
        let fields: BTreeSet<String> = body.keys().cloned().collect();
        let recorded = Timestamp::now().to_string();
        self.customers.push(ProbedCustomer {
            mark: mark.to_owned(),
            email,
            recorded,
            id: None,
            fields,
            is_deletion_sent: false,
            is_doubtful: false,
        });
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
            if let Some(id) = look_for(desk, entry, JUST_SENT).await?.ids.into_iter().next() {
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
    /// Those that are hard to find come last. `delete` deletes one by its id.
    pub(super) async fn delete_all(
        &mut self,
        desk: &Desk,
        tried: &[LeftCustomer],
        trusts_search: bool,
        mut delete: impl AsyncFnMut(&Desk, &str) -> Step<()>,
    ) -> Vec<LeftCustomer> {
        let mut left = Vec::new();
        let is_tried = |mark: &str| tried.iter().any(|left| left.customer.mark == mark);
        let look = SearchScope { trusts_search, pages: EARLIER_PAGES, takes_email: true };
        let mut customers: Vec<_> =
            self.customers.iter().filter(|one| !is_tried(&one.mark)).cloned().collect();
        customers.sort_by_key(|customer| customer.id.is_none());
        for customer in customers {
            let gone = match self.gone(desk, &customer, look, &mut delete).await {
                Ok(None) => self.forget(&customer.mark).map_err(|halt| halt.to_string()),
                Ok(Some(reason)) => Err(reason),
                Err(halt) => Err(halt.to_string()),
            };
            let noted = self.customers.iter().find(|one| one.mark == customer.mark).cloned();
            let customer = noted.unwrap_or(customer);
            left.extend(gone.err().map(|reason| LeftCustomer { customer, reason }));
        }
        left
    }

    /// Deletes one recorded customer. Returns why it may still be there.
    async fn gone(
        &mut self,
        desk: &Desk,
        customer: &ProbedCustomer,
        look: SearchScope,
        delete: &mut impl AsyncFnMut(&Desk, &str) -> Step<()>,
    ) -> Step<Option<String>> {
        let looked = match &customer.id {
            Some(id) => SearchOutcome { ids: vec![id.clone()], is_proof: true },
            None => look_for(desk, customer, look).await?,
        };
        if looked.ids.is_empty() {
            return Ok(why_not_gone(customer, looked.is_proof).map(ToOwned::to_owned));
        }
        for id in &looked.ids {
            let shown = match desk.shown(id).await? {
                Shown::Missing(_) => continue,
                Shown::Refused(_) if customer.is_deletion_sent => continue,
                Shown::Refused(status) => {
                    return Ok(Some(format!("the help desk does not show it (HTTP {status})")));
                }
                Shown::Customer(shown) => shown,
            };
            if let Some(reason) = not_ours(&shown, customer) {
                self.note_doubt(&customer.mark)?;
                return Ok(Some(reason));
            }
            let only = (looked.ids.len() == 1).then_some(id);
            let noted = self.note_deletion(&customer.mark, only);
            // The note matters only if it can't be seen now whether the customer is gone.
            delete(desk, id).await.map_err(|halt| noted.err().unwrap_or(halt))?;
        }
        Ok(None)
    }

    /// Records that a customer looks like somebody else's, so that the user is told to look at it.
    fn note_doubt(&mut self, mark: &str) -> Step<()> {
        self.customers
            .iter_mut()
            .filter(|entry| entry.mark == mark)
            .for_each(|entry| entry.is_doubtful = true);
        Ok(self.record.save(&self.customers)?)
    }

    /// Records that a deletion is sent, and the id if there is one customer with the mark.
    fn note_deletion(&mut self, mark: &str, id: Option<&String>) -> Step<()> {
        for entry in self.customers.iter_mut().filter(|entry| entry.mark == mark) {
            entry.is_deletion_sent = true;
            entry.id = id.or(entry.id.as_ref()).cloned();
        }
        Ok(self.record.save(&self.customers)?)
    }
}

/// Why a customer that was not found may still be there or come.
fn why_not_gone(customer: &ProbedCustomer, is_proof: bool) -> Option<&'static str> {
    match (is_old(customer), is_proof) {
        (false, _) => Some("its insert was not answered, and it was not found so far"),
        (true, false) => Some(
            "its insert was not answered, and it was not found, but the list was not read whole and no search is \
             known to find it",
        ),
        (true, true) => None,
    }
}

/// Why a customer must not be deleted.
fn not_ours(shown: &Object, customer: &ProbedCustomer) -> Option<String> {
    if !is_ours(shown, customer) {
        return Some("its name and e-mail no longer carry the mark".to_owned());
    }
    let strange = strange_fields(shown, &customer.fields);
    let reason = || format!("it has fields that the probe has not written: {}", strange.join(", "));
    (!strange.is_empty()).then(reason)
}

fn may_arrive_until(customer: &ProbedCustomer) -> Option<Timestamp> {
    customer.recorded.parse::<Timestamp>().ok()?.checked_add(MAY_ARRIVE).ok()
}

fn is_old(customer: &ProbedCustomer) -> bool {
    may_arrive_until(customer).is_some_and(|until| Timestamp::now() >= until)
}
