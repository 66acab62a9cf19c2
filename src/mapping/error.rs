//! Errors in a mapping file, shown with their line.

use std::fmt;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// An error at a position in the mapping text, without the file's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct MappingProblem {
    pub span: Range<usize>,
    pub message: String,
    pub help: Option<String>,
}

impl MappingProblem {
    pub(crate) fn new(span: Range<usize>, message: impl Into<String>) -> Self {
        Self { span, message: message.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// A mapping file that can't be used.
///
/// Its text has several lines: the message, `file:line:column`, the line with the position marked, and help.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MappingError {
    /// The file as the user named it.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    shown: String,
}

impl MappingError {
    /// The same error with one more line of help.
    #[must_use]
    pub(crate) fn advised(self, help: &str) -> Self {
        let own = self.shown.lines().rev().find(|line| line.trim_start().starts_with("= help: "));
        let indent = own.map_or(2, |line| line.len() - line.trim_start().len());
        Self { shown: format!("{}\n{:indent$}= help: {help}", self.shown, ""), ..self }
    }

    /// The help, without its mark; empty if there is none.
    pub fn help(&self) -> Vec<&str> {
        let lines = self.shown.lines().map(str::trim_start);
        lines.filter_map(|line| line.strip_prefix("= help: ")).collect()
    }

    pub(crate) fn new(file: &str, text: &str, problem: &MappingProblem) -> Self {
        let span = clamp(text, &problem.span);
        let before = text.get(..span.start).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let shown = show(file, text, span, problem);
        Self { file: file.to_owned(), line, column, message: problem.message.clone(), shown }
    }
}

fn clamp(text: &str, span: &Range<usize>) -> Range<usize> {
    let floor = |at: usize| (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
    // Something missing at the end of a line must be shown before the line end, whether that is `\n` or `\r\n`.
    let start = floor(span.start);
    let start = text.get(..start).and_then(|before| before.strip_suffix('\r')).map_or(start, str::len);
    start..floor(span.end).max(start)
}

fn show(file: &str, text: &str, span: Range<usize>, problem: &MappingProblem) -> String {
    let snippet = Snippet::source(text).path(file).annotation(AnnotationKind::Primary.span(span));
    let group = Level::ERROR.primary_title(&problem.message).element(snippet);
    let group = match &problem.help {
        Some(help) => group.element(Level::HELP.message(help)),
        None => group,
    };
    Renderer::plain().render(&[group])
}

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.shown.trim_start_matches("error: "))
    }
}

impl std::error::Error for MappingError {}
