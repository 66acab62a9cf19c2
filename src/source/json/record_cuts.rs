//! Cuts the records of an array or of API responses out of the text around them.

use crate::source::error::SourceError;

use super::envelope::dotted;
use super::feed::Feed;
use super::further_pages::FurtherPages;
use super::lines::{JsonLine, unended};
use super::record_splitter::{RecordSplitter, SplitStep};

/// The records of a file.
pub(super) struct Cuts {
    feed: Feed,
    limit: usize,
    number: u64,
    path: Vec<String>,
    cutter: RecordSplitter,
    /// What the responses say about further pages.
    pages: FurtherPages,
    /// The first byte of the next record, if it was needed to end the one before.
    carried: Option<u8>,
}

impl Cuts {
    /// A record may have at most `limit` bytes. With `some`, responses without records are allowed.
    pub(super) fn new(feed: Feed, limit: usize, path: Vec<String>, some: bool) -> Self {
        let cutter =
            if some { RecordSplitter::of_some(path.clone()) } else { RecordSplitter::new(path.clone()) };
        let pages = FurtherPages::new(!path.is_empty());
        Self { feed, limit, number: 0, path, cutter, pages, carried: None }
    }

    /// What the last response says about another page, once all records are read.
    pub(super) fn further_page(&self) -> Option<String> {
        self.pages.further_page()
    }

    /// The error of a response with records, once all records are read.
    pub(super) fn error_with_records(&self) -> Option<String> {
        self.pages.error()
    }

    /// The next record; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<JsonLine>, SourceError> {
        let mut line = JsonLine { number: self.number + 1, sure: true, ..JsonLine::default() };
        line.text.extend(self.carried.take());
        line.line = if line.text.is_empty() { 0 } else { self.cutter.begin().line };
        loop {
            self.feed.set_mark();
            let Some(byte) = self.feed.byte()? else { return self.at_end(line) };
            let run = self.cutter.run(self.feed.ahead());
            if run > 0 {
                line.extend(self.feed.ahead().get(..run).unwrap_or_default(), self.limit);
                self.feed.pass(run);
                continue;
            }
            self.feed.pass(1);
            match self.cutter.take(byte) {
                SplitStep::Between if self.cutter.is_lost() => {}
                SplitStep::Between => self.pages.take(byte),
                SplitStep::Inside => line.push(byte, self.limit),
                SplitStep::Closed if line.text.is_empty() => self.pages.take(byte),
                SplitStep::Last => {
                    line.push(byte, self.limit);
                    return Ok(Some(self.cut(line, false)));
                }
                SplitStep::Ended => return Ok(Some(self.cut(line, false))),
                SplitStep::Closed => {
                    self.pages.take(byte);
                    return Ok(Some(self.cut(line, false)));
                }
                SplitStep::Broken => return Ok(Some(self.cut(line, true))),
                step @ (SplitStep::Again | SplitStep::Next) => {
                    self.carried = Some(byte);
                    return Ok(Some(self.cut(line, step == SplitStep::Again)));
                }
                SplitStep::Stray => return Err(self.unsound("that is followed by other data")),
                SplitStep::Missing => return Err(self.no_list()),
            }
            if line.line == 0 && !line.text.is_empty() {
                line.line = self.cutter.begin().line;
            }
        }
    }

    fn cut(&mut self, mut line: JsonLine, broken: bool) -> JsonLine {
        self.number += 1;
        if line.line == 0 {
            line.line = self.cutter.begin().line;
        }
        line.fault = broken.then(|| {
            let breaks = memchr::memchr_iter(b'\n', line.text.trim_ascii_end()).count() as u64;
            unended(line.line, line.line + breaks)
        });
        line
    }

    /// The end of the file. A separate record may be cut off there, an array or response may not.
    fn at_end(&mut self, line: JsonLine) -> Result<Option<JsonLine>, SourceError> {
        if self.cutter.is_open() {
            return Err(self.unsound("that ends too early"));
        }
        Ok((!line.text.is_empty()).then(|| self.cut(line, true)))
    }

    fn unsound(&self, what: &str) -> SourceError {
        let file = self.feed.name().to_owned();
        if self.path.is_empty() {
            return SourceError::Array { file, what: what.to_owned(), element: self.number };
        }
        let list = dotted(&self.path);
        let what = format!("is an API response {what}, after record {} of {list:?}", self.number);
        SourceError::Records {
            file,
            what,
            remedy: "request it again, and save the complete response".to_owned(),
        }
    }

    fn no_list(&self) -> SourceError {
        let list = dotted(&self.path);
        let answer = self.cutter.answers();
        let what = match answer {
            1 => format!("has no list at {list:?}"),
            _ => format!(
                "has no list at {list:?} in response {answer} of the file (after record {})",
                self.number
            ),
        };
        let remedy = "that response may be an error; request it again, and save the new response";
        SourceError::Records { file: self.feed.name().to_owned(), what, remedy: remedy.to_owned() }
    }
}
