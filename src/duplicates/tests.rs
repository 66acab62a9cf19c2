//! Which customers are joined.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::account_index::AccountIndex;
use super::grade::Grade;
use super::group::GroupHead;
use super::keep::Keep;

/// The groups as grade and ids.
fn groups(joined: Grade, customers: &[Value]) -> Vec<(Grade, Vec<String>)> {
    let mut index = AccountIndex::new().unwrap();
    for (no, customer) in (1..).zip(customers) {
        index.add(no, customer.to_string().as_bytes()).unwrap();
    }
    index.complete(&|| Ok(())).unwrap();
    index.group(joined, &|| Ok(())).unwrap();
    let mut all = Vec::new();
    index
        .each_group(|head: GroupHead| {
            let mut ids: Vec<String> =
                index.members(&head, Keep::Complete, 100)?.into_iter().map(|member| member.id).collect();
            ids.sort();
            all.push((head.grade, ids));
            Ok(())
        })
        .unwrap();
    all
}

fn ids(of: &[&str]) -> Vec<String> {
    of.iter().map(ToString::to_string).collect()
}

#[test]
fn a_chain_of_addresses_and_numbers_is_one_group() {
    let customers = [
        json!({"id": "1", "name": "Ada Byron", "email": "ada@x.org"}),
        json!({"id": "2", "name": "Ada Byron", "email": "ADA@x.org", "phoneNumber": "+39 02 5551234"}),
        json!({"id": "3", "name": "Ada King", "mobileNumber": "+39025551234"}),
        json!({"id": "4", "name": "Bob Stone", "email": "bob@x.org"}),
    ];
    assert_eq!(groups(Grade::Phone, &customers), [(Grade::Phone, ids(&["1", "2", "3"]))]);
}

#[test]
fn a_name_alone_makes_a_weak_group_around_a_strong_one() {
    let customers = [
        json!({"id": "1", "name": "Maria Rossi", "email": "m@x.org"}),
        json!({"id": "2", "name": "Rossi Maria", "email": "m@x.org"}),
        json!({"id": "3", "name": "Maria Rossi", "email": "other@x.org", "city": "Roma"}),
        json!({"id": "4", "name": "Maria Bianchi", "city": "Roma"}),
    ];
    let expected = [(Grade::Email, ids(&["1", "2"])), (Grade::Name, ids(&["1", "2", "3"]))];
    assert_eq!(groups(Grade::Phone, &customers), expected);
}

#[test]
fn another_field_behind_the_name_makes_a_better_grade() {
    let customers = [
        json!({"id": "1", "name": "Maria Rossi", "birthDate": 86_400_000}),
        json!({"id": "2", "name": "Maria Rossi", "birthDate": 86_400_000, "email": "m@x.org"}),
        json!({"id": "3", "name": "M Rossi", "email": "m@x.org"}),
    ];
    let apart = [(Grade::Email, ids(&["2", "3"])), (Grade::NameAndField, ids(&["1", "2", "3"]))];
    assert_eq!(groups(Grade::Phone, &customers), apart);
    let joined = [(Grade::NameAndField, ids(&["1", "2", "3"]))];
    assert_eq!(groups(Grade::NameAndField, &customers), joined);
}

#[test]
fn a_mailbox_of_many_people_is_one_group_that_joins_nobody() {
    let person = |no: usize| {
        json!({"id": no.to_string(), "name": format!("Person {no}"), "email": "info@x.org",
               "phoneNumber": "+39 02 5551234"})
    };
    let mut customers: Vec<Value> = (10..50).map(person).collect();
    customers.push(json!({"id": "50", "name": "person 49", "email": "info@x.org",
                          "phoneNumber": "+39 02 5551234"}));
    let found = groups(Grade::Phone, &customers);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0], (Grade::NameAndField, ids(&["49", "50"])), "the same name in the same mailbox");
    assert_eq!((found[1].0, found[1].1.len()), (Grade::Shared, 41));
}

proptest! {
    /// Customers are joined exactly if a chain of equal addresses leads from one to the other.
    #[test]
    fn groups_are_the_connected_customers(links in prop::collection::vec((0..8_u8, 0..8_u8), 1..14)) {
        let customers: Vec<Value> = links.iter().enumerate().map(|(no, (email, phone))| {
            json!({"id": format!("{no:02}"), "name": "One Name", "email": format!("{email}@x.org"),
                   "phoneNumber": format!("+39 02 555123{phone}")})
        }).collect();
        let mut reached: Vec<usize> = (0..links.len()).collect();
        for _ in 0..links.len() {
            for one in 0..links.len() {
                for other in 0..links.len() {
                    if links[one].0 == links[other].0 || links[one].1 == links[other].1 {
                        reached[one] = reached[one].min(reached[other]);
                    }
                }
            }
        }
        let mut expected: Vec<Vec<String>> = (0..links.len())
            .map(|root| (0..links.len()).filter(|no| reached[*no] == root).map(|no| format!("{no:02}")).collect())
            .filter(|group: &Vec<String>| group.len() > 1)
            .collect();
        let found = groups(Grade::Phone, &customers).into_iter();
        let mut found: Vec<Vec<String>> =
            found.filter(|(grade, _)| *grade <= Grade::Phone).map(|(_, ids)| ids).collect();
        found.sort();
        expected.sort();
        prop_assert_eq!(found, expected);
    }
}
