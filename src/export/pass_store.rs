//! Every record of every pass, on disk: the texts in an unnamed file, the ids in an unnamed database.
//!
//! Both vanish with the process, however it ends. Memory does not grow with the number of customers.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};
use xxhash_rust::xxh3::xxh3_64;

use super::error::ExportError;
use crate::api::CustomerRecord;
use crate::system::PositionedFile as _;

/// `customer.first`: the first pass that saw the customer. `place`: the lowest place at which that pass saw it. `later`:
/// the same for each later pass. `chosen`: what will be written, in this order.
const SCHEMA: &str = "
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -16000;
    CREATE TABLE customer (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, named INTEGER NOT NULL,
                           at INTEGER NOT NULL, length INTEGER NOT NULL, hash INTEGER NOT NULL, fault TEXT,
                           first INTEGER NOT NULL, place INTEGER NOT NULL, changed INTEGER NOT NULL) STRICT;
    CREATE TABLE later (no INTEGER NOT NULL, pass INTEGER NOT NULL, place INTEGER NOT NULL,
                        PRIMARY KEY (no, pass)) STRICT, WITHOUT ROWID;
    CREATE TABLE chosen (turn INTEGER PRIMARY KEY, no INTEGER NOT NULL) STRICT;
    BEGIN;";

/// The last pass that saw a customer `c`.
pub(super) const LAST: &str = "coalesce((SELECT max(pass) FROM later WHERE no = c.no), c.first)";

/// The place at which a pass saw a customer `c`; null if it did not see it.
pub(super) fn place_in(pass: u32) -> String {
    format!(
        "(CASE WHEN c.first = {pass} THEN c.place
          ELSE (SELECT place FROM later WHERE no = c.no AND pass = {pass}) END)"
    )
}

/// The fault of a record that can't be read alone, or changed.
pub(super) const NO_ID: &str = "it has no id";

/// Places reserved for each page.
const PAGE_PLACES: u64 = 1 << 20;

/// Chosen customers read at once.
const CHUNK: usize = 512;
/// Bytes read at once where one text follows the other.
const WINDOW: usize = 1 << 17;

/// Where a pass saw a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct RecordPlace {
    /// The number of the pass, from 1.
    pub(super) pass: u32,
    /// The number of the page, from 1.
    pub(super) page: u64,
    /// The position on the page, from 0.
    pub(super) index: usize,
}

impl RecordPlace {
    /// A number that orders the places of one pass.
    fn number(self) -> u64 {
        self.page.min(1 << 40) * PAGE_PLACES + (self.index as u64).min(PAGE_PLACES - 1)
    }
}

/// What a pass learned from a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SeenRecord {
    /// The pass had not seen it before.
    pub(super) fresh: bool,
    /// It has an id.
    pub(super) named: bool,
}

/// A record to store.
struct NewRecord<'a> {
    /// Its id, or a mark made from its text.
    id: String,
    /// It has an id.
    named: bool,
    text: &'a [u8],
    hash: u64,
    fault: Option<&'a str>,
    pass: u32,
    place: u64,
}

/// What is stored of a customer.
struct KnownCustomer {
    no: u64,
    hash: i64,
    first: u32,
    place: u64,
}

/// One chosen customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChosenCustomer {
    /// Its place in the order of the output, from 1.
    pub(crate) turn: u64,
    no: u64,
    /// Its id; `None` if the record has none.
    pub(crate) id: Option<String>,
    at: u64,
    length: u64,
}

/// The customers to choose: those that two passes saw. Both numbers may be the same.
#[derive(Debug, Clone, Copy)]
pub(super) struct ChosenPasses {
    /// The earlier pass.
    pub(super) first: u32,
    /// The later pass.
    pub(super) second: u32,
    /// Only customers that both passes saw.
    pub(super) in_both: bool,
}

/// The records and ids of all passes.
pub(crate) struct PassStore {
    pub(super) index: Connection,
    texts: BufWriter<File>,
    end: u64,
    /// The last record was a new customer, so the next one may be as well.
    expects_new: bool,
    window: Window,
}

/// Texts that were read together.
#[derive(Debug, Default)]
struct Window {
    at: u64,
    texts: Vec<u8>,
    /// Where the last text that was asked for ended.
    next: u64,
}

impl Window {
    fn text(&self, chosen: &ChosenCustomer) -> Option<&[u8]> {
        let start = usize::try_from(chosen.at.checked_sub(self.at)?).ok()?;
        self.texts.get(start..start.checked_add(usize::try_from(chosen.length).ok()?)?)
    }
}

