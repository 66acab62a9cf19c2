//! Inserts: their status, duplicates of an e-mail address, fields that the help desk fills, and how soon a new customer
//! is shown.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::desk::Shown;
use super::halt::{Halt, Step};
use super::inserts::Inserted;
use super::mark::{email_of, is_nothing, name_of};
use super::state::{OwnCustomer, ProbeState, text_of, value_of};
use super::values::company_of;
use crate::api::{Object, id_of};
use crate::behavior::{Dedup, DuplicateEmail, EmptyForm, IdForm, Learned};
use crate::customer::FIELDS;

impl ProbeState {
    /// Inserts the first customer, with name and e-mail address only: a help desk can't take it for anybody's. If it is
    /// lost, the other one that may be inserted takes its place.
    pub(super) async fn learn_insert(&mut self) -> Step<()> {
        match self.insert_first().await? {
            Inserted::Lost(fault) if !self.own.may_insert() => Err(fault),
            Inserted::Lost(_) => match self.insert_first().await? {
                Inserted::Lost(fault) => Err(fault),
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    async fn insert_first(&mut self) -> Step<Inserted> {
        match self.own.insert(&self.desk, first_body).await? {
            Inserted::As { id, mark, sent, status } => {
                self.inserted = Some(sent);
                self.base = first_body(&mark);
                self.first_is(&id, mark.clone(), status).await?;
                Ok(Inserted::As { id, mark, sent, status })
            }
            Inserted::Refused(status) => {
                let what = "the help desk refuses to insert a customer with name and e-mail";
                Err(Halt::NoCustomer(format!("{what} (HTTP {status})")))
            }
            lost => Ok(lost),
        }
    }

    async fn first_is(&mut self, id: &str, mark: String, status: Option<u16>) -> Step<()> {
        self.known.create_status = Learned::or_reason(status, "the answer to the insert was lost");
        let shown = self.checked(id, &mark).await?;
        self.known.id = match shown.get("id") {
            Some(Value::Number(_)) => IdForm::Number.into(),
            Some(Value::String(_)) => IdForm::Text.into(),
            _ => Learned::unknown("a customer is shown without an id"),
        };
        self.known.empty = empty_form(&shown);
        self.filled_company = value_of(&shown, "company").filter(|value| !is_nothing(value)).cloned();
        self.first = Some(OwnCustomer { id: id.to_owned(), mark, shown });
        Ok(())
    }

    /// Reads a customer that the help desk says it has just inserted. If it is not ours, everything ends here.
    async fn checked(&mut self, id: &str, mark: &str) -> Step<Object> {
        let was_there = self.before.records.iter().any(|record| id_of(record).as_deref() == Some(id));
        let shown = match self.desk.shown(id).await? {
            Shown::Customer(shown) => shown.into_object(),
            Shown::Missing(_) | Shown::Refused(_) => {
                return Err(Halt::NoCustomer(format!("the new customer {id} can't be read")));
            }
        };
        if was_there {
            self.own.forget(mark)?;
        }
        // Otherwise it stays in the record: the user looks at it.
        if was_there || !self.own.is_ours(&shown, mark) {
            return Err(Halt::NoCustomer(format!(
                "the help desk has answered an insert with the id of another customer, {id}; look at that customer \
                 in the help desk"
            )));
        }
        Ok(shown)
    }

    /// Inserts the second customer with the e-mail address of the first, and if that makes none, with its own.
    pub(super) async fn learn_duplicates(&mut self) -> Step<()> {
        let first = self.first()?.clone();
        self.own.confirm_refused(&self.desk).await?;
        if !self.own.may_insert() {
            return self.no_duplicates();
        }
        // If the help desk merges them, the first customer gets these fields.
        self.own.may_have(&first.id, ["company"])?;
        let taken = email_of(&first.mark);
        match self.own.insert(&self.desk, |mark| second_body(mark, &taken, &first.mark)).await? {
            Inserted::As { id, mark, .. } if id == first.id => self.merged(&mark).await?,
            Inserted::As { id, mark, .. } => {
                self.known.duplicate_email = DuplicateEmail::Take.into();
                self.known.dedup = Dedup::Off.into();
                return self.second_is(id, mark).await;
            }
            Inserted::Lost(_) => return self.no_duplicates(),
            Inserted::Refused(_) if !self.own.may_insert() => return self.no_duplicates(),
            Inserted::Refused(_) => {
                self.known.dedup =
                    Learned::unknown("an existing e-mail is refused, so no insert answers with another id");
            }
        }
        self.learn_second(&first).await
    }

    /// Inserts the second customer with an e-mail address of its own.
    async fn learn_second(&mut self, first: &OwnCustomer) -> Step<()> {
        let is_refused = self.known.dedup.get().is_none();
        let inserted =
            self.own.insert(&self.desk, |mark| second_body(mark, &email_of(mark), &first.mark)).await?;
        let unknown = match inserted {
            Inserted::As { id, mark, .. } => {
                self.known.duplicate_email = match is_refused {
                    true => DuplicateEmail::Refuse.into(),
                    false => Learned::unknown("an insert with an existing e-mail is taken for that customer"),
                };
                return self.second_is(id, mark).await;
            }
            Inserted::Lost(_) => "the answer to the second insert was lost",
            Inserted::Refused(_) => "a second customer is refused with any e-mail",
        };
        self.known.duplicate_email = Learned::unknown(unknown);
        Ok(())
    }

    /// There is no second customer.
    fn no_duplicates(&mut self) -> Step<()> {
        let reason = "an insert without a clear answer has used up the second customer";
        self.known.duplicate_email = Learned::unknown(reason);
        self.known.dedup = Learned::unknown(reason);
        Ok(())
    }

    /// The help desk has answered the second insert with the first customer.
    async fn merged(&mut self, mark: &str) -> Step<()> {
        self.own.give_back();
        self.own.forget(mark)?;
        let before = self.first()?.shown.clone();
        let shown = self.read_first().await?;
        let is_changed = text_of(&shown, "name") != text_of(&before, "name");
        self.known.dedup = if is_changed { Dedup::Merge } else { Dedup::Answer }.into();
        Ok(())
    }

    async fn second_is(&mut self, id: String, mark: String) -> Step<()> {
        let shown = self.checked(&id, &mark).await?;
        self.second = Some(OwnCustomer { id, mark, shown });
        Ok(())
    }

    /// Which fields the help desk has filled. A field that only one of the two has may be somebody's: the help desk may
    /// have taken the new customer for an existing one. Then learning ends.
    pub(super) fn learn_fills(&mut self) -> Step<()> {
        let first = self.first()?.clone();
        let filled = |one: &OwnCustomer, other: Option<&OwnCustomer>| {
            let strange = self.own.strange_fields(&one.id, &one.shown);
            let is_same = |field: &String| other.is_some_and(|other| !is_empty_at(&other.shown, field));
            strange.into_iter().find(|field| !is_same(field))
        };
        let second = self.second.clone();
        let alone = filled(&first, second.as_ref())
            .or_else(|| second.as_ref().and_then(|second| filled(second, Some(&first))));
        if let Some(field) = alone {
            return Err(Halt::NoCustomer(format!(
                "the new customer {} has a {field} that was not sent; the help desk may have taken it for an \
                 existing customer",
                first.id
            )));
        }
        for one in [Some(&first), second.as_ref()].into_iter().flatten() {
            let filled = self.own.strange_fields(&one.id, &one.shown);
            self.own.may_have(&one.id, filled.iter().map(String::as_str))?;
        }
        self.known.fills = match &second {
            Some(second) => {
                let mut fills = fills_of_both(&first.shown, &second.shown);
                let company = self.filled_company.take();
                fills.extend(company.map(|company| ("company".to_owned(), company)));
                Learned::Found(fills)
            }
            None => Learned::unknown("it takes a second customer to see it"),
        };
        Ok(())
    }
}

fn first_body(mark: &str) -> Object {
    Object::from_iter([
        ("name".to_owned(), json!(name_of(mark))),
        ("email".to_owned(), json!(email_of(mark))),
    ])
}

/// The second customer has the company that the first one gets later, so that a search can find both.
fn second_body(mark: &str, email: &str, first: &str) -> Object {
    Object::from_iter([
        ("name".to_owned(), json!(name_of(mark))),
        ("email".to_owned(), json!(email)),
        ("company".to_owned(), json!(company_of(first))),
    ])
}

/// Fields that both customers have although neither was sent with them; null if the values differ.
fn fills_of_both(first: &Object, second: &Object) -> BTreeMap<String, Value> {
    let unsent =
        FIELDS.iter().map(|field| field.name).filter(|name| !["name", "email", "company"].contains(name));
    let custom = first.get("customFields").and_then(Value::as_object);
    let custom =
        custom.into_iter().flat_map(|custom| custom.keys().map(|name| format!("customFields.{name}")));
    let full = |customer: &Object, field: &str| {
        value_of(customer, field).filter(|value| !is_nothing(value)).cloned()
    };
    let common = |field: String| {
        let (one, other) = (full(first, &field)?, full(second, &field)?);
        Some((field, if one == other { one } else { Value::Null }))
    };
    unsent.map(ToOwned::to_owned).chain(custom).filter_map(common).collect()
}

fn is_empty_at(customer: &Object, field: &str) -> bool {
    customer.get(field).is_none_or(is_nothing)
}

/// How a customer with only a name and an e-mail address is shown.
fn empty_form(shown: &Object) -> Learned<EmptyForm> {
    let unsent = FIELDS.iter().filter(|field| !["name", "email"].contains(&field.name));
    let (mut null, mut absent) = (0, 0);
    for field in unsent {
        match shown.get(field.name) {
            None => absent += 1,
            Some(Value::Null) => null += 1,
            Some(_) => {}
        }
    }
    match (null, absent) {
        (0, 0) => Learned::unknown("every field has a value"),
        (null, absent) if null > absent => EmptyForm::Null.into(),
        _ => EmptyForm::Absent.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_fields_of_customers_count_as_filled() {
        let customer = |number: u64| {
            let shown = json!({"id": number, "name": "x", "createdAt": number, "language": "en", "memo": number.to_string(),
                "customFields": {"tier": "gold", "empty": ""}, "topClient": false});
            shown.as_object().cloned().unwrap()
        };
        let fills = json!(fills_of_both(&customer(1), &customer(2)));
        assert_eq!(fills, json!({"language": "en", "memo": null, "customFields.tier": "gold"}));
    }
}
