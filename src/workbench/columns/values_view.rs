//! The values of a field's cells beside the list that they should become.

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::file::name_of;
use crate::mapping::{OneField, Outcome};

use super::current_mapping::{CurrentMapping, bound_to, read_options};
use super::help_desk_fields::{ListValue, list_of};
use super::mapping_document::MappingDocument;
use super::rule_preview::IssueView;
use super::value_counts::{CountJob, CountedValue, ValueCounts};
use crate::workbench::error::WorkbenchError;
use crate::workbench::files::{KnownFiles, file_key};
use crate::workbench::project::Project;

/// The options of a rule that decide which text the look-up table gets.
const GATHERED: [&str; 10] =
    ["from", "first", "join", "template", "optional", "repair", "split", "take", "trim", "apostrophe"];

/// Whose values are asked for.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ValuesRequest {
    file: String,
    field: String,
}

/// Values with what they become.
#[derive(Debug, Serialize)]
pub(crate) struct ValuesView {
    values: Vec<ValueView>,
    rows: u64,
    empty: u64,
    done: bool,
    more: bool,
    fault: Option<String>,
    /// What the field may hold; empty if it takes any text.
    list: Vec<ListValue>,
    /// True if the table of values is in a file of its own.
    in_file: bool,
}

#[derive(Debug, Serialize)]
struct ValueView {
    text: String,
    count: u64,
    /// `null` if it becomes nothing.
    after: Option<String>,
    issue: Option<IssueView>,
    /// The entry of the look-up table for it, as written.
    entry: Option<String>,
}

/// What is known so far. The file is counted in the background.
pub(crate) fn values_view(
    project: &Project,
    known: &KnownFiles,
    counts: &ValueCounts,
    asked: &ValuesRequest,
) -> Result<ValuesView, WorkbenchError> {
    let file = project.read()?;
    let entry = file.entry(&asked.file).ok_or(WorkbenchError::NoFile)?;
    let path = name_of(project.path(entry));
    let current = CurrentMapping::of(project)?;
    let text = current.text.as_deref().ok_or_else(|| WorkbenchError::NoRule(asked.field.clone()))?;
    let mapping = current.check(text)?;
    let none = || WorkbenchError::NoRule(asked.field.clone());
    let document = MappingDocument::parse(text).map_err(|_| none())?;
    let rule = document.rule(&asked.field).ok_or_else(none)?;
    let options = read_options(&entry.reading, Some(&mapping))?;
    let sample = known.rows(&path, &options)?;
    let (bound, _) = bound_to(&mapping, &sample, current.definitions.as_ref())?;
    let one = bound.one_field(&asked.field).ok_or_else(none)?;
    let reading = entry.reading.options(mapping.source())?;
    let sensitive = known.sensitive(&path, &reading, current.definitions.as_deref())?;
    let hides = one.is_secret() || one.columns().iter().any(|at| sensitive.get(*at) == Some(&true));
    let gathered: Vec<Option<&Json>> = GATHERED.iter().map(|name| rule.get(*name)).collect();
    // What `[source]` says of cells decides it, too.
    let source = document.table("source");
    let cells = ["null", "repair"].map(|name| source.get(name).cloned());
    let key =
        format!("{}\n{}{gathered:?}{:?}{cells:?}", file_key(&path, &options), asked.field, rule.get("as"));
    let job = CountJob { key, path, options, mapping: mapping.clone(), field: asked.field.clone() };
    let mut counted = counts.so_far(job);
    counted.values.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.text.cmp(&other.text)));
    let lookup = rule.get("lookup").and_then(Json::as_object);
    let entry = |value: &CountedValue| lookup.and_then(|table| table.get(&value.text)).map(text_of);
    let view = |value: &CountedValue| ValueView { entry: entry(value), ..value_view(&one, value) };
    let allowed = rule.get("values").and_then(Json::as_array).into_iter().flatten();
    let allowed: Vec<String> = allowed.filter_map(|value| Some(value.as_str()?.to_owned())).collect();
    Ok(ValuesView {
        values: counted.values.iter().filter(|_| !hides).map(view).collect(),
        rows: counted.rows,
        empty: counted.empty,
        done: counted.done,
        more: counted.more,
        fault: counted.fault,
        list: list_of(&asked.field, one.conversion(), &allowed, current.definitions.as_deref()),
        in_file: rule.contains_key("lookup_file"),
    })
}

fn text_of(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned)
}

fn value_view(one: &OneField<'_>, value: &CountedValue) -> ValueView {
    let (outcome, issues) = one.outcome(&value.record);
    let after = match outcome {
        Outcome::Value(text) => Some(text),
        Outcome::Nothing | Outcome::Cleared | Outcome::Skipped(_) => None,
    };
    let worst = issues.iter().find(|issue| issue.is_error()).or(issues.first());
    ValueView {
        text: value.text.clone(),
        count: value.count,
        after,
        issue: worst.map(|issue| IssueView::of(issue, false)),
        entry: None,
    }
}
