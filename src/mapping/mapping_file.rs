//! A checked mapping file.

use std::sync::Arc;

use toml::Spanned;

use super::compile;
use super::custom_field_check::unknown_custom_field;
use super::damage::{Repair, repair_of_source};
use super::error::{MappingError, MappingProblem};
use super::leave_out::LeaveOut;
use super::load::{LoadError, MappingText, file_of, read_mapping};
use super::lookup_file::{self, LookupFile};
use super::match_key::MatchRules;
use super::photo_rule::PhotoRule;
use super::row_filter::{self, RowFilter};
use super::rule::Rule;
use super::shipped::{SHIPPED, Shipped};
use super::source_defaults::{SourceDefaults, default_null_texts, source_defaults};
use super::spec::{ANY, MappingSpec, TestSpec};
use super::template::Templates;
use super::toml_errors::mapping_problem;
use crate::convert::Conversion;
use crate::customer::{CustomFieldDefinitions, FieldTarget, WritePolicy};
use crate::issue::Complaint;
use crate::record::fold_name;
use crate::source::KnownColumns;

/// A checked mapping file.
#[derive(Debug)]
pub struct Mapping {
    pub(super) file: String,
    pub(super) text: String,
    pub(super) name: String,
    pub(super) description: Option<String>,
    pub(super) source: SourceDefaults,
    /// The columns that are left out on purpose.
    pub(super) leave_out: LeaveOut,
    pub(super) matching: Option<MatchRules>,
    pub(super) rules: Vec<Rule>,
    /// The rules for columns that no other rule uses.
    pub(super) rest: Vec<Rule>,
    pub(super) templates: Templates,
    pub(super) null: Arc<[String]>,
    pub(super) longest_null: usize,
    /// The damage to repair in templates, and in all fields without their own `repair`.
    pub(super) repair: Repair,
    pub(super) when: Vec<RowFilter>,
    /// What an update may overwrite in fields without a policy of their own.
    pub(super) write: WritePolicy,
    /// The photo folder, if the mapping takes photos.
    pub(super) photos: Option<PhotoRule>,
    pub(super) lookup_files: Vec<LookupFile>,
    pub(super) tests: Vec<Spanned<TestSpec>>,
}

impl Mapping {
    /// Parses and checks the text of a mapping file. `file` appears in messages only.
    ///
    /// ```
    /// use deskferry::mapping::Mapping;
    ///
    /// let error = Mapping::parse("my.toml", "version = 1\n[fields]\nname = { form = \"Name\" }\n").unwrap_err();
    /// assert_eq!((error.line, error.column), (3, 10));
    /// ```
    pub fn parse(file: &str, text: &str) -> Result<Self, MappingError> {
        Self::compile(file, text).map_err(|problem| MappingError::new(file, text, &problem))
    }

    fn compile(file: &str, text: &str) -> Result<Self, MappingProblem> {
        let mut spec: MappingSpec = toml::from_str(text).map_err(|error| mapping_problem(&error, text))?;
        if *spec.version.get_ref() != 1 {
            return Err(MappingProblem::new(
                spec.version.span(),
                "this version of deskferry supports only mapping files with version = 1",
            ));
        }
        let lookup_files = lookup_file::resolve(&mut spec, file)?;
        let mut templates = Templates::new();
        let repair = repair_of_source(&spec.source)?;
        let fields = &spec.fields;
        let custom = &spec.custom_fields;
        let extra = &spec.extra_fields;
        let rules = compile::rules(fields, custom, extra, &mut templates, repair)?;
        let when = row_filter::compile(&spec.when, &mut templates)?;
        let (rest, rules): (Vec<Rule>, Vec<Rule>) = rules.into_iter().partition(Rule::is_rest);
        if rules.is_empty() {
            return Err(without_rules(text));
        }
        compile::check_current(&spec, &rules, &templates)?;
        compile::check_tests(&spec.tests, &rules, &rest, &templates)?;
        let null = spec.source.null.clone().unwrap_or_else(default_null_texts);
        compile::check_merge(spec.matching.as_ref(), &rules)?;
        let write = compile::check_write(spec.matching.as_ref(), &rules)?;
        let photos = PhotoRule::new(&spec, file)?;
        let matching = spec.matching.as_ref().map(|spec| compile::match_rules(spec, &rules)).transpose()?;
        Ok(Self {
            file: file.to_owned(),
            text: text.to_owned(),
            name: spec.name.unwrap_or_else(|| file.to_owned()),
            description: spec.description,
            source: source_defaults(&spec.source)?,
            leave_out: LeaveOut::new(&spec.source.leave_out)?,
            matching,
            rules,
            rest,
            templates,
            longest_null: null.iter().map(String::len).max().unwrap_or(0),
            null: null.into(),
            repair,
            when,
            write,
            photos,
            lookup_files,
            tests: spec.tests,
        })
    }

    /// Loads a mapping by its path, or by the name of a built-in mapping.
    pub fn load(name: &str) -> Result<Self, LoadError> {
        let MappingText { file, text } = read_mapping(name)?;
        Ok(Self::parse(&file, &text)?)
    }