impl PassStore {
    /// An empty store with its texts in this folder.
    pub(super) fn new(folder: &Path) -> Result<Self, ExportError> {
        let file = tempfile::tempfile_in(folder).map_err(|source| in_folder(folder, source))?;
        let index = Connection::open("")?;
        index.execute_batch(SCHEMA)?;
        let texts = BufWriter::with_capacity(1 << 18, file);
        Ok(Self { index, texts, end: 0, expects_new: true, window: Window::default() })
    }

    /// Notes a record that a pass saw. A new customer takes one statement.
    pub(super) fn see(
        &mut self,
        place: RecordPlace,
        record: &CustomerRecord,
    ) -> Result<SeenRecord, ExportError> {
        let text = record.text().map_err(io::Error::from)?;
        let hash = xxh3_64(&text);
        let id = record.id();
        let named = id.is_some();
        // No real id has braces around it, so the mark of a text can't be taken for one.
        let id = id.unwrap_or_else(|| format!("{{{hash:016x}}}"));
        let fault = record.fault().or((!named).then_some(NO_ID));
        let new = NewRecord { id, named, text: &text, hash, fault, pass: place.pass, place: place.number() };
        let fresh = self.note(&new)?;
        Ok(SeenRecord { fresh, named })
    }

    /// True if the pass had not seen this customer before.
    fn note(&mut self, new: &NewRecord<'_>) -> Result<bool, ExportError> {
        self.expects_new = self.expects_new && self.insert(new)?;
        if self.expects_new {
            return Ok(true);
        }
        let sql = "SELECT no, hash, first, place FROM customer WHERE id = ?";
        let known = self.index.prepare_cached(sql)?.query_row([&new.id], |row| {
            Ok(KnownCustomer { no: row.get(0)?, hash: row.get(1)?, first: row.get(2)?, place: row.get(3)? })
        });
        match known.optional()? {
            Some(known) => self.see_again(&known, new),
            None => {
                self.expects_new = self.insert(new)?;
                Ok(true)
            }
        }
    }

    /// Stores a customer that is new; false if it is known.
    fn insert(&mut self, new: &NewRecord<'_>) -> Result<bool, ExportError> {
        let sql = "INSERT INTO customer VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT (id) DO NOTHING";
        let NewRecord { id, named, text, hash, fault, pass, place } = new;
        let row = params![id, named, self.end, text.len() as u64, hash.cast_signed(), fault, pass, place];
        let is_new = self.index.prepare_cached(sql)?.execute(row)? > 0;
        if is_new {
            self.append(text)?;
        }
        Ok(is_new)
    }

    fn see_again(&mut self, known: &KnownCustomer, new: &NewRecord<'_>) -> Result<bool, ExportError> {
        if known.hash != new.hash.cast_signed() {
            self.replace(known.no, new.text, new.fault, true)?;
        }
        if known.first == new.pass {
            if new.place < known.place {
                let sql = "UPDATE customer SET place = ? WHERE no = ?";
                self.index.prepare_cached(sql)?.execute(params![new.place, known.no])?;
            }
            return Ok(false);
        }
        let sql = "INSERT INTO later VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
        let fresh = self.index.prepare_cached(sql)?.execute(params![known.no, new.pass, new.place])? > 0;
        if !fresh {
            let sql = "UPDATE later SET place = min(place, ?) WHERE no = ? AND pass = ?";
            self.index.prepare_cached(sql)?.execute(params![new.place, known.no, new.pass])?;
        }
        Ok(fresh)
    }

    fn replace(
        &mut self,
        no: u64,
        text: &[u8],
        fault: Option<&str>,
        changed: bool,
    ) -> Result<(), ExportError> {
        let (at, length) = self.append(text)?;
        let hash = xxh3_64(text).cast_signed();
        let sql = "UPDATE customer SET at = ?, length = ?, hash = ?, fault = ?, changed = max(changed, ?) WHERE no = ?";
        self.index.prepare_cached(sql)?.execute(params![at, length, hash, fault, changed, no])?;
        Ok(())
    }

    fn append(&mut self, text: &[u8]) -> Result<(u64, u64), ExportError> {
        self.texts.write_all(text).map_err(ExportError::TemporaryFile)?;
        let at = self.end;
        let length = text.len() as u64;
        self.end += length;
        Ok((at, length))
    }

