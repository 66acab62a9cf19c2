//! The columns of a file beside the fields of the help desk, and what the mapping does with each.

use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map, Value as Json};

use crate::file::name_of;
use crate::language::ReportLanguage;
use crate::mapping::{BoundMapping, Mapping, SourceDefaults, exactly, leaves_out};
use crate::record::fold_name;
use crate::suggest::{ColumnKind, ColumnProfile, Confidence, RowSample, kind_in, reason_in};

use super::current_mapping::{CurrentMapping, bound_to, read_options};
use super::field_examples::{FieldExample, field_examples};
use super::help_desk_fields::{HelpDeskField, help_desk_fields, in_words};
use super::mapping_document::{MappingDocument, WrittenRule};
use super::mistake::Mistake;
use super::toml_values::json_of_rule;
use crate::workbench::error::WorkbenchError;
use crate::workbench::files::KnownFiles;
use crate::workbench::project::{Project, command_line};

/// Columns, fields and mapping.
#[derive(Debug, Serialize)]
pub(crate) struct ColumnsView {
    file: String,
    columns: Vec<ColumnView>,
    fields: Vec<FieldView>,
    /// `null` if there is none yet.
    mapping: Option<MappingView>,
    /// The command line that checks the mapping.
    command: String,
    /// True if cells were mended: the examples are from the file itself.
    mended: bool,
}

#[derive(Debug, Serialize)]
struct ColumnView {
    name: String,
    kind: &'static str,
    filled: usize,
    rows: usize,
    different: usize,
    examples: Vec<String>,
    /// The kind of sensitive data in it, in the language of the page.
    sensitive: Option<String>,
    proposal: Option<ProposalView>,
    /// The rule for a custom field, if it is offered for one.
    custom_rule: Option<Map<String, Json>>,
    /// The reason for the proposal, or for none, and its language: English if there is no translation.
    why: String,
    why_language: ReportLanguage,
    /// The fields that use it.
    fields: Vec<String>,
    /// Left out on purpose.
    left_out: bool,
    /// The name in the mapping that leaves it out, if it is one for several columns.
    left_out_by: Option<String>,
}

#[derive(Debug, Serialize)]
struct ProposalView {
    field: String,
    rule: Map<String, Json>,
    confidence: &'static str,
    columns: usize,
}

#[derive(Debug, Serialize)]
struct FieldView {
    #[serde(flatten)]
    field: HelpDeskField,
    /// `null` if the mapping does not fill it.
    rule: Option<Map<String, Json>>,
    toml: Option<String>,
    columns: Vec<String>,
    #[serde(flatten)]
    example: FieldExample,
}

#[derive(Debug, Serialize)]
struct MappingView {
    path: String,
    name: Option<String>,
    /// What a check finds, in the mapping or between it and this file.
    mistake: Option<Mistake>,
    matching: Json,
    /// The rules about whole rows; `null` if there are none.
    when: Json,
    /// The failed `[[tests]]`, as `mapping test` shows them.
    failed_tests: Vec<String>,
    /// True if every new customer gets a name.
    has_name: bool,
}

