//! Outlines an object: its members down to a few levels, with the start of plain values.

use super::lexer::{JsonToken, Lexer};
use super::record_splitter::name_of;

/// The maximum depth of objects that are examined.
const DEPTH: usize = 4;
/// The maximum number of members.
const MEMBERS: usize = 2000;
/// The number of bytes kept of a name or value.
const KEPT: usize = 200;

/// The kind of a member's value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MemberKind {
    /// An object.
    Object,
    /// An array with at least one object.
    Objects,
    /// An array with other values.
    Values,
    /// An empty array.
    Nothing,
    /// `null`
    Null,
    /// A string, number or boolean.
    Plain,
}

/// A member with its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct OutlineMember {
    pub(super) path: Vec<String>,
    pub(super) kind: MemberKind,
    /// The start of a plain value.
    pub(super) value: String,
}

/// The outline of an object, as far as it was read.
#[derive(Debug, Default)]
pub(super) struct ObjectOutline {
    pub(super) members: Vec<OutlineMember>,
    /// The object is closed and has no odd syntax.
    pub(super) whole: bool,
    /// It is on one line.
    pub(super) one_line: bool,
    /// Another object follows on its last line.
    pub(super) more: bool,
}

/// An object that is being read.
#[derive(Debug, Default, Clone)]
struct OutlineFrame {
    name: String,
    value: bool,
}

/// An array whose elements are being read.
#[derive(Debug, Clone, Copy)]
struct OutlineArray {
    depth: usize,
    /// The index of its member in the outline.
    member: usize,
}

/// Builds an outline byte by byte.
#[derive(Debug, Default)]
pub(super) struct Outliner {
    lexer: Lexer,
    frames: Vec<OutlineFrame>,
    key: Option<Vec<u8>>,
    last_key: Vec<u8>,
    array: Option<OutlineArray>,
    /// The plain value being read: the index of its member.
    plain: Option<usize>,
    outline: ObjectOutline,
    odd: bool,
    begun: bool,
    closed: bool,
    broken_line: bool,
}

