//! A feature: something that a row of a file shows.

use std::sync::Arc;

use super::note::SampleThing;

/// The kind of a feature. The order is that of the list of what is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FeatureKind {
    /// A source with a row that can be written. Every such row shows it.
    Source,
    /// Rows that are merged into one customer.
    Merged,
    /// Three or more rows that are merged into one customer.
    MergedSeveral,
    /// A row that replaces an earlier one with the same key.
    Replaces,
    /// A row that is skipped because an earlier one has the same key.
    PassedOver,
    /// A row that a rule of the mapping skips.
    Skipped,
    /// An error of some column.
    Error,
    /// A warning of a column.
    Warning,
    /// An error of the customer as a whole, which may vanish if rows are merged.
    WholeError,
    /// A warning about the customer as a whole, which may vanish if rows are merged.
    WholeWarning,
    /// A warning of a row that is rejected or skipped. It counts only if no written row has it.
    LeftOutWarning,
    /// A field with a value that is not always written (`write = "if_empty"`).
    Policy,
    /// A field with a value.
    Filled,
    /// A field without a value.
    Empty,
    /// A field that is emptied.
    Cleared,
    /// The default of a field.
    Default,
    /// A country from the column of states.
    Fallback,
    /// The column that gives the value, if there are several.
    Alternative,
    /// An entry of a lookup table.
    Entry,
    /// A value that the lookup table does not have.
    NotInTable,
    /// A spelling, such as a phone number without a country code.
    Spelling,
    /// The shape of a date or number.
    Shape,
    /// A value of a field with few values.
    Value,
    /// A value that its conversion changes.
    Changed,
    /// A cell with several values.
    Several,
    /// Repaired damage.
    Repaired,
    /// The kind of a cell in a workbook.
    Cell,
    /// The longest value of a field.
    Longest,
    /// Letters outside ASCII.
    Letters,
    /// A line break.
    LineBreak,
    /// Digits with leading zeros.
    LeadingZeros,
    /// A text that a spreadsheet would compute.
    Formula,
}

impl FeatureKind {
    /// How much a row tells that shows it.
    pub(super) fn weight(self) -> i64 {
        match self {
            Self::Source => 10,
            Self::Merged => 8,
            Self::MergedSeveral | Self::Replaces | Self::PassedOver | Self::Skipped => 6,
            Self::Warning | Self::WholeWarning | Self::Policy => 6,
            Self::Filled | Self::Cleared | Self::Default | Self::Fallback | Self::Repaired => 5,
            Self::Error
            | Self::WholeError
            | Self::NotInTable
            | Self::Spelling
            | Self::Shape
            | Self::Several => 4,
            Self::LeadingZeros | Self::Formula => 4,
            Self::LeftOutWarning | Self::Alternative | Self::Entry | Self::Value | Self::Cell => 3,
            Self::Letters | Self::LineBreak => 3,
            Self::Empty | Self::Changed | Self::Longest => 2,
        }
    }

    /// How much more the first row tells that shows a feature of this kind.
    pub(super) fn first_weight(self) -> i64 {
        3 * self.weight()
    }

    /// The most features of this kind for one field.
    pub(super) fn limit(self) -> usize {
        match self {
            Self::Value => VALUES,
            Self::Shape | Self::Cell => 16,
            Self::Entry | Self::Error | Self::WholeError => 256,
            _ => 64,
        }
    }

    /// True for what a customer has in a field in the end. Another row that is merged with it may decide this.
    pub fn is_of_result(self) -> bool {
        matches!(
            self,
            Self::Policy
                | Self::Filled
                | Self::Empty
                | Self::Cleared
                | Self::Default
                | Self::Fallback
                | Self::Value
        )
    }

    /// True for a field that has a value in the end, even an empty one.
    pub(super) fn has_result(self) -> bool {
        matches!(self, Self::Filled | Self::Cleared | Self::Default | Self::Fallback)
    }

    pub(super) fn is_warning(self) -> bool {
        matches!(self, Self::Warning | Self::WholeWarning | Self::LeftOutWarning)
    }

    fn is_issue(self) -> bool {
        self.is_warning() || matches!(self, Self::Error | Self::WholeError)
    }

    /// The text that says it; `None` if the detail of the feature is the text.
    fn text(self) -> Option<&'static str> {
        Some(match self {
            Self::Source => "shows-source",
            Self::Merged => "shows-merged",
            Self::MergedSeveral => "shows-merged-several",
            Self::Replaces => "shows-replaces",
            Self::PassedOver => "shows-passed-over",
            Self::Skipped => "shows-skipped",
            Self::Error | Self::WholeError => "shows-error",
            Self::Warning | Self::WholeWarning | Self::LeftOutWarning => "shows-warning",
            Self::Filled => "shows-filled",
            Self::Empty => "shows-empty",
            Self::Cleared => "shows-emptied",
            Self::Default => "shows-default",
            Self::Fallback => "shows-fallback",
            Self::Alternative => "shows-column",
            Self::Entry => "shows-entry",
            Self::NotInTable => "shows-not-in-table",
            Self::Shape => "shows-shape",
            Self::Value => "shows-value",
            Self::Changed => "shows-changed",
            Self::Several => "shows-several",
            Self::Repaired => "shows-repaired",
            Self::Longest => "shows-longest",
            Self::LineBreak => "shows-line-break",
            Self::LeadingZeros => "shows-leading-zeros",
            Self::Formula => "shows-formula",
            Self::Policy | Self::Spelling | Self::Cell | Self::Letters => return None,
        })
    }

    /// True if the detail may come from a cell, and not from deskferry or the mapping.
    fn has_value(self) -> bool {
        matches!(self, Self::Entry | Self::Value)
    }
}

/// A field with more values than this is free text.
const VALUES: usize = 24;

/// The characters of a value that name it.
const SHOWN: usize = 60;

/// Something that a row shows.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Feature {
    /// What it is.
    pub kind: FeatureKind,
    /// The field, column or file; empty for a whole row.
    pub about: Arc<str>,
    /// Which one of several: a code, a value, or the text about a spelling. Empty if there is only one.
    pub detail: Box<str>,
}

impl Feature {
    /// A feature without a detail.
    pub fn new(kind: FeatureKind, about: &Arc<str>) -> Self {
        Self { kind, about: Arc::clone(about), detail: Box::default() }
    }

    /// A feature with a detail.
    pub fn with(kind: FeatureKind, about: &Arc<str>, detail: &str) -> Self {
        Self { detail: detail.into(), ..Self::new(kind, about) }
    }

    /// A value of a field; a long one is cut.
    pub fn value(about: &Arc<str>, value: &str) -> Self {
        let short: String = value.chars().take(SHOWN).collect();
        Self::with(FeatureKind::Value, about, &short)
    }

    /// What features of one kind have in common: for issues their code, for others only the kind.
    pub(super) fn group(&self) -> (FeatureKind, &str) {
        (self.kind, if self.kind.is_issue() { &self.detail } else { "" })
    }

    /// The feature in words.
    pub(super) fn thing(&self) -> SampleThing {
        let about = self.about.to_string();
        let detail = self.detail.to_string();
        match self.kind.text() {
            Some(text) if self.kind.has_value() => SampleThing::new(about, text, String::new(), Some(detail)),
            Some(text) => SampleThing::new(about, text, detail, None),
            None => SampleThing::new(about, &detail, String::new(), None),
        }
    }
}
