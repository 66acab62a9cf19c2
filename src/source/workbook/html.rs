//! Tables of HTML pages: many systems write one and name it `.xls`. Each table of a page is a sheet.
//!
//! A table in a cell of another is a sheet of its own; its text belongs to that cell too.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{Seek, SeekFrom};

use calamine::DataRef;
use encoding_rs::Encoding;

use crate::source::encoding::TextEncoding;
use html5gum::emitters::callback::CallbackEmitter;
use html5gum::{IoReader, Tokenizer};

use super::book::{Placed, Sheet};
use super::html_cell::Shown;
use super::limits;
use super::mhtml;
use super::outline::Merge;
use super::page_tags::{Piece, Pieces, Spans, Tag};
use super::page_text::{self, Decoded, Since};
use super::trouble::Trouble;
use super::value::Value;

/// The tables that a page may have.
const TABLES: usize = 10_000;
/// A table of less than this part of the largest one's cells is no rival to it.
const RIVAL: u64 = 2;

/// A page that is open.
pub(super) struct Html {
    content: File,
    encoding: &'static Encoding,
    sheets: Vec<Sheet>,
}

impl Html {
    /// Looks the whole page over for its tables.
    pub(super) fn open(content: File, stated: Option<TextEncoding>) -> Result<Self, Trouble> {
        let mut content = mhtml::unpacked(content)?;
        let encoding = page_text::encoding_of(&mut content, stated)?;
        let mut cells = Cells::new(&mut content, encoding, None)?;
        while cells.next()?.is_some() {}
        let sizes = cells.sizes;
        let largest = sizes.iter().copied().max().unwrap_or_default();
        if largest == 0 {
            return Err(Trouble::NoTable);
        }
        let sheet = |(number, size): (usize, u64)| {
            let data = Some(size > 0 && size.saturating_mul(RIVAL) > largest);
            Sheet { name: format!("table {}", number + 1), visible: true, data }
        };
        let sheets = sizes.into_iter().enumerate().map(sheet).collect();
        Ok(Self { content, encoding, sheets })
    }

    pub(super) fn sheets(&self) -> &[Sheet] {
        &self.sheets
    }

    /// The cells of the table of this number.
    pub(super) fn cells(&mut self, number: usize) -> Result<Cells<'_>, Trouble> {
        Cells::new(&mut self.content, self.encoding, Some(number))
    }
}

type Tokens<'a> = Tokenizer<IoReader<Decoded<&'a mut File>>, CallbackEmitter<Pieces, Piece>>;

/// The cells of a table. Without one, nothing but how many cells with text every table has.
pub(super) struct Cells<'a> {
    tokens: Tokens<'a>,
    since: Since,
    wanted: Option<usize>,
    /// By table: its cells with text.
    sizes: Vec<u64>,
    /// The tables that stand in each other.
    open: Vec<Open>,
    unseen: bool,
    shown: Shown,
    waiting: VecDeque<Placed>,
    merges: Vec<Merge>,
}

/// A table that is being read.
struct Open {
    number: usize,
    /// The row that begins next, and the column behind the last cell.
    next: u64,
    column: u64,
    in_row: bool,
    /// By column: the last row in which a cell of rows before stands there.
    taken: Vec<u64>,
    /// How often a cell had to stand aside for those.
    aside: u64,
    cell: Option<Inside>,
}

/// A cell that is being read.
struct Inside {
    column: u64,
    spans: Spans,
    has_text: bool,
}

impl Open {
    fn begin_row(&mut self) {
        (self.next, self.column, self.in_row) = (self.next + 1, 0, true);
    }

    fn begin_cell(&mut self, spans: Spans) -> Result<(), Trouble> {
        if !self.in_row {
            self.begin_row();
        }
        // Rows count from 1 here, so that 0 is none.
        let row = self.next;
        let is_taken = |column: u64| self.taken.get(column as usize).is_some_and(|last| *last >= row);
        let column = (self.column..).find(|column| !is_taken(*column)).unwrap_or(self.column);
        self.aside += column - self.column;
        if self.aside > limits::REPEATED || row > limits::ROWS {
            let what = "it has a table with more rows, or cells over more rows, than any table has";
            return Err(Trouble::TooMuch(what.to_owned()));
        }
        self.column = column.saturating_add(spans.columns);
        if column < limits::COLUMNS && spans.rows > 1 {
            let end = self.column as usize;
            if self.taken.len() < end {
                self.taken.resize(end, 0);
            }
            let last = row.saturating_add(spans.rows - 1);
            self.taken.iter_mut().take(end).skip(column as usize).for_each(|taken| *taken = last);
        }
        self.cell = Some(Inside { column, spans, has_text: false });
        Ok(())
    }
}

