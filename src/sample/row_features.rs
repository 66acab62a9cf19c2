//! What one row shows.

use std::sync::Arc;

use super::feature::{Feature, FeatureKind};
use super::odd_text::odd_text;
use super::spelling::{shape, spelling};
use crate::convert::Conversion;
use crate::customer::{Customer, FieldValue, WritePolicies, WritePolicy};
use crate::issue::Issue;
use crate::mapping::{BoundMapping, RuleTrace, ValueOrigin};
use crate::record::{CellKind, Record, fold_name};
use crate::validate::is_of_whole;

/// What one row shows.
#[derive(Debug, Clone, Default)]
pub struct RowFeatures {
    /// The features.
    pub features: Vec<Feature>,
    /// The length of each text, in letters, for the longest value of a field.
    pub lengths: Vec<(Arc<str>, usize)>,
}

/// What a mapped row shows. `names` are the fields of the rules (`BoundMapping::target_names`).
pub fn row_features(
    bound: &BoundMapping,
    names: &[Arc<str>],
    record: &Record,
    customer: &Customer<'_>,
) -> RowFeatures {
    let mut found = RowFeatures::default();
    let country = customer.get("state").is_some();
    for trace in bound.traces(record, customer) {
        if let Some(about) = names.get(trace.number) {
            found.add(about, &trace, country);
        }
    }
    found
}

impl RowFeatures {
    /// What a row shows that is not written: only its issues.
    pub fn of_left_out<'i>(issues: impl IntoIterator<Item = &'i Issue>) -> Self {
        let mut found = Self::default();
        found.add_issues(issues);
        found.left_out()
    }

    /// What remains of a row that is not written: only its issues.
    pub(super) fn left_out(mut self) -> Self {
        self.features.retain(|feature| feature.kind == FeatureKind::Error || feature.kind.is_warning());
        let warnings = self.features.iter_mut().filter(|feature| feature.kind != FeatureKind::Error);
        warnings.for_each(|feature| feature.kind = FeatureKind::LeftOutWarning);
        self.lengths.clear();
        self
    }

    /// Adds the issues of a row.
    pub fn add_issues<'i>(&mut self, issues: impl IntoIterator<Item = &'i Issue>) {
        for issue in issues {
            self.features.push(feature_of(issue));
        }
    }

    /// Adds the policies of writing that the values of the row are under.
    pub fn add_policies(&mut self, policies: &WritePolicies) {
        let valued = self.features.iter().filter(|feature| feature.kind.has_result());
        let under = valued.filter_map(|feature| {
            let text = policy_text(policies.of(&feature.about))?;
            Some(Feature::with(FeatureKind::Policy, &feature.about, text))
        });
        let under: Vec<Feature> = under.collect();
        self.features.extend(under);
    }

    fn add(&mut self, about: &Arc<str>, trace: &RuleTrace<'_>, country: bool) {
        let Some(value) = trace.value else { return self.plain(FeatureKind::Empty, about, true) };
        match (value, trace.origin) {
            (FieldValue::Clear, _) => return self.plain(FeatureKind::Cleared, about, true),
            (_, ValueOrigin::Default) => return self.plain(FeatureKind::Default, about, true),
            (_, ValueOrigin::Fallback) => return self.plain(FeatureKind::Fallback, about, true),
            (_, ValueOrigin::Cells) => self.plain(FeatureKind::Filled, about, true),
        }
        self.plain(FeatureKind::Several, about, trace.several);
        self.plain(FeatureKind::Repaired, about, trace.repaired);
        self.plain(FeatureKind::NotInTable, about, trace.found == Some(false));
        if let Some(taken) = trace.alternative {
            self.detailed(FeatureKind::Alternative, about, &taken.to_string());
        }
        if let Some(text) = cell_text(trace.kind) {
            self.detailed(FeatureKind::Cell, about, text);
        }
        if !trace.secret {
            self.add_shown(about, trace, value, country);
        }
    }

    /// The features that contain a part of the value.
    fn add_shown(&mut self, about: &Arc<str>, trace: &RuleTrace<'_>, value: &FieldValue<'_>, country: bool) {
        let text = trace.text.trim();
        if trace.found == Some(true) {
            self.detailed(FeatureKind::Entry, about, &fold_name(text));
        }
        if let Some(spelled) = spelling(trace.conversion, text, value, country) {
            self.detailed(FeatureKind::Spelling, about, spelled);
        }
        if let Some(shape) = shape(trace.conversion, text) {
            self.detailed(FeatureKind::Shape, about, &shape);
        }
        let choice =
            matches!(trace.conversion, Conversion::Bool(_) | Conversion::Enum(_) | Conversion::Language);
        let written = value.text();
        if choice || trace.custom {
            self.features.push(Feature::value(about, &written));
        }
        if let FieldValue::Text(_) = value {
            self.plain(FeatureKind::Changed, about, !choice && trace.found.is_none() && *written != *text);
            let phone = matches!(trace.conversion, Conversion::Phone(_));
            odd_text(about, &written, phone, &mut self.features);
            self.lengths.push((Arc::clone(about), written.chars().count()));
        }
    }

    fn plain(&mut self, kind: FeatureKind, about: &Arc<str>, holds: bool) {
        if holds {
            self.features.push(Feature::new(kind, about));
        }
    }

    fn detailed(&mut self, kind: FeatureKind, about: &Arc<str>, detail: &str) {
        self.features.push(Feature::with(kind, about, detail));
    }
}

/// What an issue shows: its code, and the column or field of a warning. A row with an error shows no value, so one row
/// for each code is enough.
pub fn feature_of(issue: &Issue) -> Feature {
    let kind = match issue.is_error() {
        true => return Feature::with(FeatureKind::Error, &Arc::from(""), issue.code.id()),
        false if is_of_whole(issue) => FeatureKind::WholeWarning,
        false => FeatureKind::Warning,
    };
    let about = issue.column.as_deref().or(issue.field.as_deref()).unwrap_or_default();
    Feature::with(kind, &Arc::from(about), issue.code.id())
}

/// The text about a policy; `None` if the field is always written.
fn policy_text(policy: WritePolicy) -> Option<&'static str> {
    match policy {
        WritePolicy::Always => None,
        WritePolicy::IfEmpty => Some("shows-if-empty"),
        WritePolicy::OnInsert => Some("shows-on-insert"),
        WritePolicy::Never => Some("shows-never"),
        WritePolicy::Append => Some("shows-append"),
    }
}

/// The text about the kind of a cell.
fn cell_text(kind: CellKind) -> Option<&'static str> {
    match kind {
        CellKind::Number => Some("shows-number-cell"),
        CellKind::Bool => Some("shows-bool-cell"),
        CellKind::Date => Some("shows-date-cell"),
        _ => None,
    }
}
