//! The name of a customer, out of whatever columns have a part of it.

use super::decide::Winners;
use super::evidence::Values;
use super::name::Role;
use super::rule::{list, quoted};

/// How `name` is made, and of which columns, in their order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Person {
    pub columns: Vec<usize>,
    pub rule: String,
}

/// First, middle and last name joined, with the whole name where they are empty. A whole name that does not hold the first
/// one is a family name (German files have `Vorname, Name`).
pub(super) fn person(winners: &Winners, names: &[String], values: &[Values<'_>]) -> Option<Person> {
    let at = |role| winners.get(&role).copied();
    let (full, first, last) = (at(Role::Full), at(Role::First), at(Role::Last));
    let (full, last) = match (full, first, last) {
        (Some(full), Some(first), None) if !holds(&values[full], &values[first]) => (None, Some(full)),
        others => (others.0, others.2),
    };
    let parts: Vec<usize> = [first, at(Role::Middle), last].into_iter().flatten().collect();
    let called = |columns: &[usize]| columns.iter().map(|at| names[*at].as_str()).collect::<Vec<_>>();
    match (full, parts.is_empty()) {
        (None, true) => None,
        (None, false) => Some(Person { rule: format!("from = {}", list(&called(&parts))), columns: parts }),
        (Some(full), true) => {
            Some(Person { rule: format!("from = {}", quoted(&names[full])), columns: vec![full] })
        }
        (Some(full), false) => {
            let rule = format!("first = [{}, {}]", list(&called(&parts)), quoted(&names[full]));
            Some(Person { columns: [parts, vec![full]].concat(), rule })
        }
    }
}

/// True where most whole names hold the first name of their row.
fn holds(full: &Values<'_>, first: &Values<'_>) -> bool {
    let pairs = full.inputs().zip(first.inputs());
    let (with, all) = pairs.fold((0, 0), |(with, all), (full, first)| {
        (with + usize::from(full.text.contains(first.text)), all + 1)
    });
    all == 0 || with * 2 > all
}
