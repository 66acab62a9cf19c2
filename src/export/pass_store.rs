//! Every record of every pass, on disk: the texts in an unnamed file, the ids in an unnamed database.
//!
//! Both vanish with the process, however it ends. Memory does not grow with the number of customers.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};
use xxhash_rust::xxh3::xxh3_64;

use super::error::ExportError;
use crate::api::CustomerRecord;
use crate::lookup::id_of;

/// `customer.first` and `last`: the first and the last pass that saw the customer. `sight.place`: the lowest place at
/// which a pass saw it. `chosen`: what will be written, in this order.
const SCHEMA: &str = "
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA cache_size = -16000;
    CREATE TABLE customer (no INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, named INTEGER NOT NULL,
                           at INTEGER NOT NULL, length INTEGER NOT NULL, hash INTEGER NOT NULL, fault TEXT,
                           first INTEGER NOT NULL, last INTEGER NOT NULL, changed INTEGER NOT NULL) STRICT;
    CREATE TABLE sight (no INTEGER NOT NULL, pass INTEGER NOT NULL, place INTEGER NOT NULL,
                        PRIMARY KEY (no, pass)) STRICT, WITHOUT ROWID;
    CREATE TABLE chosen (turn INTEGER PRIMARY KEY, no INTEGER NOT NULL) STRICT;
    BEGIN;";

/// The fault of a record that can't be read alone, or changed.
pub(super) const NO_ID: &str = "it has no id";

/// Places reserved for each page.
const PAGE_PLACES: u64 = 1 << 20;

/// Chosen customers read at once.
const CHUNK: usize = 512;

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
}

impl PassStore {
    /// An empty store with its texts in this folder.
    pub(super) fn new(folder: &Path) -> Result<Self, ExportError> {
        let file = tempfile::tempfile_in(folder).map_err(|source| in_folder(folder, source))?;
        let index = Connection::open("")?;
        index.execute_batch(SCHEMA)?;
        Ok(Self { index, texts: BufWriter::with_capacity(1 << 18, file), end: 0 })
    }

    /// Notes a record that a pass saw.
    pub(super) fn see(
        &mut self,
        place: RecordPlace,
        record: &CustomerRecord,
    ) -> Result<SeenRecord, ExportError> {
        let text = record.text().map_err(io::Error::from)?;
        let hash = xxh3_64(&text);
        let id = id_of(record);
        let named = id.is_some();
        // No real id has braces around it, so the mark of a text can't be taken for one.
        let id = id.unwrap_or_else(|| format!("{{{hash:016x}}}"));
        let fault = record.fault().or((!named).then_some(NO_ID));
        let new = NewRecord { id, named, text: &text, hash, fault };
        let fresh = self.note(place.pass, &new)?;
        let sql = "INSERT INTO sight VALUES ((SELECT no FROM customer WHERE id = ?), ?, ?)
                   ON CONFLICT DO UPDATE SET place = min(place, excluded.place)";
        self.index.prepare_cached(sql)?.execute(params![new.id, place.pass, place.number()])?;
        Ok(SeenRecord { fresh, named })
    }

    /// Stores a text that is new; true if the pass had not seen this customer before.
    fn note(&mut self, pass: u32, new: &NewRecord<'_>) -> Result<bool, ExportError> {
        let sql = "SELECT no, hash, last FROM customer WHERE id = ?";
        let known = self.index.prepare_cached(sql)?.query_row([&new.id], |row| {
            Ok((row.get::<_, u64>(0)?, row.get::<_, i64>(1)?, row.get::<_, u32>(2)?))
        });
        let hash = new.hash.cast_signed();
        let Some((no, old, last)) = known.optional()? else {
            let (at, length) = self.append(new.text)?;
            let sql = "INSERT INTO customer VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, 0)";
            let row = params![new.id, new.named, at, length, hash, new.fault, pass, pass];
            self.index.prepare_cached(sql)?.execute(row)?;
            return Ok(true);
        };
        if old != hash {
            self.replace(no, new.text, new.fault, true)?;
        }
        if last != pass {
            let sql = "UPDATE customer SET last = ? WHERE no = ?";
            self.index.prepare_cached(sql)?.execute(params![pass, no])?;
        }
        Ok(last != pass)
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
        let order = if ordered { "coalesce(b.place, a.place)" } else { "c.no" };
        let sql = format!(
            "INSERT INTO chosen (no) SELECT c.no FROM customer c
             LEFT JOIN sight a ON a.no = c.no AND a.pass = ? LEFT JOIN sight b ON b.no = c.no AND b.pass = ?
             WHERE a.no IS NOT NULL {joined} b.no IS NOT NULL ORDER BY {order}"
        );
        Ok(self.index.execute(&sql, params![passes.first, passes.second])? as u64)
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
        self.texts.flush().map_err(ExportError::TemporaryFile)?;
        let mut text = vec![0; usize::try_from(chosen.length).unwrap_or_default()];
        self.texts.get_ref().read_exact_at(&mut text, chosen.at).map_err(ExportError::TemporaryFile)?;
        Ok(text)
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
