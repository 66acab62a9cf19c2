//! Fields computed by a template.

use std::borrow::Cow;
use std::sync::Arc;

use super::cell_text::CellText;
use super::rule_context::RuleContext;
use crate::issue::{Code, Complaint};
use crate::mapping::bound_mapping::BoundMapping;
use crate::mapping::damage::Repair;
use crate::mapping::rule::RuleInput;
use crate::mapping::template::RowView;
use crate::record::{CellKind, Record};

impl BoundMapping {
    /// The row for conditions and most templates, or `None` if nothing is computed.
    pub(crate) fn view(&self, record: &Record) -> Option<minijinja::Value> {
        self.computes.then(|| self.mended_view(record, self.mapping.repair))
    }

    /// The row for a template, with its cells repaired.
    pub(super) fn mended_view(&self, record: &Record, repair: Repair) -> minijinja::Value {
        minijinja::Value::from_object(RowView {
            header: Arc::clone(&self.header),
            record: record.clone(),
            null: Arc::clone(&self.mapping.null),
            repair,
        })
    }
}

impl<'a> RuleContext<'a> {
    /// Renders a template, and takes the first of several values.
    pub(super) fn rendered(&self, view: Option<&minijinja::Value>) -> Result<CellText<'a>, Complaint> {
        let RuleInput::Template { name } = &self.rule.input else { return Ok(CellText::empty()) };
        let text = self.computed(name, view)?;
        let (text, kind) = match &self.rule.split {
            Some(split) if !split.others => {
                self.trimmed(self.repaired_part(split.first(&text)), CellKind::Text)
            }
            _ if self.rule.trim => (text.trim(), CellKind::Text),
            _ => (text.as_str(), CellKind::Text),
        };
        Ok(CellText { text: Cow::Owned(text.to_owned()), kind, odd: true })
    }

    /// Renders a template completely. The cells it uses are repaired as the rule says.
    pub(super) fn computed(&self, name: &str, view: Option<&minijinja::Value>) -> Result<String, Complaint> {
        let row = if self.rule.repair.is_as(self.bound.mapping.repair) {
            view.cloned().unwrap_or_default()
        } else {
            self.bound.mended_view(self.record, self.rule.repair)
        };
        self.bound.mapping.templates.render(name, row, self.current).map_err(|why| {
            let message = format!("the template failed: {why}");
            let hint = "correct the template in the mapping, or the cell that it uses";
            Complaint::new(Code::Template, message, hint)
        })
    }
}
