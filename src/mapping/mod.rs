//! The mapping: from the columns of a file to the fields of a customer.
//!
//! A mapping file is TOML. [`Mapping::load`] reads and checks it, [`Mapping::bind`] ties it to the header of one
//! source, and [`BoundMapping::apply`] makes a [`MappedRowDraft`] of each row. Every fault of the file is a [`MappingError`] with
//! its line; every fault of a row is an [`Issue`](crate::issue::Issue).

mod apply;
mod bind;
mod casing;
mod cell_text;
mod column_scan;
mod compile;
mod custom_field_check;
mod damaged_text;
mod did_you_mean;
mod double_encoding;
mod error;
mod field_origins;
mod load;
mod lookup_file;
mod mapping_tests;
mod match_key;
mod merge_rules;
mod merged_customer;
mod name_words;
mod odd_cells;
mod photo_file;
mod repair;
mod row_filter;
mod rule;
mod schema;
mod shipped;
mod spec;
mod split_cell;
mod template;
mod template_limits;
mod template_lists;
mod toml_errors;
mod wrong_code_page;

pub(crate) use damaged_text::{is_empty_word, without_entities, without_fraction};
pub(crate) use double_encoding::once_encoded;
pub(crate) use photo_file::name;

pub(crate) use name_words::words;

use std::sync::Arc;

pub use apply::MappedRowDraft;
pub use bind::BoundMapping;
pub use column_scan::ColumnScan;
pub(crate) use custom_field_check::{complaint, misfit, unknown};
pub(crate) use did_you_mean::near_name;
pub use error::MappingError;
pub use field_origins::FieldOrigin;
pub use load::LoadError;
pub use lookup_file::LookupFile;
pub use mapping_tests::{TestDifference, TestFailure};
pub(crate) use match_key::alternative_of;
pub use match_key::{KeyAlternative, MatchKey, MatchRules};
pub use merge_rules::{MergeRule, MergeRules};
pub(crate) use merged_customer::shown_of;
pub use merged_customer::{LostReason, LostValue, MergedCustomer};
pub use schema::SCHEMA;
pub use shipped::{SHIPPED, Shipped, shipped};
pub use spec::{OnDuplicate, OnNoKey};

use crate::customer::FieldTarget;
use crate::source::{MergedCells, ReadOptions, ShortRows, StatedCharacter};
use error::MappingProblem;
use rule::Rule;
use spec::MappingSpec;
use template::Templates;

/// A checked mapping.
#[derive(Debug)]
pub struct Mapping {
    file: String,
    text: String,
    name: String,
    description: Option<String>,
    source: SourceDefaults,
    matching: Option<MatchRules>,
    rules: Vec<Rule>,
    /// The rules for all columns of a kind that no other rule takes.
    rest: Vec<Rule>,
    templates: Templates,
    null: Arc<[String]>,
    longest_null: usize,
    /// What is mended in all fields that say nothing else, and in templates.
    repair: repair::Repair,
    when: Vec<row_filter::RowFilter>,
    /// Where photos lie, where it takes some.
    photos: Option<photo_file::PhotoRule>,
    lookup_files: Vec<LookupFile>,
    tests: Vec<toml::Spanned<spec::TestSpec>>,
}

/// What the mapping says of the file's form; the command line overrides it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceDefaults {
    /// One character of ASCII.
    pub delimiter: Option<u8>,
    /// What stands around cells.
    pub quote: Option<StatedCharacter>,
    /// What makes text of a quote.
    pub escape: Option<StatedCharacter>,
    /// What becomes of rows that are too short.
    pub short_rows: ShortRows,
    /// A label of the Encoding Standard (`windows-1252`).
    pub encoding: Option<String>,
    /// A sheet by name, or by number from 1.
    pub sheet: Option<String>,
    /// The row of the header, from 1.
    pub header_row: Option<u64>,
    /// The list of customers in JSON, by the names that lead to it.
    pub records: Option<String>,
    /// The file is an export of ours.
    pub exported: bool,
    /// What becomes of cells that are merged over several rows.
    pub merged: MergedCells,
    /// Columns without a name of their own get one.
    pub name_columns: bool,
    /// The file has no header.
    pub no_header: bool,
}

impl Mapping {
    /// Checks the text of a mapping file; `file` is only for messages.
    ///
    /// ```
    /// use deskferry::mapping::Mapping;
    ///
    /// let error = Mapping::parse("my.toml", "version = 1\n[fields]\nname = { form = \"Name\" }\n").unwrap_err();
    /// assert_eq!((error.line, error.column), (3, 10));
    /// ```
    pub fn parse(file: &str, text: &str) -> Result<Self, MappingError> {
        Self::compile(file, text).map_err(|fault| MappingError::new(file, text, &fault))
    }