impl Outliner {
    /// Takes one byte; false once enough is known.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        if self.closed {
            return self.behind(byte);
        }
        let newline = byte == b'\n' && self.begun;
        self.broken_line |= newline;
        self.odd |= newline && self.lexer.is_text();
        let before = self.lexer.depth();
        let text = self.lexer.is_text();
        self.odd |= !text && byte == b'{' && before > 0 && !self.lexer.may_begin();
        let token = self.lexer.take(byte);
        self.begun |= token == JsonToken::Open;
        match token {
            JsonToken::Open if before == 0 => self.frames.push(OutlineFrame::default()),
            JsonToken::Close if self.lexer.depth() < self.frames.len() => {
                self.frames.pop();
                self.closed = self.frames.is_empty();
            }
            _ => self.note(token, byte, before),
        }
        true
    }

    /// True after the end of the object.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    fn behind(&mut self, byte: u8) -> bool {
        self.outline.more = byte == b'{';
        byte.is_ascii_whitespace() && byte != b'\n'
    }

    fn note(&mut self, token: JsonToken, byte: u8, before: usize) {
        if let Some(array) = self.array {
            self.element(token, byte, before, array);
        } else if before == self.frames.len() {
            self.member(token, byte);
        }
    }

    /// Reads an element of an array, or its end.
    fn element(&mut self, token: JsonToken, byte: u8, before: usize, array: OutlineArray) {
        if self.lexer.depth() < array.depth {
            self.array = None;
        }
        let begins =
            matches!(token, JsonToken::Open | JsonToken::Quote | JsonToken::Plain) && before == array.depth;
        let Some(member) = self.outline.members.get_mut(array.member).filter(|_| begins) else { return };
        member.kind = match (byte, member.kind) {
            (b'{', _) | (_, MemberKind::Objects) => MemberKind::Objects,
            _ => MemberKind::Values,
        };
    }

    fn member(&mut self, token: JsonToken, byte: u8) {
        let Some(value) = self.frames.last().map(|frame| frame.value) else { return };
        match token {
            JsonToken::Quote if !value => self.key = Some(Vec::new()),
            JsonToken::Text if !value => {
                self.key.iter_mut().filter(|key| key.len() < KEPT).for_each(|key| key.push(byte));
            }
            JsonToken::TextEnd if !value => self.last_key = self.key.take().unwrap_or_default(),
            JsonToken::Colon if !value => self.set(true),
            JsonToken::Comma => self.set(false),
            JsonToken::Open => self.open(byte),
            JsonToken::Quote | JsonToken::Plain if self.plain.is_none() => {
                let kind = if byte == b'n' { MemberKind::Null } else { MemberKind::Plain };
                self.plain = self.add(kind);
                self.keep(byte);
            }
            JsonToken::Text | JsonToken::TextEnd | JsonToken::Plain => self.keep(byte),
            _ => {}
        }
    }

    fn set(&mut self, value: bool) {
        self.plain = None;
        let name = name_of(&self.last_key);
        if let Some(frame) = self.frames.last_mut() {
            *frame = OutlineFrame { name, value };
        }
    }

    fn open(&mut self, byte: u8) {
        if byte == b'[' {
            let member = self.add(MemberKind::Nothing);
            self.array = member.map(|member| OutlineArray { depth: self.lexer.depth(), member });
        } else if self.add(MemberKind::Object).is_some() && self.frames.len() < DEPTH {
            self.frames.push(OutlineFrame::default());
        }
    }

    fn add(&mut self, kind: MemberKind) -> Option<usize> {
        let path = self.frames.iter().map(|frame| frame.name.clone()).collect();
        if self.outline.members.len() >= MEMBERS {
            return None;
        }
        self.outline.members.push(OutlineMember { path, kind, value: String::new() });
        Some(self.outline.members.len() - 1)
    }

    fn keep(&mut self, byte: u8) {
        let member = self.plain.and_then(|at| self.outline.members.get_mut(at));
        if let Some(member) = member.filter(|member| member.value.len() < KEPT && byte.is_ascii()) {
            member.value.push(char::from(byte));
        }
    }

    /// The outline so far.
    pub(super) fn finish(self) -> ObjectOutline {
        let whole = self.closed && !self.odd;
        let one_line = !self.broken_line;
        ObjectOutline { whole, one_line, ..self.outline }
    }
}

/// The outline of the first object of a text.
#[cfg(test)]
pub(super) fn outline(text: &str) -> ObjectOutline {
    let mut outliner = Outliner::default();
    let _ = text.bytes().all(|byte| outliner.take(byte));
    outliner.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_have_paths_and_kinds() {
        let found = outline(
            "\u{feff}{\"a\":1,\"b\":{\"c\":[{\"x\":[1]}],\"d\":[]},\"e\":null,\"f\":[1,\"}\"],\"g\":\"x\",\"h\":[[],{}]}{",
        );
        let members: Vec<_> =
            found.members.iter().map(|member| (member.path.join("."), member.kind)).collect();
        let expected = [
            ("a", MemberKind::Plain),
            ("b", MemberKind::Object),
            ("b.c", MemberKind::Objects),
            ("b.d", MemberKind::Nothing),
            ("e", MemberKind::Null),
            ("f", MemberKind::Values),
            ("g", MemberKind::Plain),
            ("h", MemberKind::Objects),
        ];
        assert_eq!(members, expected.map(|(path, kind)| (path.to_owned(), kind)));
        assert_eq!((found.whole, found.one_line, found.more), (true, true, true));
        assert_eq!(found.members[6].value, "\"x\"");
    }

    #[test]
    fn malformed_objects_are_not_complete() {
        for (text, whole, one_line) in [
            ("{\"a\":1}\n{\"b\":2}", true, true),
            ("{\n\"a\":1}", true, false),
            ("{\"a\":1\n{\"b\":2}}", false, false),
            ("{\"a\":\"x\n\"}", false, false),
            ("{\"a\":", false, true),
        ] {
            let found = outline(text);
            assert_eq!((found.whole, found.one_line, found.more), (whole, one_line, false), "{text}");
        }
    }
}
