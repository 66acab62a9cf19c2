//! The cells of a table, one by one.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{Seek, SeekFrom};

use encoding_rs::Encoding;
use html5gum::emitters::callback::CallbackEmitter;
use html5gum::{IoReader, Tokenizer};

use crate::source::workbook::cell_merge::CellMerge;
use crate::source::workbook::cell_value::CellValue;
use crate::source::workbook::decoding_reader::{DecodingReader, TextSinceTag};
use crate::source::workbook::error::WorkbookError;
use crate::source::workbook::limits;
use crate::source::workbook::sheet::PositionedCell;

use super::browser_text::BrowserText;
use super::hidden::{HiddenParts, SelectOptions};
use super::open_table::OpenTable;
use super::tags::{Piece, Pieces, Start, Tag};

/// The maximum number of tables in a page.
const TABLES: usize = 10_000;

/// What the first pass finds out about a table.
#[derive(Debug, Default)]
pub(crate) struct HtmlTableFacts {
    /// The number of cells with text.
    pub(crate) cells: u64,
    pub(crate) hidden: bool,
    /// The page ends inside the table.
    pub(crate) cut: bool,
    /// The last rows (from 1) of sections that a cell spans beyond.
    pub(crate) ends: Vec<u64>,
}

type HtmlTokens<'a> = Tokenizer<IoReader<DecodingReader<&'a mut File>>, CallbackEmitter<Pieces, Piece>>;

/// The cells of the wanted table. Without one, only `found` is filled.
pub(crate) struct HtmlCells<'a> {
    tokens: HtmlTokens<'a>,
    since: TextSinceTag,
    wanted: Option<usize>,
    /// By table number.
    pub(crate) found: Vec<HtmlTableFacts>,
    /// [`HtmlTableFacts::ends`] of the wanted table.
    pub(crate) ends: Vec<u64>,
    /// The open tables, outermost first.
    open: Vec<OpenTable>,
    /// The page was closed, and no table content followed.
    over: bool,
    hidden: HiddenParts,
    choices: Option<SelectOptions>,
    shown: BrowserText,
    waiting: VecDeque<PositionedCell>,
    merges: Vec<CellMerge>,
}

impl<'a> HtmlCells<'a> {
    pub(crate) fn new(
        content: &'a mut File,
        encoding: &'static Encoding,
        wanted: Option<usize>,
    ) -> Result<Self, WorkbookError> {
        content.seek(SeekFrom::Start(0))?;
        let text = DecodingReader::new(content, encoding);
        let since = text.since();
        let mut emitter = CallbackEmitter::new(Pieces::default());
        emitter.naively_switch_states(true);
        let tokens = Tokenizer::new_with_emitter(IoReader::new(text), emitter);
        Ok(Self {
            tokens,
            since,
            wanted,
            found: Vec::new(),
            ends: Vec::new(),
            open: Vec::new(),
            over: false,
            hidden: HiddenParts::default(),
            choices: None,
            shown: BrowserText::default(),
            waiting: VecDeque::new(),
            merges: Vec::new(),
        })
    }

    /// Takes the merged ranges found since the last call.
    pub(crate) fn merges(&mut self) -> Vec<CellMerge> {
        std::mem::take(&mut self.merges)
    }

    /// The next cell that is not empty.
    pub(crate) fn next(&mut self) -> Result<Option<PositionedCell>, WorkbookError> {
        loop {
            if let Some(cell) = self.waiting.pop_front() {
                return Ok(Some(cell));
            }
            let Some(piece) = self.tokens.next().transpose()? else {
                self.end_page()?;
                return Ok(self.waiting.pop_front());
            };
            self.since.set(0);
            match piece {
                Piece::Start(start) => self.start(start)?,
                Piece::End(tag, name) => {
                    self.end(&tag)?;
                    if !self.hidden.is_empty() {
                        self.hidden.end(name, self.open.len());
                    }
                }
                Piece::Text(bytes) => self.text(&bytes)?,
            }
        }
    }

    fn start(&mut self, start: Start) -> Result<(), WorkbookError> {
        if start.hidden || !self.hidden.is_empty() {
            self.hidden.begin(start.name, start.hidden, self.open.len());
        }
        match start.tag {
            Tag::Table => return self.begin_table(),
            Tag::Section => self.end_row(true)?,
            Tag::Row => {
                self.end_row(false)?;
                self.open.last_mut().into_iter().for_each(OpenTable::begin_row);
                self.part(BrowserText::block);
            }
            Tag::Cell(spans) => {
                self.end_cell()?;
                self.over = false;
                if let Some(open) = self.open.last_mut() {
                    open.begin_cell(*spans)?;
                }
                self.part(BrowserText::space);
            }
            Tag::Break => self.part(BrowserText::line),
            Tag::Block => self.part(BrowserText::block),
            Tag::Select => self.choices = Some(SelectOptions::default()),
            Tag::Choice(chosen) => self.choices.iter_mut().for_each(|choices| choices.begin(chosen)),
            Tag::Page | Tag::Part | Tag::Other => {}
        }
        Ok(())
    }