/// Describes the columns of a file of the project, in a language.
pub(crate) fn columns_view(
    project: &Project,
    known: &KnownFiles,
    id: &str,
    language: ReportLanguage,
) -> Result<ColumnsView, WorkbenchError> {
    let file = project.read()?;
    let entry = file.entry(id).ok_or(WorkbenchError::NoFile)?;
    let path = name_of(project.path(entry));
    let current = CurrentMapping::of(project)?;
    let checked = current.checked();
    let mapping = checked.as_ref().and_then(|checked| checked.as_ref().ok());
    let options = read_options(&entry.reading, mapping.map(std::convert::AsRef::as_ref))?;
    let sample = known.rows(&path, &options)?;
    let defaults = mapping.map_or_else(SourceDefaults::default, |mapping| mapping.source().clone());
    let profiles =
        known.profiles(&path, &entry.reading.options(&defaults)?, current.definitions.as_deref())?;
    let document = current.text.as_deref().and_then(|text| MappingDocument::parse(text).ok());
    let rules = document.as_ref().map(MappingDocument::rules).unwrap_or_default();
    let (bound, unbound) =
        match mapping.map(|mapping| bound_to(mapping, &sample, current.definitions.as_ref())) {
            Some(Ok((bound, mistake))) => (Some(bound), mistake),
            Some(Err(mistake)) => (None, Some(mistake)),
            None => (None, None),
        };
    let mistake =
        checked.as_ref().and_then(|checked| checked.as_ref().err()).or(unbound.as_ref()).map(Mistake::from);
    let table = |name| document.as_ref().map_or(Json::Null, |document| document.table(name));
    let hidden: Vec<bool> = profiles.iter().map(|profile| profile.sensitive.is_some()).collect();
    let fields = field_views(&current, &rules, bound.as_ref(), &sample, &hidden);
    Ok(ColumnsView {
        file: id.to_owned(),
        columns: column_views(
            &sample,
            &profiles,
            &fields,
            mapping.map(std::convert::AsRef::as_ref),
            language,
        ),
        mapping: current.text.is_some().then(|| MappingView {
            path: current.path.clone(),
            name: mapping.map(|mapping| mapping.name().to_owned()),
            mistake,
            matching: table("match"),
            when: table("when"),
            failed_tests: mapping.map_or_else(Vec::new, |mapping| {
                mapping.run_tests().iter().map(ToString::to_string).collect()
            }),
            has_name: rules.iter().any(|rule| rule.field == "name"),
        }),
        fields,
        command: command_line(&current.check_words()),
        mended: project.fixes().exists(),
    })
}

/// Refuses a change by which a rule names a column that has no name of its own: what the page shows as its name is none for a
/// mapping.
pub(crate) fn check_names(
    project: &Project,
    known: &KnownFiles,
    id: &str,
    before: &CurrentMapping,
    after: &Arc<Mapping>,
) -> Result<(), WorkbenchError> {
    let file = project.read()?;
    let entry = file.entry(id).ok_or(WorkbenchError::NoFile)?;
    let path = name_of(project.path(entry));
    // A file that can't be read is told with its columns.
    let Ok(sample) = known.rows(&path, &read_options(&entry.reading, Some(after))?) else { return Ok(()) };
    let header = &sample.header;
    let names = |text: &str| {
        let rules = MappingDocument::parse(text).map(|document| document.rules()).unwrap_or_default();
        rules.iter().flat_map(|written| named_columns(&written.rule)).collect::<Vec<_>>()
    };
    let (old, new) = (names(before.text.as_deref().unwrap_or_default()), names(after.text()));
    let is_new = |name: &String| new.contains(name) && !old.contains(name);
    let is_nameless = |at: &usize| header.names().get(*at) != Some(&header.label(*at));
    let named = (0..header.len()).filter(is_nameless).any(|at| is_new(&header.label(at)));
    match after.bind(&sample.origin, header) {
        Err(mistake) if named => Err(mistake.into()),
        _ => Ok(()),
    }
}

fn field_views(
    current: &CurrentMapping,
    rules: &[WrittenRule],
    bound: Option<&BoundMapping>,
    sample: &RowSample,
    hidden: &[bool],
) -> Vec<FieldView> {
    // A rule for all other columns fills fields of which none is written.
    let taken = bound.map(BoundMapping::target_names).unwrap_or_default();
    let mut mapped: Vec<String> = rules.iter().map(|rule| rule.field.clone()).collect();
    for name in taken {
        if !mapped.contains(&name) {
            mapped.push(name);
        }
    }
    let mut examples = bound.map(|bound| field_examples(bound, sample, &mapped, hidden)).unwrap_or_default();
    let views = help_desk_fields(current.definitions.as_deref(), &mapped).into_iter().map(|field| {
        let own = rules.iter().find(|rule| rule.field == field.field);
        let used = bound
            .and_then(|bound| bound.one_field(&field.field))
            .map(|one| one.columns().into_iter().map(|at| sample.header.label(at)).collect::<Vec<_>>());
        FieldView {
            columns: used.or_else(|| own.map(|own| named_columns(&own.rule))).unwrap_or_default(),
            example: examples.remove(&field.field).unwrap_or_default(),
            rule: own.map(|own| own.rule.clone()),
            toml: own.map(|own| own.toml.clone()),
            field,
        }
    });
    views.collect()
}

