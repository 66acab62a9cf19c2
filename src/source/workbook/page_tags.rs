//! The tags of a page that matter to its tables, and the text between them, as the tokenizer of the HTML standard cuts them.

use html5gum::Span;
use html5gum::emitters::callback::{Callback, CallbackEvent};

/// What a page has next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Start(Tag),
    End(Tag),
    Text(Vec<u8>),
}

/// An element, as far as it matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Tag {
    Table,
    /// `thead`, `tbody`, `tfoot`.
    Section,
    Row,
    Cell(Box<Spans>),
    /// A line break.
    Break,
    /// What begins and ends on lines of its own.
    Block,
    /// What is never shown: scripts, styles, the title.
    Unseen,
    Other,
}

/// Of how many rows and columns a cell is, and the number that Excel says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Spans {
    pub(super) rows: u64,
    pub(super) columns: u64,
    pub(super) number: Option<String>,
}

impl Default for Spans {
    fn default() -> Self {
        Self { rows: 1, columns: 1, number: None }
    }
}

/// The standard's own bounds.
const COLUMNS: u64 = 1_000;
const ROWS: u64 = 65_534;

/// Puts pieces together from what the tokenizer tells.
#[derive(Default)]
pub(super) struct Pieces {
    tag: Option<Tag>,
    attribute: Attribute,
}

#[derive(Default, Clone, Copy)]
enum Attribute {
    Rows,
    Columns,
    Number,
    #[default]
    Other,
}

impl Callback<Piece, ()> for Pieces {
    fn handle_event(&mut self, event: CallbackEvent<'_>, _: Span<()>) -> Option<Piece> {
        match event {
            CallbackEvent::OpenStartTag { name } => self.tag = Some(tag(name)),
            CallbackEvent::AttributeName { name } => self.attribute = attribute(name),
            CallbackEvent::AttributeValue { value } => self.value(value),
            CallbackEvent::CloseStartTag { .. } => return self.tag.take().map(Piece::Start),
            CallbackEvent::EndTag { name } => return Some(Piece::End(tag(name))),
            CallbackEvent::String { value } => return Some(Piece::Text(value.to_vec())),
            _ => {}
        }
        None
    }
}

impl Pieces {
    fn value(&mut self, value: &[u8]) {
        let Some(Tag::Cell(spans)) = &mut self.tag else { return };
        let text = String::from_utf8_lossy(value);
        let number = || text.trim().parse::<u64>().ok().filter(|number| *number > 0);
        match self.attribute {
            Attribute::Rows => spans.rows = number().map_or(1, |rows| rows.min(ROWS)),
            Attribute::Columns => spans.columns = number().map_or(1, |columns| columns.min(COLUMNS)),
            Attribute::Number => spans.number = Some(text.trim().to_owned()),
            Attribute::Other => {}
        }
    }
}

fn attribute(name: &[u8]) -> Attribute {
    match name {
        b"rowspan" => Attribute::Rows,
        b"colspan" => Attribute::Columns,
        b"x:num" => Attribute::Number,
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
        b"script" | b"style" | b"title" | b"noscript" | b"template" | b"textarea" => Tag::Unseen,
        _ => Tag::Other,
    }
}
