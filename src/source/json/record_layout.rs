//! Detects how the records of a JSON file are laid out: one per line, or inside something else.

use crate::source::byte_order_marks::without_marks;
use crate::source::content_kind::SAMPLE;
use crate::source::detection::Provenance;
use crate::source::error::SourceError;
use crate::source::read_options::ReadOptions;
use crate::source::utf8_input::Utf8Input;

use super::array_content::{self, ROWS};
use super::envelope::{classify_object, dotted, lists};
use super::envelope_verdict::EnvelopeVerdict;
use super::object_outline::{ObjectOutline, Outliner};

/// How records are found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum RecordLayout {
    /// Separate objects; `by_line` is true if they are numbered by line.
    Objects { by_line: bool },
    /// Objects found by their brackets: inside the array at this path, or anywhere if it is empty.
    Cut(Vec<String>),
    /// The same, but not every element of the surrounding array has records.
    Table(Vec<String>),
}

/// The layout, and the list of customers if one was found or stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundLayout {
    pub(super) shape: RecordLayout,
    pub(super) records: Option<Provenance<String>>,
}

/// The path of the objects themselves.
const THEMSELVES: &str = ".";

/// Detects the layout from the start of a file and its first object, however long that is.
pub(super) fn find(input: &mut Utf8Input, options: &ReadOptions) -> Result<FoundLayout, SourceError> {
    let mut start = Vec::new();
    while start.len() < SAMPLE && input.fill(&mut start)? {}
    let start = without_marks(&start).trim_ascii_start().to_vec();
    let stated = options.records.as_deref();
    let path = stated.filter(|path| *path != THEMSELVES).map(path_of);
    let records = path.as_ref().map(|path| Provenance::Stated(dotted(path)));
    if start.starts_with(b"[") {
        if stated == Some(THEMSELVES) || options.exported {
            return Ok(FoundLayout { shape: RecordLayout::Cut(path.unwrap_or_default()), records });
        }
        return in_array(start, input, path);
    }
    if !start.starts_with(b"{") {
        return Ok(FoundLayout { shape: RecordLayout::Objects { by_line: true }, records: None });
    }
    let outline = outline(&start, input)?;
    if let Some(path) = path {
        holds(&path, &outline, input.name())?;
        return Ok(FoundLayout { shape: RecordLayout::Cut(path), records });
    }
    let lines = !outline.whole && start.split(|byte| *byte == b'\n').any(is_object);
    let shape = if outline.one_line && outline.more && !lines {
        // All objects may be on one line.
        RecordLayout::Cut(Vec::new())
    } else {
        RecordLayout::Objects { by_line: outline.one_line || lines }
    };
    match classify_object(&outline, options.exported) {
        // The first line is broken, and other lines are customers.
        _ if lines || stated.is_some() => Ok(FoundLayout { shape, records: None }),
        EnvelopeVerdict::Objects => Ok(FoundLayout { shape, records: None }),
        EnvelopeVerdict::Inside(path) => Ok(FoundLayout {
            records: Some(Provenance::Found(dotted(&path))),
            shape: RecordLayout::Cut(path),
        }),
        _ if !outline.whole => Ok(FoundLayout { shape, records: None }),
        other => Err(refused(other, input.name())),
    }
}

/// The layout of an array; `stated` is the path of the list in its elements.
fn in_array(
    start: Vec<u8>,
    input: &mut Utf8Input,
    stated: Option<Vec<String>>,
) -> Result<FoundLayout, SourceError> {
    let verdict = match (array_content::classify_array(start, input)?, stated) {
        (array_content::ArrayContent::Tables(tables), _) => return table(&tables, input.name()),
        (_, Some(path)) => {
            return Ok(FoundLayout {
                records: Some(Provenance::Stated(dotted(&path))),
                shape: RecordLayout::Cut(path),
            });
        }
        (array_content::ArrayContent::Elements(verdict), None) => verdict,
    };
    match verdict {
        EnvelopeVerdict::Objects => Ok(FoundLayout { shape: RecordLayout::Cut(Vec::new()), records: None }),
        EnvelopeVerdict::Inside(path) => Ok(FoundLayout {
            records: Some(Provenance::Found(dotted(&path))),
            shape: RecordLayout::Cut(path),
        }),
        other => Err(refused(other, input.name())),
    }
}