    fn compile(file: &str, text: &str) -> Result<Self, MappingProblem> {
        let mut spec: MappingSpec = toml::from_str(text).map_err(|error| toml_errors::fault(&error, text))?;
        if *spec.version.get_ref() != 1 {
            return Err(MappingProblem::new(
                spec.version.span(),
                "this version of deskferry supports only mapping files with version = 1",
            ));
        }
        let lookup_files = lookup_file::resolve(&mut spec, file)?;
        let mut templates = Templates::new();
        let repair = repair::usual(&spec.source)?;
        let fields = &spec.fields;
        let custom = &spec.custom_fields;
        let extra = &spec.extra_fields;
        let rules = compile::rules(fields, custom, extra, &mut templates, repair)?;
        let when = row_filter::compile(&spec.when, &mut templates)?;
        let (rest, rules): (Vec<Rule>, Vec<Rule>) = rules.into_iter().partition(Rule::is_rest);
        if rules.is_empty() {
            return Err(without_rules(text));
        }
        mapping_tests::check(&spec.tests, &rules, &rest)?;
        let null = spec.source.null.clone().unwrap_or_else(default_null);
        merge_rules::check(spec.matching.as_ref(), &rules)?;
        let photos = photo_file::PhotoRule::of(&spec, file)?;
        let matching = spec.matching.as_ref().map(|spec| MatchRules::compile(spec, &rules)).transpose()?;
        Ok(Self {
            file: file.to_owned(),
            text: text.to_owned(),
            name: spec.name.unwrap_or_else(|| file.to_owned()),
            description: spec.description,
            source: source_defaults(&spec.source)?,
            matching,
            rules,
            rest,
            templates,
            longest_null: null.iter().map(String::len).max().unwrap_or(0),
            null: null.into(),
            repair,
            when,
            photos,
            lookup_files,
            tests: spec.tests,
        })
    }

    /// What the mapping calls itself; else its file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is for, in a sentence.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The file as the user named it.
    pub fn file(&self) -> &str {
        &self.file
    }

    /// The text of the file, for its hash.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The files from which it has look-up tables, as they were when it was read.
    pub fn lookup_files(&self) -> &[LookupFile] {
        &self.lookup_files
    }

    /// How the file is to be read, unless the command line says otherwise.
    pub fn source(&self) -> &SourceDefaults {
        &self.source
    }

    /// How rows find their customers; `None` without `[match]`.
    pub fn matching(&self) -> Option<&MatchRules> {
        self.matching.as_ref()
    }

    /// The texts that mean empty.
    pub(crate) fn null(&self) -> &[String] {
        &self.null
    }

    /// True for a text that stands for nothing.
    fn is_null(&self, text: &str) -> bool {
        text.len() <= self.longest_null && self.null.iter().any(|null| null == text)
    }

    /// True when it fills this field of the API.
    pub fn maps(&self, field: &str) -> bool {
        self.rules.iter().any(|rule| matches!(&rule.target, FieldTarget::Field(spec) if spec.name == field))
    }

    /// The fields that it fills, as the API names them (`customFields.segment`).
    pub fn targets(&self) -> Vec<String> {
        self.rules.iter().map(|rule| rule.target.to_string()).collect()
    }
}

/// Empty, and what spreadsheets and databases write for it (`\N` is that of MySQL and PostgreSQL). Not `NA`, which is Namibia.
pub(crate) fn default_null() -> Vec<String> {
    ["", "N/A", "n/a", "NULL", "null", "\\N"].map(ToOwned::to_owned).to_vec()
}

/// Nothing is mapped: a proposal has rules for the name in comments.
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

fn sign(text: &toml::Spanned<String>, what: &str) -> Result<StatedCharacter, MappingProblem> {
    let wrong = || format!("the {what} must be one visible ASCII character, or \"none\"");
    StatedCharacter::parse(text.get_ref()).ok_or_else(|| MappingProblem::new(text.span(), wrong()))
}

fn source_defaults(spec: &spec::SourceSpec) -> Result<SourceDefaults, MappingProblem> {
    let delimiter = spec.delimiter.as_ref().map(|text| match text.get_ref().as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n') => Ok(*byte),
        _ => Err(MappingProblem::new(
            text.span(),
            "the delimiter must be one character, such as \",\" or \"\\t\"",
        )),
    });
    let encoding = spec.encoding.as_ref().map(|label| {
        ReadOptions::encoding_named(label.get_ref()).map(|_| label.get_ref().clone()).ok_or_else(|| {
            MappingProblem::new(label.span(), format!("unknown encoding {:?}", label.get_ref()))
        })
    });
    let header_row = spec.header_row.as_ref().map(|row| match row.get_ref() {
        0 => Err(MappingProblem::new(row.span(), "rows are counted from 1")),
        _ if spec.no_header => {
            Err(MappingProblem::new(row.span(), "a file without a header has no header row")
                .help("remove header_row or no_header"))
        }
        row => Ok(*row),
    });
    let merged = spec.merged.as_ref().map(|word| {
        let unknown = || {
            MappingProblem::new(word.span(), "merged must be \"fill\" (the value in each row) or \"first\"")
        };
        MergedCells::parse(word.get_ref()).ok_or_else(unknown)
    });
    let records = spec.records.as_ref().map(|path| match path.get_ref().trim() {
        "" => Err(MappingProblem::new(
            path.span(),
            "records must name the list of customers in JSON, such as \"users\"",
        )),
        path => Ok(path.to_owned()),
    });
    Ok(SourceDefaults {
        delimiter: delimiter.transpose()?,
        quote: spec.quote.as_ref().map(|text| sign(text, "quote")).transpose()?,
        escape: spec.escape.as_ref().map(|text| sign(text, "escape")).transpose()?,
        short_rows: match spec.short_rows {
            Some(spec::ShortRowsWord::Fill) => ShortRows::Fill,
            _ => ShortRows::Reject,
        },
        encoding: encoding.transpose()?,
        sheet: spec.sheet.clone(),
        header_row: header_row.transpose()?,
        records: records.transpose()?,
        exported: spec.exported,
        merged: merged.transpose()?.unwrap_or_default(),
        name_columns: spec.name_columns,
        no_header: spec.no_header,
    })
}
