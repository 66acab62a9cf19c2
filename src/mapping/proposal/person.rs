//! The name of a customer, out of whatever columns have a part of it.

use super::decide::Winners;
use super::evidence::Values;
use super::name::Role;
use super::rule::{list, quoted};

/// How `name` is made, and of which columns, in their order.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Person {
    /// The columns that have no other field.
    pub columns: Vec<usize>,
    /// The column of firms, where it stands in for a name; it fills `company` too.
    pub company: Option<usize>,
    pub rule: String,
}

/// First, middle and last name joined; where they are empty the whole name, then a contact's, then that of the firm. A whole
/// name that does not hold the first one is a family name (German files have `Vorname, Name`).
pub(super) fn person(winners: &Winners, names: &[String], values: &[Values<'_>]) -> Option<Person> {
    let at = |role| winners.get(&role).copied();
    let (full, first, last) = (at(Role::Full), at(Role::First), at(Role::Last));
    let (full, last) = match (full, first, last) {
        (Some(full), Some(first), None) if !holds(&values[full], &values[first]) => (None, Some(full)),
        others => (others.0, others.2),
    };
    let parts: Vec<usize> = [first, at(Role::Middle), last].into_iter().flatten().collect();
    let whole = [full, at(Role::Contact)].into_iter().flatten();
    let people = std::iter::once(parts).chain(whole.map(|at| vec![at])).filter(|columns| !columns.is_empty());
    let people: Vec<Vec<usize>> = people.collect();
    let company = at(Role::Field("company"));
    let alternatives: Vec<Vec<usize>> = people.iter().cloned().chain(company.map(|at| vec![at])).collect();
    let called =
        |columns: &Vec<usize>| list(&columns.iter().map(|at| names[*at].as_str()).collect::<Vec<_>>());
    let rule = match alternatives.as_slice() {
        [] => return None,
        [only] => format!("from = {}", called(only)),
        several => format!("first = [{}]", several.iter().map(called).collect::<Vec<_>>().join(", ")),
    };
    Some(Person { columns: people.concat(), company, rule })
}

/// A rule for each column that may hold names, the likeliest first: those with several words.
pub(super) fn candidates(columns: &[usize], names: &[String], values: &[Values<'_>]) -> Vec<String> {
    let mut likely: Vec<usize> = columns
        .iter()
        .copied()
        .filter(|at| values[*at].count() > 0 && values[*at].look_like_names())
        .collect();
    likely.sort_by_key(|at| std::cmp::Reverse(values[*at].of_several_words()));
    likely.iter().take(CANDIDATES).map(|at| format!("from = {}", quoted(&names[*at]))).collect()
}

/// So many columns are proposed for the name.
const CANDIDATES: usize = 4;

/// True where most whole names hold the first name of their row.
fn holds(full: &Values<'_>, first: &Values<'_>) -> bool {
    let pairs = full.inputs().zip(first.inputs());
    let (with, all) = pairs.fold((0, 0), |(with, all), (full, first)| {
        (with + usize::from(full.text.contains(first.text)), all + 1)
    });
    all == 0 || with * 2 > all
}
