//! In what a plan differs from the one that would be made now.

use std::collections::BTreeMap;

use crate::journal::{JournalError, JournalReader, PlanRow, RowAction, SourceRow};
use crate::report::{DiffKind, DiffLine, add_row_diff, group_digits, row_place};
use crate::run::ImportError;

/// In what a plan differs from another of the same rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlanDifferences {
    /// Rows that become what they were to become.
    same: u64,
    /// How many rows were to become this, and would now become that.
    changed: BTreeMap<(RowAction, RowAction), u64>,
    /// The first of them: as it was planned, and as it would be now.
    first: Vec<(PlanRow, PlanRow)>,
    sources: Vec<SourceRow>,
}

/// Rows read at once.
const PAGE: usize = 512;
/// Rows that are shown.
const SHOWN: usize = 8;

impl PlanDifferences {
    /// Compares the plans in two journals.
    pub(crate) fn between(planned: &JournalReader, now: &JournalReader) -> Result<Self, ImportError> {
        let mut drift = Self { sources: now.sources()?, ..Self::default() };
        let mut after = 0;
        loop {
            let old = planned.plan_rows(after, PAGE)?;
            let new = now.plan_rows(after, PAGE)?;
            let Some(last) = old.last().or(new.last()) else { return Ok(drift) };
            after = last.id;
            if old.len() != new.len() {
                let text =
                    "the sources have a different number of rows than in the plan: plan again with `import`";
                return Err(ImportError::Usage(text.to_owned()));
            }
            old.into_iter().zip(new).for_each(|(old, new)| drift.add(old, new));
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

    /// True when the plan is as it would be made now.
    pub fn is_none(&self) -> bool {
        self.changed.is_empty()
    }

    /// The counts, and the first rows as planned and as they would be now.
    pub fn lines(&self) -> Result<Vec<DiffLine>, JournalError> {
        let mut lines = vec![line(DiffKind::Title, "Since the plan".to_owned())];
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

/// True when a row is to become the same, and the customer is as it was where it would be changed.
fn is_same(old: &PlanRow, new: &PlanRow) -> bool {
    (old.kind, &old.server_id, &old.base) == (new.kind, &new.server_id, &new.base)
        && (old.payload == new.payload || !matches!(new.kind, RowAction::Insert | RowAction::Update))
}
