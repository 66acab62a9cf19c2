//! Splits JSON into records: separate objects, the elements of an array, or those of an array inside API responses.
//!
//! A broken record over several lines must not affect the records after it. It ends where the next one begins: with a
//! brace at the start of a line, in the column where the broken record began.

use super::lexer::{JsonToken, Lexer};

/// The meaning of the next byte.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum SplitStep {
    /// A byte that belongs to no record.
    Between,
    /// A byte of the current record.
    Inside,
    /// The last byte of the current record.
    Last,
    /// The current record, if there is one, ended before this byte.
    Ended,
    /// The array ended, and with it the current record, if there is one.
    Closed,
    /// The current record is broken; the rest is skipped up to the next one.
    Broken,
    /// The current record is broken, and this byte begins the next one.
    Again,
    /// The current record ended, and this byte begins the next one without a comma between them.
    Next,
    /// Something that is neither a record nor part of a response.
    Stray,
    /// A response ended without a list at the path.
    Missing,
}

/// A container on the path to the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum SplitFrame {
    /// An array of responses.
    Answers,
    /// An object on the path to the records.
    Object(ObjectFrame),
    /// The array of records.
    Records,
}

/// An object on the path to the records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ObjectFrame {
    /// The number of names that lead to it.
    level: usize,
    /// The next value is that of a member.
    value: bool,
    /// That member is the next one on the path.
    matches: bool,
}

/// The place where a record begins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Begin {
    /// The line, from 1.
    pub(super) line: u64,
    column: u64,
    /// The record is the first on its line.
    pub(super) first: bool,
    /// The second line of the record is more indented than its first.
    inward: Option<bool>,
}

/// The state of the splitter.
#[derive(Debug, Default)]
pub(super) struct RecordSplitter {
    path: Vec<String>,
    lexer: Lexer,
    frames: Vec<SplitFrame>,
    key: Option<Vec<u8>>,
    last_key: Vec<u8>,
    record: Option<Begin>,
    begin: Begin,
    /// The column of a broken record while the next one is searched for.
    lost: Option<u64>,
    /// Inside something that is not JSON, up to the end of its line.
    stray: bool,
    /// The records are the elements of the outermost array.
    array: bool,
    /// Responses without records are skipped.
    some: bool,
    found: bool,
    answers: u64,
    breaks: u64,
    column: u64,
    indented: bool,
}

/// The number of bytes kept of a name; a longer name matches nothing.
const LONGEST: usize = 1024;

impl RecordSplitter {
    /// Splits the records at a path. If it is empty, the records are separate objects or the elements of an array.
    pub(super) fn new(path: Vec<String>) -> Self {
        Self { path, indented: true, ..Self::default() }
    }

    /// The same, but not every response has records.
    pub(super) fn of_some(path: Vec<String>) -> Self {
        Self { some: true, ..Self::new(path) }
    }

    /// Splits a record that begins after another one on its line.
    pub(super) fn behind() -> Self {
        Self::default()
    }

    /// True inside a broken record while the next one is searched for.
    pub(super) fn is_lost(&self) -> bool {
        self.lost.is_some()
    }

    /// True after a record has ended.
    pub(super) fn is_done(&self) -> bool {
        self.record.is_none() && self.begin.line > 0
    }

    /// The place where the last record began.
    pub(super) fn begin(&self) -> Begin {
        self.begin
    }

    /// The number of complete responses.
    pub(super) fn answers(&self) -> u64 {
        self.answers
    }

    /// True if a container is still open.
    pub(super) fn is_open(&self) -> bool {
        !self.frames.is_empty()
    }

    /// Takes as many bytes as are inside a string of a record, at once. Returns their number.
    pub(super) fn run(&mut self, bytes: &[u8]) -> usize {
        if self.record.is_none() || self.lost.is_some() {
            return 0;
        }
        let run = self.lexer.run(bytes);
        self.column += run as u64;
        self.indented &= run == 0;
        run
    }

