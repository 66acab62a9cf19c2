//! The differences between a plan and the plan that would be made now.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::journal::{JournalError, JournalReader, PlanRow, RowAction, SourceRow};
use crate::report::{DiffKind, DiffLine, add_row_diff, group_digits, row_place};
use crate::run::RunError;

/// The differences between two plans of the same rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanDifferences {
    /// The number of rows with the same plan.
    same: u64,
    /// The number of rows by earlier and current action.
    changed: BTreeMap<(RowAction, RowAction), u64>,
    /// The first differing rows: as planned, and as planned now.
    first: Vec<(PlanRow, PlanRow)>,
    sources: Vec<SourceRow>,
}

/// Rows read at once.
const PAGE: usize = 512;
/// Maximum number of rows shown.
const SHOWN: usize = 8;

impl PlanDifferences {
    /// Compares the plans in two journals.
    pub(crate) fn between(planned: &JournalReader, now: &JournalReader) -> Result<Self, RunError> {
        let mut differences = Self { sources: now.sources()?, ..Self::default() };
        let mut after = 0;
        loop {
            let old = planned.plan_rows(after, PAGE)?;
            let new = now.plan_rows(after, PAGE)?;
            let Some(last) = old.last().or(new.last()) else { return Ok(differences) };
            after = last.id;
            if old.len() != new.len() {
                let text =
                    "the number of rows in the sources is not that of the plan: plan again with `import`";
                return Err(RunError::Usage(text.to_owned()));
            }
            old.into_iter().zip(new).for_each(|(old, new)| differences.add(old, new));
        }
    }

    fn add(&mut self, old: PlanRow, new: PlanRow) {
        if is_same(&old, &new) {
            self.same += 1;
            return;
        }
        *self.changed.entry((old.kind, new.kind)).or_default() += 1;
        if self.first.len() < SHOWN {
            self.first.push((old, new));
        }
    }

    /// True if the plans are the same.
    pub fn is_none(&self) -> bool {
        self.changed.is_empty()
    }

    /// The counts, for programs.
    pub fn document(&self) -> Value {
        let changed = self.changed.iter();
        let changed: Vec<Value> = changed
            .map(|((old, new), rows)| json!({"planned": old.to_string(), "now": new.to_string(), "rows": rows}))
            .collect();
        json!({"same": self.same, "changed": changed})
    }

    /// The counts and the first differing rows, for the terminal.
    pub fn lines(&self) -> Result<Vec<DiffLine>, JournalError> {
        let mut lines = vec![line(DiffKind::Title, "Since the plan was made".to_owned())];
        let count =
            |name: &str, rows: u64| line(DiffKind::Place, format!("  {name:<36}{:>14}", group_digits(rows)));
        lines.push(count("rows as planned", self.same));
        for ((old, new), rows) in &self.changed {
            let name =
                if old == new { format!("{old}, with other values") } else { format!("{old}, now {new}") };
            lines.push(count(&name, *rows));
        }
        let all: u64 = self.changed.values().sum();
        if all > 0 {
            let title = format!(
                "Rows that are different now (the first {} of {})",
                self.first.len(),
                group_digits(all)
            );
            lines.push(line(DiffKind::Title, title));
        }
        for (old, new) in &self.first {
            lines.push(line(DiffKind::Place, format!("  {}", row_place(new, &self.sources))));
            add_row_diff(&mut lines, "    as planned: ", old)?;
            add_row_diff(&mut lines, "    as it would be now: ", new)?;
        }
        Ok(lines)
    }
}

fn line(kind: DiffKind, text: String) -> DiffLine {
    DiffLine { kind, text }
}

/// True if the action, the customer, its base values and its protected fields are the same, and so are the values of a row that is written.
fn is_same(old: &PlanRow, new: &PlanRow) -> bool {
    (old.kind, &old.server_id, &old.base) == (new.kind, &new.server_id, &new.base)
        && (old.protected == new.protected || new.kind == RowAction::Insert)
        && (old.payload == new.payload || !matches!(new.kind, RowAction::Insert | RowAction::Update))
}