    fn end(&mut self, tag: &Tag) -> Result<(), WorkbookError> {
        match tag {
            Tag::Table => return self.end_table(),
            Tag::Section => return self.end_row(true),
            Tag::Row => return self.end_row(false),
            Tag::Cell(_) => return self.end_cell(),
            Tag::Block => self.part(BrowserText::block),
            Tag::Select => return self.end_choices(),
            Tag::Page => self.over = true,
            Tag::Part => return self.end_page(),
            Tag::Choice(_) | Tag::Break | Tag::Other => {}
        }
        Ok(())
    }

    /// Closes everything that is open at the end of a page. Unless the page was closed by its tags, its open tables are
    /// cut off.
    fn end_page(&mut self) -> Result<(), WorkbookError> {
        while let Some(open) = self.open.last() {
            if let Some(found) = self.found.get_mut(open.number) {
                found.cut = !self.over;
            }
            self.end_table()?;
        }
        (self.over, self.hidden) = (false, HiddenParts::default());
        Ok(())
    }

    fn end_choices(&mut self) -> Result<(), WorkbookError> {
        match self.choices.take() {
            Some(choices) if self.is_inside() => choices.end(&mut self.shown),
            _ => Ok(()),
        }
    }

    /// Separates the text of the current cell where another element begins.
    fn part(&mut self, with: fn(&mut BrowserText)) {
        if self.is_inside() {
            with(&mut self.shown);
        }
    }

    /// True inside a cell of the wanted table, or of a table nested in it.
    fn is_inside(&self) -> bool {
        self.open.iter().any(|open| Some(open.number) == self.wanted && open.cell.is_some())
    }

    fn begin_table(&mut self) -> Result<(), WorkbookError> {
        let number = self.found.len();
        if number >= TABLES {
            return Err(WorkbookError::TooMuch(format!("it has more than {TABLES} tables")));
        }
        if self.open.len() >= limits::DEPTH {
            return Err(WorkbookError::TooMuch(format!("it has tables nested {} deep", limits::DEPTH)));
        }
        self.found.push(HtmlTableFacts { hidden: !self.hidden.is_empty(), ..HtmlTableFacts::default() });
        self.over = false;
        self.part(BrowserText::block);
        let taken = Vec::new();
        self.open.push(OpenTable { number, next: 0, column: 0, in_row: false, taken, aside: 0, cell: None });
        Ok(())
    }

    fn end_table(&mut self) -> Result<(), WorkbookError> {
        self.end_row(true)?;
        self.open.pop();
        self.part(BrowserText::block);
        Ok(())
    }

    fn end_row(&mut self, section: bool) -> Result<(), WorkbookError> {
        self.end_cell()?;
        if let Some(open) = self.open.last_mut() {
            open.in_row = false;
            if section {
                let beyond = open.taken.iter().any(|last| *last > open.next);
                self.found
                    .get_mut(open.number)
                    .filter(|_| beyond)
                    .into_iter()
                    .for_each(|table| table.ends.push(open.next));
                open.taken.clear();
            }
        }
        Ok(())
    }

    fn end_cell(&mut self) -> Result<(), WorkbookError> {
        if self.open.last().is_none_or(|open| open.cell.is_none()) {
            return Ok(());
        }
        self.end_choices()?;
        let level = self.open.len();
        self.hidden.end_cell(level);
        let Some(open) = self.open.last_mut() else { return Ok(()) };
        let Some(cell) = open.cell.take() else { return Ok(()) };
        if let Some(table) = self.found.get_mut(open.number) {
            table.cells += u64::from(cell.has_text);
        }
        if Some(open.number) != self.wanted {
            return Ok(());
        }
        let row = open.next.saturating_sub(1);
        let text = self.shown.take(cell.spans.number.as_deref());
        let value = match CellValue::from_text(text) {
            None if cell.spans.formula => Some(CellValue::no_result()),
            value => value,
        };
        if let Some(value) = value {
            if cell.spans.rows > 1 {
                let last = row.saturating_add(cell.spans.rows - 1);
                let end = self.ends.get(self.ends.partition_point(|end| *end <= row));
                let last = end.map_or(last, |end| last.min(end.saturating_sub(1)));
                self.merges.push(CellMerge { first: row, last, column: cell.column, right: cell.column });
            }
            self.waiting.push_back(PositionedCell::new(row, cell.column, value));
        }
        Ok(())
    }

    /// True if a hidden element began inside the cell that the text belongs to.
    fn is_hidden(&self) -> bool {
        let wanted = self.open.iter().position(|open| Some(open.number) == self.wanted);
        self.hidden.since(wanted.map_or(self.open.len(), |at| at + 1))
    }

    fn text(&mut self, bytes: &[u8]) -> Result<(), WorkbookError> {
        if !self.hidden.is_empty() && self.is_hidden() {
            return Ok(());
        }
        let text = String::from_utf8_lossy(bytes);
        if let Some(cell) = self.open.last_mut().and_then(|open| open.cell.as_mut()) {
            cell.has_text |= text.contains(|letter: char| !letter.is_whitespace());
        }
        if !self.is_inside() {
            return Ok(());
        }
        match &mut self.choices {
            Some(choices) => choices.words(&text),
            None => self.shown.words(&text),
        }
    }
}
