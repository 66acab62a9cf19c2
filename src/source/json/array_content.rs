//! Decides what the elements of an array are: customers, pages of a response, or parts of an export.

use crate::source::error::SourceError;
use crate::source::utf8_input::Utf8Input;

use super::answer_words::{SURE_PERSON, is_word};
use super::envelope::classify_element;
use super::envelope_verdict::EnvelopeVerdict;
use super::object_outline::{MemberKind, ObjectOutline, OutlineMember, Outliner};

/// The maximum number of elements that are examined.
const ELEMENTS: usize = 50;
/// The number of bytes after which no further element is read, if one was found.
const FAR: usize = 256 * 1024;

/// The objects of an array.
struct Elements<'a> {
    input: &'a mut Utf8Input,
    block: Vec<u8>,
    at: usize,
    passed: usize,
}

impl Elements<'_> {
    /// The next object; `None` at the end or if it is incomplete.
    fn next(&mut self) -> Result<Option<ObjectOutline>, SourceError> {
        let mut outliner: Option<Outliner> = None;
        loop {
            while let Some(byte) = self.block.get(self.at).copied() {
                self.at += 1;
                if outliner.is_none() && byte != b'{' {
                    continue;
                }
                let own = outliner.get_or_insert_default();
                own.take(byte);
                if own.is_closed() {
                    return Ok(outliner.map(Outliner::finish));
                }
            }
            self.passed += self.block.len();
            self.block.clear();
            self.at = 0;
            if !self.input.fill(&mut self.block)? {
                return Ok(None);
            }
        }
    }
}

/// Classifies an array that begins with `start`; `input` has the rest.
pub(super) fn classify_array(start: Vec<u8>, input: &mut Utf8Input) -> Result<ArrayContent, SourceError> {
    let mut elements = Elements { input, block: start, at: 0, passed: 0 };
    let Some(first) = elements.next()? else { return Ok(ArrayContent::Elements(EnvelopeVerdict::Objects)) };
    if is_phpmyadmin(&first) {
        return tables(&mut elements).map(ArrayContent::Tables);
    }
    let mut outlines = vec![first];
    while outlines.len() < ELEMENTS && elements.passed < FAR {
        let Some(next) = elements.next()? else { break };
        outlines.push(next);
    }
    Ok(ArrayContent::Elements(of_all(&outlines)))
}

/// The content of an array.
pub(super) enum ArrayContent {
    /// Elements of one kind.
    Elements(EnvelopeVerdict),
    /// The names of the tables with rows in a phpMyAdmin export.
    Tables(Vec<String>),
}

/// The first element decides, unless a later one has a list of customers.
fn of_all(outlines: &[ObjectOutline]) -> EnvelopeVerdict {
    let people = outlines.iter().all(is_person);
    let mut verdicts = outlines.iter().filter(|outline| outline.whole).map(classify_element);
    let first = verdicts.next().unwrap_or(EnvelopeVerdict::Objects);
    match first {
        EnvelopeVerdict::Objects | EnvelopeVerdict::Unsure(_) if people => EnvelopeVerdict::Objects,
        EnvelopeVerdict::Objects => {
            let list = verdicts
                .find(|other| !matches!(other, EnvelopeVerdict::Objects | EnvelopeVerdict::NoRecords(_)));
            match list {
                Some(EnvelopeVerdict::Inside(path)) => EnvelopeVerdict::Unsure(vec![path]),
                Some(other) => other,
                None => EnvelopeVerdict::Objects,
            }
        }
        other => other,
    }
}

/// True for an element with a value that people have.
fn is_person(outline: &ObjectOutline) -> bool {
    let own = |member: &OutlineMember| {
        member.kind == MemberKind::Plain && member.path.last().is_some_and(|name| is_word(SURE_PERSON, name))
    };
    outline.members.iter().any(own)
}

/// True for the first element of a phpMyAdmin export: `{"type":"header","comment":"Export to JSON plugin for
/// PHPMyAdmin"}`.
fn is_phpmyadmin(outline: &ObjectOutline) -> bool {
    let says = |name: &str, value: &str| {
        let own = |member: &OutlineMember| {
            member.path == [name] && member.value.to_ascii_lowercase().contains(value)
        };
        outline.members.iter().any(own)
    };
    says("type", "\"header\"") && (says("comment", "phpmyadmin") || says("version", "."))
}

/// Reads the names of the tables with rows up to the end of a phpMyAdmin export.
fn tables(elements: &mut Elements<'_>) -> Result<Vec<String>, SourceError> {
    let mut names = Vec::new();
    while let Some(element) = elements.next()? {
        let value = |name: &str| element.members.iter().find(|member| member.path == [name]);
        let rows = value(ROWS).is_some_and(|member| member.kind == MemberKind::Objects);
        if rows {
            names
                .push(value("name").map_or_else(String::new, |name| name.value.trim_matches('"').to_owned()));
        }
    }
    Ok(names)
}

/// The member with the rows of a table in a phpMyAdmin export.
pub(super) const ROWS: &str = "data";
