//! Opens a file of vCards and reads its rows.

use std::collections::BTreeSet;

use calcard::vcard::VCard;

use crate::file::InputStream;
use crate::issue::{Code, Complaint, Issue};
use crate::record::Record;
use crate::source::content_kind::SAMPLE;
use crate::source::detection::{Detection, Provenance};
use crate::source::encoding::{self, EncodingQuestion};
use crate::source::error::SourceError;
use crate::source::header::Layout;
use crate::source::read_options::{ReadOptions, SourceFormat};
use crate::source::row_issues;
use crate::source::row_reader::{OpenedReader, ReadRow, RowReader};

use super::cards::{Cards, RawCard};
use super::columns::{self, COLUMNS};
use super::{card_text, property, undeclared_encoding};

pub(in crate::source) fn open(
    mut input: InputStream,
    options: &ReadOptions,
) -> Result<OpenedReader, SourceError> {
    let sample = input.peek(SAMPLE)?;
    let wide = encoding::byte_order_mark(sample).is_some() || encoding::utf16_by_zeros(sample).is_some();
    let question =
        if wide || options.encoding.is_some() { None } else { undeclared_encoding::question(sample) };
    if let Some(EncodingQuestion { readings, mixed }) = question {
        return Err(SourceError::Encoding { file: input.name().to_owned(), readings, mixed });
    }
    let compression = input.compression();
    let cards = Cards::new(input, options)?;
    let layout = Layout::plain(COLUMNS.iter().map(|(name, _)| (*name).to_owned()).collect());
    let detection = Detection {
        format: options.format.map_or(Provenance::Found(SourceFormat::Vcard), Provenance::Stated),
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
    let rows = CardRows { cards, limit: options.limit(), reported: BTreeSet::new() };
    Ok(OpenedReader { layout, detection, rows: Box::new(rows) })
}

/// The reader of vCards.
struct CardRows {
    cards: Cards,
    limit: usize,
    /// Property names that were already reported as ignored.
    reported: BTreeSet<String>,
}

impl RowReader for CardRows {
    fn fill(&mut self, rows: &mut Vec<ReadRow>, max: usize) -> Result<bool, SourceError> {
        while rows.len() < max {
            let Some(card) = self.cards.next()? else { return Ok(false) };
            rows.push(self.row(&card));
        }
        Ok(true)
    }
}

impl CardRows {
    fn row(&mut self, card: &RawCard) -> ReadRow {
        let mut record = Record::new(card.number, card.line);
        let mut issues = Vec::new();
        match cells(card) {
            Err(issue) => {
                issues.push(*issue);
                let raw = row_issues::kept(
                    &row_issues::escape(&card.lines.join(&b'\n'), self.cards.is_decoded()),
                    RAW,
                );
                let last = COLUMNS.len() - 1;
                (0..COLUMNS.len()).for_each(|at| record.push(if at == last { &raw } else { "" }));
            }
            Ok((cells, left)) => {
                issues.extend(self.left_out(card, left));
                for ((name, _), text) in COLUMNS.iter().zip(cells) {
                    let mended = row_issues::mend(&text, self.limit, || (*name).to_owned());
                    let (text, faults) = mended.unwrap_or((text, Vec::new()));
                    record.push(&text);
                    issues.extend(faults);
                }
            }
        }
        ReadRow::new(record, issues)
    }

    /// Reports the ignored parts of a card; a name without a column only once per file.
    fn left_out(&mut self, card: &RawCard, left: LeftOut) -> Option<Issue> {
        let mut parts = Vec::new();
        let mut names: Vec<String> =
            left.names.into_iter().filter(|name| !self.reported.contains(name)).collect();
        names.sort();
        names.dedup();
        if self.reported.len() < NAMES {
            self.reported.extend(names.iter().cloned());
        }
        if card.left_out && self.reported.insert(PICTURES.to_owned()) {
            names.push(PICTURES.to_owned());
        }
        if !names.is_empty() {
            parts.push(format!("{} (reported for the first such card only)", names.join(", ")));
        }
        parts.extend(left.outdone.iter().map(|(name, text)| format!("another {name} {}", quoted(text))));
        parts.extend(left.strays.iter().map(|line| {
            format!("the line {}, which is not a property and may continue the line before it", quoted(line))
        }));
        (!parts.is_empty()).then(|| left_out(&parts, left.strays.is_empty()))
    }
}

/// The name of skipped properties in messages.
const PICTURES: &str = "a picture, a sound or a key";
/// The number of characters kept of a broken card for the rejects file.
const RAW: usize = 4000;
/// The maximum number of names remembered.
const NAMES: usize = 1000;
/// The maximum number of parts named.
const PARTS: usize = 8;

/// The parts of a card that are in no column.
struct LeftOut {
    names: Vec<String>,
    outdone: Vec<(String, String)>,
    strays: Vec<String>,
}

fn quoted(text: &str) -> String {
    let cut: String = text.chars().take(60).collect();
    if cut.len() < text.len() { format!("{cut:?}…") } else { format!("{cut:?}") }
}

/// The cells of a card and its ignored parts, or its issue.
fn cells(card: &RawCard) -> Result<(Vec<String>, LeftOut), Box<Issue>> {
    let shown = || row_issues::escape(&card.lines.first().cloned().unwrap_or_default(), false);
    if let Some(what) = &card.fault {
        return Err(Box::new(row_issues::bad_card(what.as_str(), &shown())));
    }
    let plain = card_text::text(card)?;
    let parsed = VCard::parse(&plain.text)
        .map_err(|_| Box::new(row_issues::bad_card("the card can't be read", &shown())))?;
    let properties = property::properties(&parsed);
    let all = columns::CardCells(&properties);
    if let Some(members) = all.members() {
        return Err(Box::new(row_issues::group_card(members, &shown())));
    }
    let outdone = all.outdone().iter().map(|other| (other.name.clone(), other.value())).collect();
    let names = all.without_column().into_iter().map(ToOwned::to_owned).chain(plain.packed).collect();
    let left = LeftOut { names, outdone, strays: plain.strays };
    Ok((COLUMNS.iter().map(|(_, fill)| fill(&all)).collect(), left))
}

fn left_out(parts: &[String], sound: bool) -> Issue {
    let mut shown: Vec<String> = parts.iter().take(PARTS).cloned().collect();
    if parts.len() > shown.len() {
        shown.push(format!("and {} more", parts.len() - shown.len()));
    }
    let message = format!("parts of the card were ignored: {}", shown.join("; "));
    let hint = if sound {
        "no action is needed; if you want these parts, add them in the help desk"
    } else {
        "if a line continues the one before it, start it with a space, or export the card again"
    };
    Issue::warning(Complaint::new(Code::CardPart, message, hint))
}
