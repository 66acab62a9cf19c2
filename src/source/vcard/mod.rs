//! vCard files of versions 2.1, 3.0 and 4.0: one row a card.
//!
//! `cards` cuts the file, so that a broken card is rejected alone, `plain` makes one text in UTF-8 of a card, which calcard
//! parses, `property` says of which kind its values are, and `columns` puts them in columns.

mod cards;
mod columns;
mod plain;
mod property;

use calcard::vcard::VCard;

use crate::file::Input;
use crate::issue::{Code, Complaint, Issue};
use crate::record::Record;

use super::error::SourceError;
use super::fault;
use super::layout::Layout;
use super::options::{Format, ReadOptions};
use super::rows::{Opened, Row, Rows};
use super::said::{Said, Told};
use cards::{Card, Cards};
use columns::COLUMNS;

/// Opens a file of vCards.
pub(super) fn open(input: Input, options: &ReadOptions) -> Result<Opened, SourceError> {
    let compression = input.compression();
    let cards = Cards::new(input, options)?;
    let layout = Layout::plain(COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect());
    let said = Said {
        format: options.format.map_or(Told::Found(Format::Vcard), Told::Stated),
        compression,
        encoding: Some(cards.encoding()),
        delimiter: None,
        quote: None,
        escape: None,
        sheet: None,
        header_row: 0,
        title: None,
        no_header: false,
        records: None,
        rejects: false,
    };
    let rows = CardRows { cards, limit: options.limit(), told: false };
    Ok(Opened { layout, said, rows: Box::new(rows) })
}

/// A reader of vCards.
struct CardRows {
    cards: Cards,
    limit: usize,
    /// It was said that pictures are left out.
    told: bool,
}

impl Rows for CardRows {
    fn fill(&mut self, rows: &mut Vec<Row>, max: usize) -> Result<bool, SourceError> {
        while rows.len() < max {
            let Some(card) = self.cards.next()? else { return Ok(false) };
            rows.push(self.row(&card));
        }
        Ok(true)
    }
}

impl CardRows {
    fn row(&mut self, card: &Card) -> Row {
        let mut record = Record::new(card.number, card.line);
        let mut issues = Vec::new();
        match cells(card) {
            Err(issue) => issues.push(*issue),
            Ok(cells) => {
                for ((name, _), text) in COLUMNS.iter().zip(cells) {
                    let mended = fault::mend(&text, self.limit, || (*name).to_owned());
                    let (text, faults) = mended.unwrap_or((text, Vec::new()));
                    record.push(&text);
                    issues.extend(faults);
                }
            }
        }
        if card.left_out && !std::mem::replace(&mut self.told, true) {
            issues.push(left_out());
        }
        Row { record, issues }
    }
}

/// The cells of a card, or why it has none.
fn cells(card: &Card) -> Result<Vec<String>, Box<Issue>> {
    let shown = || fault::escape(&card.lines.first().cloned().unwrap_or_default(), false);
    if let Some(what) = &card.fault {
        return Err(Box::new(fault::bad_card(what.as_str(), &shown())));
    }
    let text = plain::text(card)?;
    let parsed =
        VCard::parse(&text).map_err(|_| Box::new(fault::bad_card("the card can't be read", &shown())))?;
    let properties = property::properties(&parsed);
    Ok(COLUMNS.iter().map(|(_, fill)| fill(&columns::Card(&properties))).collect())
}

fn left_out() -> Issue {
    let message = "the card has a picture, a sound or a key, which is not taken; this is said of the first such card only";
    Issue::warning(Complaint::new(
        Code::CardPart,
        message,
        "nothing has to be done; add pictures in the help desk",
    ))
}

#[cfg(test)]
mod tests;
