//! The customers of probes in an account: recorded before they are inserted, found again, and deleted.

use std::time::Duration;

use jiff::Timestamp;

use super::desk::{Desk, Shown};
use super::halt::{Halt, Step};
use super::left::LeftCustomer;
use super::lost_insert::{SearchOutcome, SearchScope, Witness, look_for};
use super::mark::{is_ours, strange_fields};
use crate::api::Object;
use crate::journal::{ProbeRecord, ProbedCustomer};

/// An insert without an answer may arrive for so long.
const MAY_ARRIVE: Duration = Duration::from_secs(600);
/// The most pages that are read for an insert of an earlier probe.
const EARLIER_PAGES: u64 = 6;
/// The most customers that one probe inserts, and the most that may be in the account at a time.
const MOST_INSERTS: u32 = 2;

/// The customers in the record.
#[derive(Debug)]
pub(super) struct OwnCustomers {
    pub(super) record: ProbeRecord,
    pub(super) customers: Vec<ProbedCustomer>,
    /// How many customers this probe may still insert.
    pub(super) left: u32,
    /// A customer of this probe that was found: what can be seen of it can be seen of the others.
    pub(super) witness: Option<Witness>,
}

impl OwnCustomers {
    /// Those that earlier probes may have left. An error if the record can't be read.
    pub(super) fn open(record: ProbeRecord) -> Step<Self> {
        let customers = record.load()?;
        Ok(Self { record, customers, left: MOST_INSERTS, witness: None })
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

    /// True if this entry is in the record as it is here: nothing more is known of the customer.
    pub(super) fn is_open(&self, customer: &ProbedCustomer) -> bool {
        self.customers.iter().any(|entry| entry.mark == customer.mark && entry.id == customer.id)
    }

    /// True if a customer is the one that was inserted with this mark.
    pub(super) fn is_ours(&self, shown: &Object, mark: &str) -> bool {
        self.customers.iter().any(|entry| entry.mark == mark && is_ours(shown, entry))
    }

    /// Removes a customer from the record: it was not inserted, or is gone, or is not ours.
    pub(super) fn forget(&mut self, mark: &str) -> Step<()> {
        self.customers.retain(|entry| entry.mark != mark);
        Ok(self.record.save(&self.customers)?)
    }

    /// An insert that the help desk answered with another customer of ours has made none.
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
        let look =
            SearchScope { trusts_search, pages: EARLIER_PAGES, takes_email: true, known: &[], witness: None };
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
        look: SearchScope<'_>,
        delete: &mut impl AsyncFnMut(&Desk, &str) -> Step<()>,
    ) -> Step<Option<String>> {
        let looked = match &customer.id {
            Some(id) => SearchOutcome { ids: vec![id.clone()], is_proof: true },
            None => look_for(desk, customer, look).await?,
        };
        if looked.ids.is_empty() {
            let is_proof = looked.is_proof;
            // The help desk has answered, so nothing can arrive any more; the witness shows that nothing is late.
            let is_settled =
                is_proof && customer.refused.is_some() && self.witness.is_some() && look.trusts_search;
            return Ok(why_not_gone(customer, is_proof).filter(|_| !is_settled));
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
fn why_not_gone(customer: &ProbedCustomer, is_proof: bool) -> Option<String> {
    let answer = match customer.refused {
        Some(status) => format!("its insert was refused (HTTP {status})"),
        None => "its insert was not answered".to_owned(),
    };
    match (is_old(customer), is_proof) {
        (false, _) => Some(format!("{answer}, and it was not found so far")),
        (true, false) => Some(format!(
            "{answer}, and it was not found, but the list was not read whole and no search is known to find it"
        )),
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