impl<'a> Cells<'a> {
    fn new(
        content: &'a mut File,
        encoding: &'static Encoding,
        wanted: Option<usize>,
    ) -> Result<Self, Trouble> {
        content.seek(SeekFrom::Start(0))?;
        let text = Decoded::new(content, encoding);
        let since = text.since();
        let mut emitter = CallbackEmitter::new(Pieces::default());
        emitter.naively_switch_states(true);
        let tokens = Tokenizer::new_with_emitter(IoReader::new(text), emitter);
        Ok(Self {
            tokens,
            since,
            wanted,
            sizes: Vec::new(),
            open: Vec::new(),
            unseen: false,
            shown: Shown::default(),
            waiting: VecDeque::new(),
            merges: Vec::new(),
        })
    }

    /// The cells over several rows that were found since this was asked.
    pub(super) fn merges(&mut self) -> Vec<Merge> {
        std::mem::take(&mut self.merges)
    }

    /// The next cell that is not empty.
    pub(super) fn next(&mut self) -> Result<Option<Placed>, Trouble> {
        loop {
            if let Some(cell) = self.waiting.pop_front() {
                return Ok(Some(cell));
            }
            let Some(piece) = self.tokens.next().transpose()? else {
                // What was begun and not ended ends with the page.
                while !self.open.is_empty() {
                    self.end_table();
                }
                return Ok(self.waiting.pop_front());
            };
            self.since.set(0);
            match piece {
                Piece::Start(tag) => self.start(tag)?,
                Piece::End(tag) => self.end(&tag),
                Piece::Text(bytes) => self.text(&bytes)?,
            }
        }
    }

    fn start(&mut self, tag: Tag) -> Result<(), Trouble> {
        match tag {
            Tag::Table => return self.begin_table(),
            Tag::Section => self.end_row(true),
            Tag::Row => {
                self.end_row(false);
                self.open.last_mut().into_iter().for_each(Open::begin_row);
                self.part(Shown::block);
            }
            Tag::Cell(spans) => {
                self.end_cell();
                if let Some(open) = self.open.last_mut() {
                    open.begin_cell(*spans)?;
                }
                self.part(Shown::space);
            }
            Tag::Break => self.part(Shown::line),
            Tag::Block => self.part(Shown::block),
            Tag::Unseen => self.unseen = true,
            Tag::Other => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: &Tag) {
        match tag {
            Tag::Table => self.end_table(),
            Tag::Section => self.end_row(true),
            Tag::Row => self.end_row(false),
            Tag::Cell(_) => self.end_cell(),
            Tag::Block => self.part(Shown::block),
            Tag::Unseen => self.unseen = false,
            Tag::Break | Tag::Other => {}
        }
    }

    /// Where something else begins, the words of the cell that is read do not run together.
    fn part(&mut self, with: fn(&mut Shown)) {
        if self.is_inside() {
            with(&mut self.shown);
        }
    }

    /// Inside of a cell of the table that is read, be it in one of its tables.
    fn is_inside(&self) -> bool {
        self.open.iter().any(|open| Some(open.number) == self.wanted && open.cell.is_some())
    }

    fn begin_table(&mut self) -> Result<(), Trouble> {
        let number = self.sizes.len();
        if number >= TABLES {
            return Err(Trouble::TooMuch(format!("it has more than {TABLES} tables")));
        }
        if self.open.len() >= limits::DEPTH {
            return Err(Trouble::TooMuch(format!("it has tables {} deep", limits::DEPTH)));
        }
        self.sizes.push(0);
        self.part(Shown::block);
        let taken = Vec::new();
        self.open.push(Open { number, next: 0, column: 0, in_row: false, taken, aside: 0, cell: None });
        Ok(())
    }

    fn end_table(&mut self) {
        self.end_cell();
        self.open.pop();
        self.part(Shown::block);
    }

    fn end_row(&mut self, section: bool) {
        self.end_cell();
        if let Some(open) = self.open.last_mut() {
            open.in_row = false;
            if section {
                open.taken.clear();
            }
        }
    }

    fn end_cell(&mut self) {
        let Some(open) = self.open.last_mut() else { return };
        let Some(cell) = open.cell.take() else { return };
        if let Some(size) = self.sizes.get_mut(open.number) {
            *size += u64::from(cell.has_text);
        }
        if Some(open.number) != self.wanted {
            return;
        }
        let (row, text) = (open.next.saturating_sub(1), self.shown.take(cell.spans.number.as_deref()));
        if let Some(value) = Value::of(DataRef::String(text)) {
            if cell.spans.rows > 1 {
                let last = row.saturating_add(cell.spans.rows - 1);
                self.merges.push(Merge { first: row, last, column: cell.column });
            }
            self.waiting.push_back((row, cell.column, value));
        }
    }

    fn text(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        if self.unseen {
            return Ok(());
        }
        let text = String::from_utf8_lossy(bytes);
        if let Some(cell) = self.open.last_mut().and_then(|open| open.cell.as_mut()) {
            cell.has_text |= text.contains(|letter: char| !letter.is_whitespace());
        }
        if self.is_inside() {
            self.shown.words(&text)?;
        }
        Ok(())
    }
}
