//! Reads separate objects: one per line, over several lines, several on one line, or all of this in one file.
//!
//! Each line is read as an object first, because it nearly always is one. Otherwise it is read as several objects, or
//! as the beginning of an object over several lines. A broken object ends where the next one begins, and no object
//! inside it is taken for a record.

use serde::de::IgnoredAny;

use crate::source::byte_order_marks::without_marks;
use crate::source::error::SourceError;

use super::feed::Feed;
use super::lexer::{Extent, extent};
use super::lines::{JsonLine, unended};
use super::record_splitter::{RecordSplitter, SplitStep};

/// The objects of a file.
pub(super) struct Objects {
    feed: Feed,
    limit: usize,
    /// The number of line feeds passed.
    breaks: u64,
    number: u64,
    /// The number of an object is that of its line.
    by_line: bool,
    /// The number of bytes ahead that are well-formed objects on one line.
    together: usize,
    /// An object has ended on this line.
    behind: bool,
    /// The indentation of the first object.
    margin: Option<usize>,
    /// The record before is broken, so a more indented object may be part of it.
    lost: bool,
}

impl Objects {
    /// An object may have at most `limit` bytes.
    pub(super) fn new(feed: Feed, limit: usize, by_line: bool) -> Self {
        Self {
            feed,
            limit,
            breaks: 0,
            number: 0,
            by_line,
            together: 0,
            behind: false,
            margin: None,
            lost: false,
        }
    }