/// The layout of a phpMyAdmin export with one table.
fn table(tables: &[String], file: &str) -> Result<FoundLayout, SourceError> {
    if let [_] = tables {
        let path = vec![ROWS.to_owned()];
        return Ok(FoundLayout {
            records: Some(Provenance::Found(dotted(&path))),
            shape: RecordLayout::Table(path),
        });
    }
    let names: Vec<String> = tables.iter().take(8).map(|name| format!("{name:?}")).collect();
    let what = match tables {
        [] => "is a phpMyAdmin export whose tables have no rows".to_owned(),
        _ => format!("is a phpMyAdmin export with several tables ({})", names.join(", ")),
    };
    let remedy = "export only the customer table, as JSON or CSV".to_owned();
    Err(SourceError::Records { file: file.to_owned(), what, remedy })
}

fn is_object(line: &[u8]) -> bool {
    line.starts_with(b"{") && serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
}

fn path_of(path: &str) -> Vec<String> {
    path.split('.').map(ToOwned::to_owned).collect()
}

/// Reads to the end of the first object and of its line.
fn outline(start: &[u8], input: &mut Utf8Input) -> Result<ObjectOutline, SourceError> {
    let mut outliner = Outliner::default();
    let mut more = start.iter().all(|byte| outliner.take(*byte));
    let mut block = Vec::new();
    while more && input.fill(&mut block)? {
        more = block.iter().all(|byte| outliner.take(*byte));
        block.clear();
    }
    Ok(outliner.finish())
}

/// Rejects a stated path that leads to no list in the first response.
fn holds(path: &[String], outline: &ObjectOutline, file: &str) -> Result<(), SourceError> {
    let known = lists(outline);
    if !outline.whole || known.contains(&dotted(path)) {
        return Ok(());
    }
    let what = format!("has no list at {:?}", dotted(path));
    let remedy = if known.is_empty() {
        "if the objects themselves are the customers, add --records .; if not, export the data again"
            .to_owned()
    } else {
        format!("use one of its lists: {}", flags(&known))
    };
    Err(SourceError::Records { file: file.to_owned(), what, remedy })
}

fn refused(verdict: EnvelopeVerdict, file: &str) -> SourceError {
    let dots = |paths: Vec<Vec<String>>| paths.iter().map(|path| dotted(path)).collect::<Vec<_>>();
    let (what, remedy) = match verdict {
        EnvelopeVerdict::Several(paths) => (
            "has several lists of objects, and it is unclear which one has the customers".to_owned(),
            format!("choose one: {}", flags(&dots(paths))),
        ),
        EnvelopeVerdict::Unsure(paths) => (
            "may be customers with lists of their own, or an API response with a list of customers"
                .to_owned(),
            format!("choose one: --records . (each object is a customer), or {}", flags(&dots(paths))),
        ),
        EnvelopeVerdict::NoRecords(what) => (
            what,
            "request it again and save the new response; if each object is a customer after all, add \
             --records ."
                .to_owned(),
        ),
        EnvelopeVerdict::Columns => (
            "contains columns instead of customers, as pandas writes them".to_owned(),
            "write records: df.to_json(\"customers.json\", orient=\"records\")".to_owned(),
        ),
        EnvelopeVerdict::ById(ids) => (
            format!(
                "has its records under their ids ({:?}, ...), not in a list",
                ids.first().map_or("", String::as_str)
            ),
            "make a list of them (jq '[.[]]' does this); if the object is one customer, add --records ."
                .to_owned(),
        ),
        EnvelopeVerdict::Objects | EnvelopeVerdict::Inside(_) => (String::new(), String::new()),
    };
    SourceError::Records { file: file.to_owned(), what, remedy }
}

/// Paths as flags to copy.
fn flags(paths: &[String]) -> String {
    let is_plain = |letter: char| letter.is_alphanumeric() || "._-".contains(letter);
    let quoted = |path: &String| {
        if path.chars().all(is_plain) {
            format!("--records {path}")
        } else {
            format!("--records '{}'", path.replace('\'', "'\\''"))
        }
    };
    paths.iter().take(8).map(quoted).collect::<Vec<_>>().join(" or ")
}
