//! Members that are a value in some records and an object in others. The members of the object have columns of their
//! own, so the column of the value is empty in such a row.

use crate::issue::{Code, Complaint, Issue};
use crate::record::fold_name;

use super::flat::Flat;

/// The columns of such members that the mapping uses without using the members of the objects.
pub(super) struct Mixed(Vec<MixedColumn>);

struct MixedColumn {
    name: String,
    at: usize,
    /// The columns of the object's members.
    members: Vec<usize>,
}

impl Mixed {
    /// Finds them among the names of all columns; `used` are those that the mapping uses.
    pub(super) fn new(names: &[String], used: &[String]) -> Self {
        let used: Vec<String> = used.iter().map(|name| fold_name(name)).collect();
        let is_used = |at: &usize| names.get(*at).is_some_and(|name| used.contains(&fold_name(name)));
        let column = |at: usize| {
            let name = names.get(at)?.clone();
            let is_member =
                |other: &String| other.strip_prefix(&name).is_some_and(|rest| rest.starts_with('.'));
            let members = (0..names.len()).filter(|at| names.get(*at).is_some_and(is_member));
            Some(MixedColumn { members: members.collect(), name, at })
        };
        let columns = (0..names.len()).filter(is_used).filter_map(column);
        Self(
            columns
                .filter(|column| !column.members.is_empty() && !column.members.iter().any(is_used))
                .collect(),
        )
    }

    /// The issues of a row: members that are objects and get ignored.
    pub(super) fn issues(&self, slots: &[Option<Flat>]) -> impl Iterator<Item = Issue> {
        let slot = |at: usize| slots.get(at).and_then(Option::as_ref);
        self.0.iter().filter(move |column| slot(column.at).is_none()).filter_map(move |column| {
            let has_text = |cell: &&Flat| !cell.text.trim().is_empty();
            column
                .members
                .iter()
                .filter_map(|at| slot(*at))
                .find(has_text)
                .map(|member| issue(&column.name, member))
        })
    }
}

/// The value is not shown because the object may contain credentials.
fn issue(name: &str, member: &Flat) -> Issue {
    let message = format!("{name} is an object in this record and a value in others; the object is ignored");
    let hint = format!("add its member to the mapping: first = [{name:?}, {:?}]", member.name);
    Issue::warning(Complaint::new(Code::ObjectForValue, message, hint)).in_column(name)
}