    /// The `name` of the mapping, or else its file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The `description` of the mapping.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The file as the user named it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The name of the built-in mapping that this is. A copy of one is not built in.
    pub fn built_in(&self) -> Option<&'static str> {
        let is_own = |shipped: &&Shipped| self.file == file_of(shipped.name) && self.text == shipped.text;
        SHIPPED.iter().find(is_own).map(|shipped| shipped.name)
    }

    /// The text of the file.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The lookup files, as they were when the mapping was read.
    pub fn lookup_files(&self) -> &[LookupFile] {
        &self.lookup_files
    }

    /// How to read the source, unless the command line says otherwise.
    pub fn source(&self) -> &SourceDefaults {
        &self.source
    }

    /// The names of the columns that are left out on purpose, as written.
    pub fn leave_out(&self) -> &[String] {
        self.leave_out.names()
    }

    /// True for a column that is left out on purpose.
    pub(crate) fn leaves_out(&self, column: &str) -> bool {
        self.leave_out.has(column)
    }

    /// How rows find their customers, or `None` without `[match]`.
    pub fn matching(&self) -> Option<&MatchRules> {
        self.matching.as_ref()
    }

    /// The texts that mean an empty cell.
    pub(crate) fn null(&self) -> &[String] {
        &self.null
    }

    /// True for a text that means an empty cell.
    pub(super) fn is_null(&self, text: &str) -> bool {
        text.len() <= self.longest_null && self.null.iter().any(|null| null == text)
    }

    /// True if the mapping fills this field of the API.
    pub fn maps(&self, field: &str) -> bool {
        self.rules.iter().any(|rule| matches!(&rule.target, FieldTarget::Field(spec) if spec.name == field))
    }

    /// The fields that the mapping fills, with their API names (`customFields.segment`).
    pub fn targets(&self) -> Vec<String> {
        self.rules.iter().map(|rule| rule.target.to_string()).collect()
    }

    /// The number of `[[tests]]` in the file.
    pub fn test_count(&self) -> usize {
        self.tests.len()
    }

    /// Hints for finding the header of a source: the mapping's columns, and a test for common column names.
    pub fn known_columns(&self, is_known: fn(&str) -> bool) -> KnownColumns {
        let named = self.rules.iter().flat_map(|rule| {
            let fallback = rule.fallback.as_ref().map(|fallback| &fallback.column);
            rule.input.columns().chain(fallback).map(|column| column.name.clone())
        });
        let used: Vec<String> = named.chain(self.templates.all_asked()).collect();
        KnownColumns { objects: self.objects(&used), used: used.into(), is_known: Some(is_known) }
    }

    /// Columns with JSON objects that are sent unchanged, unless a rule uses one of their members.
    fn objects(&self, used: &[String]) -> Arc<[String]> {
        let json = self.rules.iter().filter(|rule| rule.conversion == Conversion::Json);
        let names = json.flat_map(|rule| rule.input.columns()).map(|column| fold_name(&column.name));
        let used: Vec<String> = used.iter().map(|name| fold_name(name)).collect();
        let member = |name: &String| {
            used.iter().any(|own| own.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')))
        };
        names.filter(|name| !member(name)).collect()
    }

    /// Checks that the account has every custom field that a template reads of `current`. It would always be empty.
    ///
    /// # Errors
    /// The first unknown field, with the line of its template.
    pub(crate) fn check_current_fields(
        &self,
        definitions: &CustomFieldDefinitions,
    ) -> Result<(), MappingError> {
        match self.templates.unknown_current_field(definitions) {
            None => Ok(()),
            Some(problem) => Err(MappingError::new(&self.file, &self.text, &problem)),
        }
    }

    /// Checks that the account has every custom field of the mapping.
    ///
    /// # Errors
    /// The first unknown field, with its line.
    pub fn check_custom_fields(&self, definitions: &CustomFieldDefinitions) -> Result<(), MappingError> {
        let shown = |problem| MappingError::new(&self.file, &self.text, &problem);
        let spec: MappingSpec =
            toml::from_str(&self.text).map_err(|error| shown(mapping_problem(&error, &self.text)))?;
        let mut names = spec.custom_fields.keys().filter(|name| *name.get_ref() != ANY);
        match names.find(|name| definitions.get(name.get_ref()).is_none()) {
            None => self.check_current_fields(definitions),
            Some(name) => {
                let Complaint { message, hint, .. } = unknown_custom_field(definitions, name.get_ref());
                Err(shown(MappingProblem::new(name.span(), message).help(hint)))
            }
        }
    }
}

/// The error for a mapping without rules. A suggested mapping may have rules for the name in comments.
fn without_rules(text: &str) -> MappingProblem {
    let place =
        ["\n# name = ", "\n[fields]"].iter().find_map(|line| Some((text.find(line)? + 1, line.len() - 1)));
    let (start, length) = place.unwrap_or_default();
    let help = if text.contains("\n# name = ") {
        "remove the # from one of the lines \"# name = ...\" under [fields], with the right column in it"
    } else {
        "write name = { from = \"...\" } under [fields], with the column that has the names"
    };
    MappingProblem::new(start..start + length, NOTHING_MAPPED).help(help)
}

const NOTHING_MAPPED: &str = "`name`, which every new customer needs, is not mapped";
