//! Members that are a value in some records and an object in others. The members of the object have columns of their
//! own, so in each row either the column of the value is empty, or those of the members are.

use crate::issue::{Code, Complaint, Issue};
use crate::record::fold_name;

use super::flat::Flat;

/// The columns of such members of which the mapping uses only the value, or only members of the object.
pub(super) struct Mixed(Vec<MixedColumn>);

struct MixedColumn {
    name: String,
    /// The column of the value.
    at: usize,
    /// The columns of the object's members; if `uses_members`, only those that the mapping uses.
    members: Vec<usize>,
    /// The mapping uses members of the object. Otherwise it uses the value.
    uses_members: bool,
    /// The first of them.
    member: String,
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
            let all = (0..names.len()).filter(|at| names.get(*at).is_some_and(is_member));
            let (mut own, other): (Vec<usize>, Vec<usize>) = all.partition(is_used);
            let uses_members = !own.is_empty();
            if uses_members == is_used(&at) {
                return None;
            }
            own.extend(other.iter().filter(|_| !uses_members));
            let member = names.get(*own.first()?)?.clone();
            Some(MixedColumn { name, at, members: own, uses_members, member })
        };
        Self((0..names.len()).filter_map(column).collect())
    }

    /// The issues of a row: what it has in the form that the mapping does not use.
    pub(super) fn issues(&self, slots: &[Option<Flat>]) -> impl Iterator<Item = Issue> {
        self.0.iter().filter_map(|column| column.issue(slots))
    }
}

impl MixedColumn {
    fn issue(&self, slots: &[Option<Flat>]) -> Option<Issue> {
        let slot = |at: usize| slots.get(at).and_then(Option::as_ref);
        let with_text = |at: usize| slot(at).filter(|cell| !cell.text.trim().is_empty());
        if self.uses_members {
            let is_value = with_text(self.at).is_some() && self.members.iter().all(|at| slot(*at).is_none());
            return is_value.then(|| value_ignored(&self.name, &self.member));
        }
        let member = self.members.iter().find_map(|at| with_text(*at)).filter(|_| slot(self.at).is_none());
        member.map(|member| object_ignored(&self.name, &member.name))
    }
}

/// The value is not shown because the object may contain credentials.
fn object_ignored(name: &str, member: &str) -> Issue {
    let message = format!("{name} is an object in this record and a value in others; the object is ignored");
    let hint = format!("add its member to the mapping: first = [{name:?}, {member:?}]");
    Issue::warning(Complaint::new(Code::ObjectForValue, message, hint)).in_column(name)
}

fn value_ignored(name: &str, member: &str) -> Issue {
    let message = format!("{name} is a value in this record and an object in others; the value is ignored");
    let hint = format!("add it to the mapping: first = [{member:?}, {name:?}]");
    Issue::warning(Complaint::new(Code::ObjectForValue, message, hint)).in_column(name)
}