/// The columns that a rule names, if it can't be bound.
fn named_columns(rule: &Map<String, Json>) -> Vec<String> {
    let mut names = Vec::new();
    let mut waiting: Vec<&Json> = ["first", "from"].iter().filter_map(|key| rule.get(*key)).collect();
    while let Some(next) = waiting.pop() {
        match next {
            Json::String(name) => names.push(name.clone()),
            Json::Array(items) => waiting.extend(items.iter().rev()),
            _ => {}
        }
    }
    names
}

fn column_views(
    sample: &RowSample,
    profiles: &[ColumnProfile],
    fields: &[FieldView],
    mapping: Option<&Mapping>,
    language: ReportLanguage,
) -> Vec<ColumnView> {
    let each = (0..sample.header.len()).zip(profiles);
    each.map(|(at, profile)| {
        let name = sample.header.label(at);
        let using = fields.iter().filter(|field| field.columns.contains(&name));
        let fields: Vec<String> = using.map(|field| field.field.field.clone()).collect();
        let why = reason_in(language, &profile.why);
        let sensitive = |what: &'static str| kind_in(language, what).unwrap_or_else(|| what.to_owned());
        ColumnView {
            kind: kind_word(profile.kind),
            filled: profile.filled,
            rows: profile.rows,
            different: profile.different,
            examples: profile.examples.clone(),
            sensitive: profile.sensitive.map(sensitive),
            proposal: profile.proposal.as_ref().map(|proposal| ProposalView {
                field: proposal.field.clone(),
                rule: json_of_rule(&proposal.rule),
                confidence: confidence_word(proposal.confidence),
                columns: proposal.columns,
            }),
            custom_rule: profile.custom_rule.as_deref().map(json_of_rule),
            why_language: if why.is_some() { language } else { ReportLanguage::En },
            why: why.unwrap_or_else(|| with_names(&profile.why)),
            left_out: fields.is_empty() && mapping.is_some_and(|mapping| mapping.leaves_out(&name)),
            left_out_by: mapping.and_then(|mapping| left_out_by(mapping, &name)),
            fields,
            name,
        }
    })
    .collect()
}

/// An English reason with the names of fields for people: “Country” for `state`.
fn with_names(why: &str) -> String {
    let parts: Vec<&str> = why.split('`').collect();
    if parts.len().is_multiple_of(2) {
        return why.to_owned();
    }
    let named = |(at, part): (usize, &&str)| match at % 2 {
        0 => (*part).to_owned(),
        _ => format!("“{}”", in_words(ReportLanguage::En, part)),
    };
    parts.iter().enumerate().map(named).collect()
}

fn left_out_by(mapping: &Mapping, column: &str) -> Option<String> {
    let is_for_several = |name: &&String| fold_name(name) != fold_name(&exactly(column));
    let mut fitting = mapping.leave_out().iter().filter(|name| leaves_out(name, column));
    fitting.rfind(is_for_several).cloned()
}

fn confidence_word(confidence: Confidence) -> &'static str {
    match confidence {
        Confidence::Unsure => "unsure",
        Confidence::Likely => "likely",
        Confidence::Sure => "sure",
    }
}

fn kind_word(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Empty => "empty",
        ColumnKind::Email => "email",
        ColumnKind::Url => "url",
        ColumnKind::YesNo => "bool",
        ColumnKind::Date => "date",
        ColumnKind::Phone => "phone",
        ColumnKind::Number => "number",
        ColumnKind::Country => "country",
        ColumnKind::Language => "language",
        ColumnKind::Choice => "choice",
        ColumnKind::Text => "text",
    }
}