    /// The next line, or one of several objects on a line; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<JsonLine>, SourceError> {
        self.feed.set_mark();
        let behind = std::mem::take(&mut self.behind);
        let line = match self.next_together() {
            Some(line) => Some(line),
            None => self.read_line()?,
        };
        Ok(line.map(|line| self.numbered(JsonLine { behind, ..line })))
    }

    /// Numbers a line, and rejects one that may be part of the broken record before it.
    fn numbered(&mut self, mut line: JsonLine) -> JsonLine {
        if line.is_blank() {
            return JsonLine { number: line.line, ..line };
        }
        self.number = if self.by_line { line.line.max(self.number + 1) } else { self.number + 1 };
        line.number = self.number;
        if line.sure {
            return line;
        }
        let begins = line.text.trim_ascii_start().starts_with(b"{");
        let column = indentation(&line.text);
        if begins && self.margin.is_none() && !line.behind {
            self.margin = Some(column);
        }
        if self.lost && begins && (column > self.margin.unwrap_or_default() || line.behind) {
            line.fault =
                Some("the object is inside a broken record, so it may be only a part of it".to_owned());
        }
        self.lost &= line.fault.is_some() || !begins;
        line
    }

    fn read_line(&mut self) -> Result<Option<JsonLine>, SourceError> {
        let mut line = JsonLine { line: self.breaks + 1, ..JsonLine::default() };
        loop {
            if self.feed.byte()?.is_none() {
                line.tidy();
                return Ok((line.cut || !line.text.is_empty()).then_some(line));
            }
            let left = self.feed.ahead();
            let end = memchr::memchr(b'\n', left);
            let length = end.unwrap_or(left.len());
            line.extend(left.get(..length).unwrap_or_default(), self.limit);
            self.feed.pass(length + usize::from(end.is_some()));
            if line.cut {
                self.feed.set_mark();
            }
            if end.is_some() {
                self.breaks += 1;
                line.tidy();
                return Ok(Some(line));
            }
        }
    }

    /// Reads the last line in another way because it is not an object. `None` if that fails: the line is broken.
    pub(super) fn other(&mut self, line: &JsonLine) -> Result<Option<JsonLine>, SourceError> {
        self.lost = true;
        if line.cut || line.sure || line.fault.is_some() || !line.text.trim_ascii_start().starts_with(b"{") {
            return Ok(None);
        }
        let other = match extent(&line.text) {
            Extent::Closed(end) => self.parted(line, end),
            Extent::Open if self.is_alone(indentation(&line.text))? => {
                Some(JsonLine { fault: Some(unended(line.line, line.line)), ..line.clone() })
            }
            Extent::Open | Extent::Text => Some(self.over_lines(line)?),
        };
        self.lost = other.as_ref().is_none_or(|other| other.fault.is_some());
        Ok(other.map(|other| JsonLine { number: line.number, line: line.line, sure: true, ..other }))
    }

    /// Splits a line into several objects, or removes a comma after a single one.
    fn parted(&mut self, line: &JsonLine, end: usize) -> Option<JsonLine> {
        let (first, rest) = line.text.split_at_checked(end)?;
        if rest.trim_ascii() == b"," && is_sound(first) {
            return Some(JsonLine { text: first.to_vec(), ..JsonLine::default() });
        }
        let sound = sound_objects(&line.text).filter(|_| rest.trim_ascii_start().starts_with(b"{"))?;
        let passed = self.feed.passed();
        self.breaks -= u64::from(passed.ends_with(b"\n"));
        self.together = sound + passed.len() - without_marks(passed).len();
        self.feed.back();
        self.next_together()
    }

    fn next_together(&mut self) -> Option<JsonLine> {
        let ahead = self.feed.ahead().get(..self.together).unwrap_or_default();
        let Extent::Closed(end) = extent(ahead) else {
            self.together = 0;
            return None;
        };
        let text = without_marks(ahead.get(..end).unwrap_or_default()).trim_ascii_start().to_vec();
        self.feed.pass(end);
        self.together -= end;
        self.behind = true;
        Some(JsonLine { line: self.breaks + 1, text, sure: true, ..JsonLine::default() })
    }

    /// True if a line with an open bracket is broken and complete: the next line is an object that does not belong to
    /// it.
    fn is_alone(&mut self, column: usize) -> Result<bool, SourceError> {
        let mut from = 0;
        let mut next = false;
        while from <= self.limit {
            let end = self.feed.line_end(from, self.limit)?;
            let text = self.feed.ahead().get(from..end).unwrap_or_default();
            let first = text.trim_ascii().first();
            match first {
                None if text.is_empty() => return Ok(next),
                None => {}
                Some(byte) if next => return Ok(!matches!(byte, b']' | b'}' | b',')),
                Some(_) if indentation(text) > column || !is_sound(text) => return Ok(false),
                Some(_) => next = true,
            }
            from = end;
        }
        Ok(false)
    }

    /// Reads an object over several lines, starting at the mark.
    fn over_lines(&mut self, line: &JsonLine) -> Result<JsonLine, SourceError> {
        let marks = self.feed.passed().len() - without_marks(self.feed.passed()).len();
        self.feed.back();
        self.feed.pass(marks);
        self.breaks = line.line - 1;
        let mut object = JsonLine::default();
        let mut cutter = if line.behind { RecordSplitter::behind() } else { RecordSplitter::new(Vec::new()) };
        let mut broken = false;
        let mut last = line.line;
        let whole = loop {
            self.feed.set_mark();
            let Some(byte) = self.feed.byte()? else {
                last = self.breaks + u64::from(last > self.breaks);
                break false;
            };
            let run = cutter.run(self.feed.ahead());
            if run > 0 {
                object.extend(self.feed.ahead().get(..run).unwrap_or_default(), self.limit);
                self.feed.pass(run);
                continue;
            }
            match cutter.take(byte) {
                SplitStep::Between => {}
                SplitStep::Inside | SplitStep::Last if !broken => object.push(byte, self.limit),
                SplitStep::Broken => broken = true,
                _ => {
                    last = self.breaks.max(line.line);
                    break false;
                }
            }
            self.feed.pass(1);
            last = self.breaks + 1;
            self.breaks += u64::from(byte == b'\n');
            if !broken && cutter.is_done() {
                break true;
            }
        };
        if whole {
            self.end_line()?;
        } else {
            object.fault = Some(unended(line.line, last));
        }
        Ok(object)
    }

    /// Skips the rest of the line after an object if it is blank or a comma.
    fn end_line(&mut self) -> Result<(), SourceError> {
        self.feed.set_mark();
        let end = self.feed.line_end(0, self.limit)?;
        let rest = self.feed.ahead().get(..end).unwrap_or_default();
        let over = matches!(rest.trim_ascii(), b"" | b",");
        if over {
            self.breaks += u64::from(rest.ends_with(b"\n"));
            self.feed.pass(end);
        }
        self.behind = !over;
        Ok(())
    }
}

/// The width of the white space before a line.
fn indentation(line: &[u8]) -> usize {
    let line = without_marks(line);
    line.len() - line.trim_ascii_start().len()
}

fn is_sound(text: &[u8]) -> bool {
    text.trim_ascii_start().starts_with(b"{") && serde_json::from_slice::<IgnoredAny>(text).is_ok()
}

/// The length of the objects at the start of a text, of which the last may be cut; `None` if anything else follows
/// them.
fn sound_objects(text: &[u8]) -> Option<usize> {
    let mut values = serde_json::Deserializer::from_slice(text).into_iter::<IgnoredAny>();
    let mut end = 0;
    loop {
        let rest = text.get(end..).unwrap_or_default().trim_ascii_start();
        if !rest.is_empty() && !rest.starts_with(b"{") {
            return None;
        }
        match values.next() {
            None => return Some(end),
            Some(Ok(_)) => end = values.byte_offset(),
            Some(Err(fault)) => return fault.is_eof().then_some(end),
        }
    }
}