    /// Chooses the customers to write, in the order of the list if `ordered`; returns their number.
    pub(super) fn choose(&self, passes: ChosenPasses, ordered: bool) -> Result<u64, ExportError> {
        let joined = if passes.in_both { "AND" } else { "OR" };
        let (a, b) = (place_in(passes.first), place_in(passes.second));
        let order = if ordered { format!("coalesce({b}, {a})") } else { "c.no".to_owned() };
        let sql = format!(
            "INSERT INTO chosen (no) SELECT c.no FROM customer c WHERE {a} IS NOT NULL {joined} {b} IS NOT NULL
             ORDER BY {order}"
        );
        Ok(self.index.execute(&sql, [])? as u64)
    }

    /// The number of chosen customers.
    pub(crate) fn chosen_count(&self) -> Result<u64, ExportError> {
        Ok(self.index.query_row("SELECT count(*) FROM chosen", [], |row| row.get(0))?)
    }

    /// At most `limit` chosen customers after a turn.
    pub(super) fn chosen(&self, after: u64, limit: usize) -> Result<Vec<ChosenCustomer>, ExportError> {
        let sql =
            "SELECT h.turn, c.no, c.id, c.named, c.at, c.length FROM chosen h JOIN customer c USING (no)
                   WHERE h.turn > ? ORDER BY h.turn LIMIT ?";
        let mut select = self.index.prepare_cached(sql)?;
        let rows = select.query_map(params![after, limit], |row| {
            let id = if row.get(3)? { Some(row.get(2)?) } else { None };
            Ok(ChosenCustomer {
                turn: row.get(0)?,
                no: row.get(1)?,
                id,
                at: row.get(4)?,
                length: row.get(5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The text of a chosen customer, as it was last read.
    pub(crate) fn text(&mut self, chosen: &ChosenCustomer) -> Result<Vec<u8>, ExportError> {
        if self.window.text(chosen).is_none() {
            self.read_window(chosen).map_err(ExportError::TemporaryFile)?;
        }
        self.window.next = chosen.at + chosen.length;
        let text = self.window.text(chosen).map(<[u8]>::to_vec);
        text.ok_or_else(|| ExportError::TemporaryFile(io::ErrorKind::UnexpectedEof.into()))
    }

    /// Reads a text, and with it what comes after it if it is itself the next one in the file.
    fn read_window(&mut self, chosen: &ChosenCustomer) -> io::Result<()> {
        self.texts.flush()?;
        let ahead = if chosen.at == self.window.next { WINDOW as u64 } else { 0 };
        let length = ahead.max(chosen.length).min(self.end.saturating_sub(chosen.at));
        self.window.texts.resize(usize::try_from(length).unwrap_or_default(), 0);
        self.window.at = chosen.at;
        self.texts.get_ref().read_exact_at_place(&mut self.window.texts, chosen.at)
    }

    /// The record of a chosen customer.
    pub(super) fn record(&mut self, chosen: &ChosenCustomer) -> Result<CustomerRecord, ExportError> {
        Ok(CustomerRecord::read(&self.text(chosen)?))
    }

    /// Replaces what the list showed of a customer by its detail.
    pub(super) fn complete(
        &mut self,
        chosen: &ChosenCustomer,
        detail: &CustomerRecord,
    ) -> Result<(), ExportError> {
        let text = detail.text().map_err(io::Error::from)?;
        self.replace(chosen.no, &text, detail.fault(), false)
    }

    /// Removes a customer from the chosen ones.
    pub(super) fn leave_out(&self, chosen: &ChosenCustomer) -> Result<(), ExportError> {
        self.index.prepare_cached("DELETE FROM chosen WHERE turn = ?")?.execute([chosen.turn])?;
        Ok(())
    }
}

/// Walks through the chosen customers in chunks. An export or backup can be stopped between two chunks.
#[derive(Debug, Default)]
pub(crate) struct ChosenChunks {
    after: u64,
}

impl ChosenChunks {
    /// The next chunk; `None` after the last one. A chunk is never empty.
    pub(crate) fn next(&mut self, store: &PassStore) -> Result<Option<Vec<ChosenCustomer>>, ExportError> {
        let chunk = store.chosen(self.after, CHUNK)?;
        Ok(chunk.last().map(|last| last.turn).map(|turn| {
            self.after = turn;
            chunk
        }))
    }
}

fn in_folder(folder: &Path, source: io::Error) -> ExportError {
    let text = format!("{}: {source}", folder.display());
    ExportError::TemporaryFile(io::Error::new(source.kind(), text))
}
