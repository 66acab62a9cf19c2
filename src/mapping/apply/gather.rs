//! The text of a field, from the columns that its rule names.

use std::borrow::Cow;

use super::cell_text::CellText;
use super::rule_context::RuleContext;
use crate::issue::Complaint;
use crate::mapping::bound_mapping::BoundInput;
use crate::mapping::rule::RuleInput;
use crate::record::CellKind;

impl<'a> RuleContext<'a> {
    pub(crate) fn gather(&self, view: Option<&minijinja::Value>) -> Result<CellText<'a>, Complaint> {
        Ok(match self.input {
            BoundInput::One(column) => self.cell(*column),
            BoundInput::Join(columns) => self.joined(columns),
            BoundInput::Members(columns) => self.members(columns),
            BoundInput::First(columns) => self.first(columns),
            BoundInput::Constant => CellText::empty(),
            BoundInput::Template(_) => self.rendered(view)?,
        })
    }

    fn joined(&self, columns: &[usize]) -> CellText<'a> {
        let (RuleInput::Join { join, .. } | RuleInput::First { join, .. }) = &self.rule.input else {
            return CellText::empty();
        };
        let mut parts = columns.iter().map(|column| self.cell(*column)).filter(CellText::is_there);
        let Some(mut whole) = parts.next() else { return CellText::empty() };
        for part in parts {
            whole.text = [&*whole.text, join, &*part.text].concat().into();
            whole.kind = worse(whole.kind, part.kind);
            whole.odd |= part.odd;
        }
        whole
    }

    fn first(&self, alternatives: &[Vec<usize>]) -> CellText<'a> {
        let mut gathered = alternatives.iter().map(|columns| self.joined(columns));
        gathered.find(CellText::is_there).unwrap_or_else(CellText::empty)
    }

    /// The columns that give the value in this row.
    pub(super) fn used_columns(&self) -> Cow<'a, [usize]> {
        match self.input {
            BoundInput::One(column) => Cow::Borrowed(std::slice::from_ref(column)),
            BoundInput::Join(columns) | BoundInput::Members(columns) | BoundInput::Template(columns) => {
                Cow::Borrowed(columns)
            }
            BoundInput::First(alternatives) => {
                let taken = alternatives.iter().find(|columns| self.joined(columns).is_there());
                taken.map_or_else(
                    || Cow::Owned(alternatives.concat()),
                    |columns| Cow::Borrowed(columns.as_slice()),
                )
            }
            BoundInput::Constant => Cow::Borrowed(&[]),
        }
    }
}

/// Joined cells are text, unless one of them is broken.
fn worse(one: CellKind, other: CellKind) -> CellKind {
    [one, other].into_iter().find(|kind| kind.is_broken()).unwrap_or(CellKind::Text)
}