    /// Takes one byte.
    #[inline]
    pub(super) fn take(&mut self, byte: u8) -> SplitStep {
        let step = self.next_step(byte);
        if byte == b'\n' {
            self.breaks += 1;
            self.column = 0;
            self.indented = true;
        } else {
            self.column += 1;
            self.indented &= byte.is_ascii_whitespace();
        }
        step
    }

    fn next_step(&mut self, byte: u8) -> SplitStep {
        if self.stray {
            self.stray = byte != b'\n';
            return if self.stray { SplitStep::Inside } else { SplitStep::Broken };
        }
        if let Some(column) = self.lost {
            if !self.is_found_again(byte, column) {
                return SplitStep::Between;
            }
            self.lost = None;
        }
        if let Some(step) = self.record.and_then(|record| self.breaks_off(byte, record)) {
            return step;
        }
        match self.frames.last().copied() {
            None => self.at_top(byte),
            Some(SplitFrame::Records) => self.in_records(byte),
            Some(SplitFrame::Answers) => self.in_answers(byte),
            Some(SplitFrame::Object(object)) => self.in_object(byte, object),
        }
    }

    /// True if the next record, or the end of the array, follows a broken record here.
    fn is_found_again(&self, byte: u8, column: u64) -> bool {
        let ends = byte == b']' && self.column < column && self.frames.last() == Some(&SplitFrame::Records);
        self.indented && (ends || (byte == b'{' && self.column <= column))
    }

    /// Ends a broken record over several lines: a string does not end on its line, or a brace opens in a wrong place.
    fn breaks_off(&mut self, byte: u8, record: Begin) -> Option<SplitStep> {
        if !record.first && !self.frames.is_empty() {
            return None;
        }
        // After a record that does not begin its line, the next one is in the first column.
        let margin = if record.first { record.column } else { 0 };
        if self.lexer.is_text() {
            if byte != b'\n' {
                return None;
            }
            self.lexer.cut_back(self.frames.len());
            self.record = None;
            self.lost = Some(margin);
            return Some(SplitStep::Broken);
        }
        if self.indented && !byte.is_ascii_whitespace() && self.breaks + 1 > record.line {
            let inward = record.inward.unwrap_or(self.column > margin);
            self.record = Some(Begin { inward: Some(inward), ..record });
        }
        let next = byte == b'{' && self.indented && self.column <= margin;
        let whole = self.lexer.is_behind_object() && self.lexer.depth() == self.frames.len();
        if !next || whole || (self.lexer.may_begin() && record.inward != Some(true)) {
            return None;
        }
        self.lexer.cut_back(self.frames.len());
        self.start(byte);
        Some(SplitStep::Again)
    }

    fn start(&mut self, byte: u8) {
        let begin = Begin { line: self.breaks + 1, column: self.column, first: self.indented, inward: None };
        self.record = Some(begin);
        self.begin = begin;
        self.lexer.take(byte);
    }

    fn at_top(&mut self, byte: u8) -> SplitStep {
        if self.record.is_some() {
            let closes = self.lexer.take(byte) == JsonToken::Close && self.lexer.depth() == 0;
            if closes {
                self.record = None;
            }
            return if closes { SplitStep::Last } else { SplitStep::Inside };
        }
        match byte {
            b'{' if self.path.is_empty() && !self.array => {
                self.start(byte);
                return SplitStep::Inside;
            }
            b'{' if !self.path.is_empty() => self.enter(0),
            b'[' if self.path.is_empty() && (self.array || self.begin.line == 0) => {
                self.array = true;
                self.frames.push(SplitFrame::Records);
            }
            b'[' if !self.path.is_empty() => self.frames.push(SplitFrame::Answers),
            _ if matches!(self.lexer.take(byte), JsonToken::Blank) => return SplitStep::Between,
            _ => return self.strays(),
        }
        self.lexer.take(byte);
        SplitStep::Between
    }

