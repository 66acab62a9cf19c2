//! What a run leaves out: columns that no rule uses, rules without columns, fields that nothing fills.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::column_profile::ColumnProfile;
use super::display_text::shorten;
use super::source_profile::{ReadingProfile, SourceProfile};
use crate::customer::{CustomFieldDefinitions, FIELDS, PHOTO};
use crate::mapping::{HeaderUse, UnusedColumn};

/// What a run leaves out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeftOut {
    /// The columns that no rule uses: first those with values, the best filled first.
    pub columns: Vec<LeftOutColumn>,
    /// The rules that lack columns: first those that do nothing.
    pub rules: Vec<LeftOutRule>,
    /// The fields of the help desk that nothing fills.
    pub fields: Vec<String>,
    /// The custom fields of the account that nothing fills; `null` if its fields are not known.
    pub custom_fields: Option<Vec<String>>,
    /// The numbers of faulty values that are left out because the mapping says so, by field.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub values: BTreeMap<String, u64>,
}

/// A column that no rule uses, over all sources that have it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeftOutColumn {
    /// Its name, with its number if the name is missing or repeated.
    pub name: String,
    /// The mapping leaves it out on purpose.
    pub on_purpose: bool,
    /// The number of rows of the sources that have it.
    pub rows: u64,
    /// The number of rows in which it is not empty.
    pub filled: u64,
    /// Its first different values; none if they are sensitive.
    pub examples: Vec<String>,
    /// The sources that have it; empty if that are all of them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<String>,
}

/// A rule that lacks columns.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LeftOutRule {
    /// Its field (`customFields.segment`), or the `[[when]]` rule.
    pub rule: String,
    /// The columns that no source has.
    pub columns: Vec<String>,
    /// It has none of its columns in any source, so it does nothing.
    pub does_nothing: bool,
}

impl LeftOutRule {
    /// True for a `[[when]]` rule, which fills no field.
    pub fn is_for_rows(&self) -> bool {
        self.rule.starts_with("[[")
    }
}

/// The maximum number of examples of a column.
const EXAMPLES: usize = 3;

impl LeftOut {
    /// Collects what is left out of these sources. `None` for a profile of an older version, which does not say it.
    pub fn new(survey: &ReadingProfile, definitions: Option<&CustomFieldDefinitions>) -> Option<Self> {
        let sources: Vec<(&SourceProfile, &HeaderUse)> = survey
            .sources
            .iter()
            .map(|source| Some((source, source.rules.as_ref()?)))
            .collect::<Option<_>>()?;
        if sources.is_empty() {
            return None;
        }
        let filled: BTreeSet<&str> =
            sources.iter().flat_map(|(_, rules)| &rules.fields).map(|origin| origin.field.as_str()).collect();
        let mut standard: Vec<&str> = FIELDS.iter().chain([&PHOTO]).map(|field| field.name).collect();
        standard.sort_by_key(|name| usefulness(name));
        let custom = |definitions: &CustomFieldDefinitions| {
            let names = definitions.iter().map(|field| field.name.clone());
            names.filter(|name| !filled.contains(format!("customFields.{name}").as_str())).collect()
        };
        Some(Self {
            columns: columns(&sources),
            rules: rules(&sources),
            fields: standard
                .into_iter()
                .filter(|name| !filled.contains(name))
                .map(ToOwned::to_owned)
                .collect(),
            custom_fields: definitions.map(custom),
            values: BTreeMap::new(),
        })
    }

    /// The columns with values that nobody has left out on purpose.
    pub fn lost(&self) -> impl Iterator<Item = &LeftOutColumn> {
        self.columns.iter().filter(|column| column.filled > 0 && !column.on_purpose)
    }

    /// The same for columns without values.
    pub fn empty(&self) -> impl Iterator<Item = &LeftOutColumn> {
        self.columns.iter().filter(|column| column.filled == 0 && !column.on_purpose)
    }

    /// The columns that the mapping leaves out on purpose.
    pub fn on_purpose(&self) -> impl Iterator<Item = &LeftOutColumn> {
        self.columns.iter().filter(|column| column.on_purpose)
    }
}

/// A column of one source.
struct Seen<'a> {
    column: &'a UnusedColumn,
    source: &'a SourceProfile,
    profile: &'a ColumnProfile,
}

impl Seen<'_> {
    /// False for a column without a name and without values: it is the edge of the table.
    fn counts(&self) -> bool {
        self.profile.filled > 0 || !self.profile.name.trim().is_empty()
    }
}

/// The fields that a help desk needs first.
const FIRST: [&str; 13] = [
    "email",
    "phoneNumber",
    "mobileNumber",
    "name",
    "company",
    "address",
    "postalNumber",
    "city",
    "province",
    "state",
    "language",
    "memo",
    "tags",
];
/// Fields of services that have ended, or that hardly anybody uses.
const LAST: [&str; 4] = ["skypeAddress", "msnAddress", "gtalkAddress", "googleAccountUrl"];

/// The place of a field among those that nothing fills: the most useful first.
fn usefulness(field: &str) -> usize {
    let first = FIRST.iter().position(|name| *name == field);
    let last = LAST.iter().position(|name| *name == field).map(|at| FIRST.len() + 1 + at);
    first.or(last).unwrap_or(FIRST.len())
}

/// Columns with the same name in several sources are one.
fn columns(sources: &[(&SourceProfile, &HeaderUse)]) -> Vec<LeftOutColumn> {
    let mut columns: Vec<LeftOutColumn> = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    let seen = sources.iter().flat_map(|(source, rules)| {
        rules
            .unused
            .iter()
            .filter_map(|column| Some(Seen { column, source, profile: source.columns.get(column.at)? }))
    });
    for seen in seen.filter(Seen::counts) {
        let at = *known.entry(&seen.column.name).or_insert(columns.len());
        if at == columns.len() {
            let name = shorten(seen.column.name.trim());
            columns.push(LeftOutColumn { name, on_purpose: seen.column.on_purpose, ..Default::default() });
        }
        columns[at].add(&seen);
    }
    for column in columns.iter_mut().filter(|column| column.files.len() == sources.len()) {
        column.files.clear();
    }
    columns.sort_by_key(|column| Reverse(column.filled));
    columns
}

impl LeftOutColumn {
    fn add(&mut self, seen: &Seen<'_>) {
        self.rows += seen.source.rows;
        self.filled += seen.profile.filled;
        self.files.push(seen.source.title());
        for example in &seen.profile.examples {
            if self.examples.len() < EXAMPLES && !self.examples.contains(example) {
                self.examples.push(example.clone());
            }
        }
    }
}

/// A rule lacks the columns that it lacks in every source.
fn rules(sources: &[(&SourceProfile, &HeaderUse)]) -> Vec<LeftOutRule> {
    let Some(((_, first), others)) = sources.split_first() else { return Vec::new() };
    let mut all: Vec<LeftOutRule> = Vec::new();
    for own in &first.lacking {
        let same = others.iter().map(|(_, rules)| rules.lacking.iter().find(|other| other.rule == own.rule));
        let Some(same) = same.collect::<Option<Vec<_>>>() else { continue };
        let lacks = |column: &&String| same.iter().all(|other| other.columns.contains(column));
        all.push(LeftOutRule {
            rule: own.rule.clone(),
            columns: own.columns.iter().filter(lacks).cloned().collect(),
            does_nothing: own.does_nothing && same.iter().all(|other| other.does_nothing),
        });
    }
    all.retain(|rule| !rule.columns.is_empty() || rule.does_nothing);
    all.sort_by_key(|rule| !rule.does_nothing);
    all
}
