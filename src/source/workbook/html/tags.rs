//! The tags that matter for tables, and the text between them, as the HTML tokenizer delivers them.

use html5gum::Span;
use html5gum::emitters::callback::{Callback, CallbackEvent};

/// A tag or a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Start(Start),
    End(Tag, Name),
    Text(Vec<u8>),
}

/// The first eight bytes of an element's name, enough to match start and end tags.
pub(crate) type Name = [u8; 8];

/// A start tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Start {
    pub(crate) tag: Tag,
    pub(crate) name: Name,
    /// The element and its content are hidden.
    pub(crate) hidden: bool,
}

/// The role of an element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tag {
    Table,
    /// `thead`, `tbody`, `tfoot`.
    Section,
    Row,
    Cell(Box<Spans>),
    /// `br`.
    Break,
    /// An element on lines of its own, such as `p`.
    Block,
    Select,
    /// An `option`; true if it is selected.
    Choice(bool),
    /// `html` or `body`.
    Page,
    /// Ends one page of a MIME message.
    Part,
    Other,
}

/// The element name for [`Tag::Part`].
pub(crate) const PART: &str = "x-part-of-mime";

/// The rows and columns that a cell spans, and attributes that Excel adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spans {
    pub(crate) rows: u64,
    pub(crate) columns: u64,
    /// The full number (`x:num`).
    pub(crate) number: Option<String>,
    /// It has a formula (`x:fmla`), and is not declared as text.
    pub(crate) formula: bool,
}

impl Default for Spans {
    fn default() -> Self {
        Self { rows: 1, columns: 1, number: None, formula: false }
    }
}

/// The limits of the HTML standard.
const COLUMNS: u64 = 1_000;
const ROWS: u64 = 65_534;

/// Builds pieces from the events of the tokenizer.
#[derive(Default)]
pub(crate) struct Pieces {
    start: Option<Start>,
    attribute: Attribute,
    /// The cell is declared as text (`x:str`).
    is_text: bool,
}

#[derive(Default, Clone, Copy)]
enum Attribute {
    Rows,
    Columns,
    Number,
    Style,
    #[default]
    Other,
}

impl Callback<Piece, ()> for Pieces {
    fn handle_event(&mut self, event: CallbackEvent<'_>, _: Span<()>) -> Option<Piece> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                let hidden = is_unseen(name);
                self.start = Some(Start { tag: tag(name), name: short(name), hidden });
                self.is_text = false;
            }
            CallbackEvent::AttributeName { name } => self.name(name),
            CallbackEvent::AttributeValue { value } => self.value(value),
            CallbackEvent::CloseStartTag { .. } => return self.start.take().map(|start| self.closed(start)),
            CallbackEvent::EndTag { name } => return Some(Piece::End(tag(name), short(name))),
            CallbackEvent::String { value } => return Some(Piece::Text(value.to_vec())),
            _ => {}
        }
        None
    }
}

impl Pieces {
    fn name(&mut self, name: &[u8]) {
        self.attribute = attribute(name);
        let Some(start) = &mut self.start else { return };
        match (name, &mut start.tag) {
            (b"hidden", _) => start.hidden |= can_be_hidden(start),
            (b"selected", Tag::Choice(chosen)) => *chosen = true,
            (b"x:fmla", Tag::Cell(spans)) => spans.formula = true,
            (b"x:str", Tag::Cell(_)) => self.is_text = true,
            _ => {}
        }
    }

    fn value(&mut self, value: &[u8]) {
        let Some(start) = &mut self.start else { return };
        if matches!(self.attribute, Attribute::Style) {
            start.hidden |= can_be_hidden(start) && hides(value);
            return;
        }
        let Tag::Cell(spans) = &mut start.tag else { return };
        let text = String::from_utf8_lossy(value);
        let number = || text.trim().parse::<u64>().ok();
        match self.attribute {
            // 0 means all remaining rows.
            Attribute::Rows => {
                spans.rows = number().map_or(1, |rows| if rows == 0 { ROWS } else { rows.min(ROWS) })
            }
            Attribute::Columns => {
                spans.columns = number().filter(|count| *count > 0).map_or(1, |columns| columns.min(COLUMNS))
            }
            Attribute::Number => spans.number = Some(text.trim().to_owned()),
            Attribute::Style | Attribute::Other => {}
        }
    }

    fn closed(&self, mut start: Start) -> Piece {
        if let Tag::Cell(spans) = &mut start.tag {
            spans.formula &= !self.is_text;
        }
        Piece::Start(start)
    }
}

fn attribute(name: &[u8]) -> Attribute {
    match name {
        b"rowspan" => Attribute::Rows,
        b"colspan" => Attribute::Columns,
        b"x:num" => Attribute::Number,
        b"style" => Attribute::Style,
        _ => Attribute::Other,
    }
}

fn tag(name: &[u8]) -> Tag {
    match name {
        b"table" => Tag::Table,
        b"thead" | b"tbody" | b"tfoot" => Tag::Section,
        b"tr" => Tag::Row,
        b"td" | b"th" => Tag::Cell(Box::default()),
        b"br" => Tag::Break,
        b"p" | b"div" | b"li" | b"ul" | b"ol" | b"dl" | b"dt" | b"dd" | b"h1" | b"h2" | b"h3" | b"h4"
        | b"h5" | b"h6" | b"hr" | b"pre" | b"blockquote" | b"address" => Tag::Block,
        b"select" => Tag::Select,
        b"option" => Tag::Choice(false),
        b"html" | b"body" => Tag::Page,
        name if name == PART.as_bytes() => Tag::Part,
        _ => Tag::Other,
    }
}

/// True for elements that browsers never show.
fn is_unseen(name: &[u8]) -> bool {
    matches!(name, b"script" | b"style" | b"title" | b"noscript" | b"template" | b"datalist")
}

/// True if hiding the element counts. Void elements have no end. Hidden rows and columns are read, in all formats.
fn can_be_hidden(start: &Start) -> bool {
    let void =
        [&b"area"[..], b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"wbr"];
    let apart =
        matches!(start.tag, Tag::Section | Tag::Row | Tag::Cell(_) | Tag::Page | Tag::Choice(_) | Tag::Part);
    !apart && !void.iter().any(|name| short(name) == start.name)
}

/// True for a style with `display: none` or the like.
fn hides(style: &[u8]) -> bool {
    let style: Vec<u8> =
        style.iter().filter(|byte| !byte.is_ascii_whitespace()).map(u8::to_ascii_lowercase).collect();
    let mut parts = style.split(|byte| *byte == b';');
    parts.any(|part| {
        [&b"display:none"[..], b"visibility:hidden", b"visibility:collapse"]
            .iter()
            .any(|word| part.starts_with(word))
    })
}

fn short(name: &[u8]) -> Name {
    let mut short = Name::default();
    short.iter_mut().zip(name).for_each(|(to, from)| *to = *from);
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_that_hide_are_recognized() {
        assert!(hides(b"color:red; DISPLAY : none !important"));
        assert!(hides(b"visibility:hidden"));
        assert!(!hides(b"display:block") && !hides(b"mso-display:none"));
    }
}