    /// Anything but JSON between separate objects is one broken record per line; elsewhere it ends the reading.
    fn strays(&mut self) -> SplitStep {
        self.lexer.cut_back(0);
        if self.array || !self.path.is_empty() {
            return SplitStep::Stray;
        }
        self.stray = true;
        self.begin = Begin { line: self.breaks + 1, column: self.column, first: true, inward: None };
        SplitStep::Inside
    }

    fn enter(&mut self, level: usize) {
        if level == 0 {
            self.found = false;
        }
        self.frames.push(SplitFrame::Object(ObjectFrame { level, value: false, matches: false }));
    }

    fn in_records(&mut self, byte: u8) -> SplitStep {
        let between = !self.lexer.is_text() && self.lexer.depth() == self.frames.len();
        match byte {
            b',' if between => {
                self.record = None;
                self.lexer.take(byte);
                SplitStep::Ended
            }
            b']' if between => {
                self.record = None;
                self.lexer.take(byte);
                self.frames.pop();
                SplitStep::Closed
            }
            b'{' if between && self.record.is_some() && self.lexer.is_behind_object() => {
                self.start(byte);
                SplitStep::Next
            }
            _ if self.record.is_none() && byte.is_ascii_whitespace() => SplitStep::Between,
            _ if self.record.is_none() => {
                self.start(byte);
                SplitStep::Inside
            }
            _ => {
                self.lexer.take(byte);
                SplitStep::Inside
            }
        }
    }

    fn in_answers(&mut self, byte: u8) -> SplitStep {
        let between = !self.lexer.is_text() && self.lexer.depth() == self.frames.len();
        match self.lexer.take(byte) {
            JsonToken::Open if between && byte == b'{' => self.enter(0),
            JsonToken::Close if self.lexer.depth() < self.frames.len() => drop(self.frames.pop()),
            _ => {}
        }
        SplitStep::Between
    }

    fn in_object(&mut self, byte: u8, object: ObjectFrame) -> SplitStep {
        let ObjectFrame { level, value, matches } = object;
        let own = self.lexer.depth() == self.frames.len();
        let token = self.lexer.take(byte);
        let next = |value, matches| SplitFrame::Object(ObjectFrame { level, value, matches });
        match token {
            JsonToken::Quote if own && !value => self.key = Some(Vec::new()),
            JsonToken::Text => {
                self.key.iter_mut().filter(|key| key.len() < LONGEST).for_each(|key| key.push(byte))
            }
            JsonToken::TextEnd => self.last_key = self.key.take().unwrap_or_default(),
            JsonToken::Colon if own && !value => self.change(next(true, self.is_wanted(level))),
            JsonToken::Comma if own => self.change(next(false, false)),
            JsonToken::Open if own && matches => self.descend(byte, level),
            JsonToken::Close if self.lexer.depth() < self.frames.len() => return self.leave(level),
            _ => {}
        }
        SplitStep::Between
    }

    fn change(&mut self, frame: SplitFrame) {
        if let Some(last) = self.frames.last_mut() {
            *last = frame;
        }
    }

    /// True if the last name is the next one on the path.
    fn is_wanted(&self, level: usize) -> bool {
        self.path.get(level).is_some_and(|name| *name == name_of(&self.last_key))
    }

    fn descend(&mut self, byte: u8, level: usize) {
        match (byte, level + 1 == self.path.len()) {
            (b'[', true) => {
                self.found = true;
                self.frames.push(SplitFrame::Records);
            }
            (b'{', false) => self.enter(level + 1),
            _ => {}
        }
    }

    fn leave(&mut self, level: usize) -> SplitStep {
        self.frames.pop();
        if level > 0 {
            return SplitStep::Between;
        }
        self.answers += 1;
        if self.found || self.some { SplitStep::Between } else { SplitStep::Missing }
    }
}

/// Unescapes the text between the quotes of a name.
pub(super) fn name_of(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    if !text.contains('\\') {
        return text.into_owned();
    }
    serde_json::from_str(&format!("\"{text}\"")).unwrap_or_else(|_| text.into_owned())
}

#[cfg(test)]
mod tests;
