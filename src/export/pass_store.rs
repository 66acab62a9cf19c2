//! Every record of every pass, on disk: the texts in a file without a name, the ids in a database without a name. Both
//! vanish with the process, however it ends, and the memory does not grow with the number of customers.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

use rusqlite::{Connection, OptionalExtension, params};
use xxhash_rust::xxh3::xxh3_64;

use super::error::ExportError;
use crate::api::CustomerRecord;
use crate::lookup::id_of;

/// `customer.first` and `last` are the first and the last pass that saw one, `sight.place` the lowest place at which a
/// pass saw it. `chosen` is what is to be written, in its order.
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

/// What is wrong with a record that can't be asked for, or changed.
pub(super) const NO_ID: &str = "it has no id";

/// Records on a page are numbered below this.
const PAGE_PLACES: u64 = 1 << 20;

/// What a record was to its pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SeenRecord {
    /// The pass had not seen it before.
    pub(super) fresh: bool,
    /// It has an id.
    pub(super) named: bool,
}

/// One chosen customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ChosenCustomer {
    /// Its turn in the output.
    pub(crate) turn: u64,
    no: u64,
    /// Its id; `None` where the record has none.
    pub(crate) id: Option<String>,
    at: u64,
    length: u64,
}

/// The records and ids of all passes.
pub(crate) struct PassStore {
    pub(super) index: Connection,
    texts: BufWriter<File>,
    end: u64,
}

impl PassStore {
    /// An empty spool, whose texts lie in this folder.
    pub(super) fn new(folder: &Path) -> Result<Self, ExportError> {
        let file = tempfile::tempfile_in(folder).map_err(|source| spooling(folder, source))?;
        let index = Connection::open("")?;
        index.execute_batch(SCHEMA)?;
        Ok(Self { index, texts: BufWriter::with_capacity(1 << 18, file), end: 0 })
    }

    /// Notes a record that a pass (from 1) saw on a page (from 1), at a place on it (from 0).
    pub(super) fn see(
        &mut self,
        pass: u32,
        (page, at): (u64, usize),
        record: &CustomerRecord,
    ) -> Result<SeenRecord, ExportError> {
        let text = record.text().map_err(io::Error::from)?;
        let hash = xxh3_64(&text);
        let id = id_of(record);
        let named = id.is_some();
        // A text can't be an id: an id has no braces around it, or it is somebody's who plays with us.
        let id = id.unwrap_or_else(|| format!("{{{hash:016x}}}"));
        let place = page.min(1 << 40) * PAGE_PLACES + (at as u64).min(PAGE_PLACES - 1);
        let fault = record.fault().or((!named).then_some(NO_ID));
        let fresh = self.note(pass, (&id, named), (hash, &text), fault)?;
        let sql = "INSERT INTO sight VALUES ((SELECT no FROM customer WHERE id = ?), ?, ?)
                   ON CONFLICT DO UPDATE SET place = min(place, excluded.place)";
        self.index.prepare_cached(sql)?.execute(params![id, pass, place])?;
        Ok(SeenRecord { fresh, named })
    }

    /// Keeps a text where it is new; true when the pass had not seen this customer before.
    fn note(
        &mut self,
        pass: u32,
        (id, named): (&str, bool),
        (hash, text): (u64, &[u8]),
        fault: Option<&str>,
    ) -> Result<bool, ExportError> {
        let sql = "SELECT no, hash, last FROM customer WHERE id = ?";
        let known = self
            .index
            .prepare_cached(sql)?
            .query_row([id], |row| Ok((row.get::<_, u64>(0)?, row.get::<_, i64>(1)?, row.get::<_, u32>(2)?)));
        let hash = hash.cast_signed();
        let Some((no, old, last)) = known.optional()? else {
            let (at, length) = self.append(text)?;
            let sql = "INSERT INTO customer VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, 0)";
            let row = params![id, named, at, length, hash, fault, pass, pass];
            self.index.prepare_cached(sql)?.execute(row)?;
            return Ok(true);
        };
        if old != hash {
            self.replace(no, text, fault, true)?;
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
        self.texts.write_all(text).map_err(ExportError::Spool)?;
        let at = self.end;
        let length = text.len() as u64;
        self.end += length;
        Ok((at, length))
    }

    /// Chooses what is to be written: the customers that some passes saw, `all` of them or any.
    pub(super) fn choose(&self, passes: (u32, u32), all: bool, ordered: bool) -> Result<u64, ExportError> {
        let (one, other) = passes;
        let joined = if all { "AND" } else { "OR" };
        let order = if ordered { "coalesce(b.place, a.place)" } else { "c.no" };
        let sql = format!(
            "INSERT INTO chosen (no) SELECT c.no FROM customer c
             LEFT JOIN sight a ON a.no = c.no AND a.pass = ? LEFT JOIN sight b ON b.no = c.no AND b.pass = ?
             WHERE a.no IS NOT NULL {joined} b.no IS NOT NULL ORDER BY {order}"
        );
        Ok(self.index.execute(&sql, params![one, other])? as u64)
    }

    /// How many are chosen.
    pub(crate) fn chosen_count(&self) -> Result<u64, ExportError> {
        Ok(self.index.query_row("SELECT count(*) FROM chosen", [], |row| row.get(0))?)
    }

    /// Chosen customers after a turn, at most `limit`.
    pub(crate) fn chosen(&self, after: u64, limit: usize) -> Result<Vec<ChosenCustomer>, ExportError> {
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
        self.texts.flush().map_err(ExportError::Spool)?;
        let mut text = vec![0; usize::try_from(chosen.length).unwrap_or_default()];
        self.texts.get_ref().read_exact_at(&mut text, chosen.at).map_err(ExportError::Spool)?;
        Ok(text)
    }

    /// The record of a chosen customer.
    pub(super) fn record(&mut self, chosen: &ChosenCustomer) -> Result<CustomerRecord, ExportError> {
        Ok(CustomerRecord::read(&self.text(chosen)?))
    }

    /// Puts the detail of a customer in the place of what the list showed of it.
    pub(super) fn complete(
        &mut self,
        chosen: &ChosenCustomer,
        detail: &CustomerRecord,
    ) -> Result<(), ExportError> {
        let text = detail.text().map_err(io::Error::from)?;
        self.replace(chosen.no, &text, detail.fault(), false)
    }

    /// Chooses one no longer.
    pub(super) fn leave_out(&self, chosen: &ChosenCustomer) -> Result<(), ExportError> {
        self.index.prepare_cached("DELETE FROM chosen WHERE turn = ?")?.execute([chosen.turn])?;
        Ok(())
    }
}

fn spooling(folder: &Path, source: io::Error) -> ExportError {
    let text = format!("{}: {source}", folder.display());
    ExportError::Spool(io::Error::new(source.kind(), text))
}
