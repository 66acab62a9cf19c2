//! Finds a person in the folders of runs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::byte_search::ByteSearch;
use super::file_search::holds;
use super::known_texts::KnownTexts;
use super::run_files::{files_of, is_copy, is_document, is_journal, name_below};
use crate::api::CustomerRecord;
use crate::backup::{ForgottenPerson, key_of};
use crate::journal::{
    ErasableRow, JournalError, RunCommand, RunFile, RunFolder, RunState, RunSummary, each_erasable_row, runs,
    with_merged_rows,
};
use crate::lookup::Filter;

/// A run whose folder has something of hers.
#[derive(Debug)]
pub struct ConcernedRun {
    /// Its folder.
    pub folder: RunFolder,
    /// Her rows in the journal.
    pub rows: BTreeSet<u64>,
    /// The folder is removed: nothing can be undone or resumed with it.
    pub is_removed: bool,
    /// Ids of the person count in it: it is of an account that has some, or of none.
    pub has_ids: bool,
    /// Copies of results with something of hers: they are removed.
    pub copies: Vec<PathBuf>,
}

/// What all runs have of her.
#[derive(Debug, Default)]
pub(super) struct FoundInRuns {
    /// All runs whose rows could be read, until their files are looked at.
    seen: Vec<SeenRun>,
    pub(super) concerned: Vec<ConcernedRun>,
    /// Runs that can't be read, and why.
    pub(super) unread: Vec<(String, String)>,
    /// The number of all runs.
    pub(super) runs: u64,
    /// Their ids.
    pub(super) ids_of_runs: Vec<String>,
    /// Rows that have only an address which is also another customer's.
    pub(super) shared_rows: u64,
    /// Addresses of rows with her ids: rows without an id that have one are hers.
    own: BTreeSet<String>,
    /// The plan files that the runs have saved, and the files of fixes that they have used.
    pub(super) plans: BTreeSet<PathBuf>,
    /// The ids that rows of hers have, with their accounts.
    pub(super) ids: BTreeSet<(String, String)>,
    /// The accounts whose rows have the wanted id, while nobody knows in which one it is meant.
    pub(super) named_in: BTreeSet<String>,
}

/// A run that was looked through.
#[derive(Debug)]
struct SeenRun {
    folder: RunFolder,
    /// Its account; empty if it has none.
    account: String,
    rows: BTreeSet<u64>,
    is_removed: bool,
}

impl FoundInRuns {
    /// Looks at the other files of all runs, once it is known who she is. `accounts` are those in whose backups she was
    /// found.
    pub(super) fn look_at_files(&mut self, accounts: &BTreeSet<String>, known: &KnownTexts) {
        let without_ids = known.without_ids();
        let (search, search_without_ids) = (ByteSearch::of(known), ByteSearch::of(&without_ids));
        for SeenRun { folder, account, rows, is_removed } in std::mem::take(&mut self.seen) {
            let has_ids = account.is_empty() || accounts.contains(&account) || self.has_account(&account);
            let search = if has_ids { &search } else { &search_without_ids };
            let files = SeenFiles::look(&folder, known, search, &mut self.unread);
            // What is made again from the journal has what the rows have: those of others may mention her.
            let is_in_files = files.documents || !files.copies.is_empty() || is_removed && files.any;
            if !rows.is_empty() || is_in_files {
                let copies = files.copies;
                self.concerned.push(ConcernedRun { folder, rows, is_removed, has_ids, copies });
            }
        }
    }

    /// True if an id of the person in this account is known from a row.
    fn has_account(&self, account: &str) -> bool {
        self.ids.iter().any(|(of, _)| of == account)
    }
}

/// Whom to look for in runs.
pub(super) struct RunSearch<'a> {
    pub(super) run_dir: &'a Path,
    pub(super) filter: &'a Filter,
    /// Addresses that are also another customer's.
    pub(super) shared: &'a BTreeSet<String>,
    /// The accounts in whose backups the customers were found.
    pub(super) accounts: &'a BTreeSet<String>,
    /// The filter is an id alone, which no backup shows: it counts in all accounts.
    pub(super) in_any_account: bool,
}

impl RunSearch<'_> {
    /// Looks through the rows of all runs, again as long as new ids are found. Adds the ids to `person`, and her cells to
    /// `known`. Which other files have something of hers is found out by [`FoundInRuns::look_at_files`].
    pub(super) fn run(
        &self,
        person: &mut ForgottenPerson,
        known: &mut KnownTexts,
    ) -> Result<FoundInRuns, JournalError> {
        let mut own = BTreeSet::new();
        loop {
            let mut found = FoundInRuns { own: own.clone(), ..FoundInRuns::default() };
            for run in runs(self.run_dir)? {
                found.runs += 1;
                found.ids_of_runs.push(run.folder.id());
                self.look(&run, person, known, &mut found);
            }
            let mut grown = found.own.len() - own.len();
            own.clone_from(&found.own);
            own.iter().for_each(|address| known.add_unique(address));
            for (account, id) in &found.ids {
                grown += usize::from(person.add_id(account, id));
                known.add_id(id);
            }
            if grown == 0 {
                return Ok(found);
            }
        }
    }

    fn look(
        &self,
        run: &RunSummary,
        person: &ForgottenPerson,
        known: &mut KnownTexts,
        found: &mut FoundInRuns,
    ) {
        let folder = run.folder.clone();
        match (&run.run, &run.state) {
            (Some(file), _) => self.look_at_run(folder, file, person, known, found),
            // It counts as a run of hers if any of its files does.
            (None, RunState::Leftover) => found.seen.push(SeenRun {
                folder,
                account: String::new(),
                rows: BTreeSet::new(),
                is_removed: true,
            }),
            (None, RunState::Broken(reason)) => found.unread.push((folder.id(), reason.clone())),
            (None, _) => found.unread.push((folder.id(), "a process is making it".to_owned())),
        }
    }

    fn look_at_run(
        &self,
        folder: RunFolder,
        file: &RunFile,
        person: &ForgottenPerson,
        known: &mut KnownTexts,
        found: &mut FoundInRuns,
    ) {
        found.plans.extend(file.saved_plan.as_ref().map(|plan| PathBuf::from(&plan.file)));
        let fixes = file.fixes.as_ref();
        let path_of_fixes = fixes.map(|fixes| if fixes.path.is_empty() { &fixes.file } else { &fixes.path });
        found.plans.extend(path_of_fixes.map(PathBuf::from));
        let account = file.account.as_ref().map(key_of).unwrap_or_default();
        match self.rows_of_hers(&folder, &account, person, known, found) {
            Ok(rows) => found.seen.push(SeenRun { folder, account, rows, is_removed: is_removed(file) }),
            Err(error) => found.unread.push((folder.id(), error.to_string())),
        }
    }

    fn rows_of_hers(
        &self,
        folder: &RunFolder,
        account: &str,
        person: &ForgottenPerson,
        known: &mut KnownTexts,
        found: &mut FoundInRuns,
    ) -> Result<BTreeSet<u64>, JournalError> {
        let mut rows = BTreeSet::new();
        if !folder.has_journal() {
            return Ok(rows);
        }
        each_erasable_row(&folder.journal(), &mut |row| {
            if self.is_hers(person, account, &row) || is_planned_for(&row, &found.own) {
                let is_named = row.server_ids.iter().any(|id| self.is_named(person, account, id));
                if self.in_any_account && is_named {
                    found.named_in.insert(account.to_owned());
                }
                let addresses = addresses_of(&row).filter(|one| is_named && !self.shared.contains(one));
                found.own.extend(addresses);
                let ids = row.server_ids.iter().filter(|_| row.is_done && !account.is_empty());
                found.ids.extend(ids.map(|id| (account.to_owned(), id.clone())));
                learn(known, &row);
                rows.insert(row.id);
            } else if row.cells.iter().any(|cell| has_address(cell, |one| self.shared.contains(one))) {
                found.shared_rows += 1;
            }
        })?;
        with_merged_rows(&folder.journal(), &mut rows)?;
        Ok(rows)
    }

    fn is_hers(&self, person: &ForgottenPerson, account: &str, row: &ErasableRow) -> bool {
        let mut whole = row.base.clone();
        whole.extend(row.payload.clone());
        row.server_ids.iter().any(|id| self.is_named(person, account, id))
            || self.filter.only_id().is_none()
                && !whole.is_empty()
                && self.filter.matches(&CustomerRecord::from(whole))
            || (row.server_ids.is_empty() || self.is_by_address(account))
                && is_of_address(row, &|address| person.has_address(address))
    }

    /// True if an address proves whose a row with an id is. If more than an address selects the customers, the id is
    /// another customer's of the same account, who has the same address.
    fn is_by_address(&self, account: &str) -> bool {
        matches!(self.filter.pairs(), [(field, _)] if field == "email") || !self.accounts.contains(account)
    }

    /// True for one of her ids.
    fn is_named(&self, person: &ForgottenPerson, account: &str, id: &str) -> bool {
        let is_wanted = self.in_any_account && self.filter.only_id() == Some(id);
        is_wanted || person.has_id(account, id)
    }
}

/// True if the folder of a run is removed and not written again: there is nothing in it to undo.
pub(super) fn is_removed(file: &RunFile) -> bool {
    !file.planned || file.command == RunCommand::Validate
}

/// True for a row without an id that has an address of a row with hers.
fn is_planned_for(row: &ErasableRow, own: &BTreeSet<String>) -> bool {
    row.server_ids.is_empty() && is_of_address(row, &|address| own.contains(address))
}

/// True if a row writes or replaces one of these addresses. Only if it writes none and is no known customer's, its cells
/// count: the memo of another customer may mention the address.
fn is_of_address(row: &ErasableRow, is_one: &dyn Fn(&str) -> bool) -> bool {
    let own: Vec<String> = addresses_of(row).collect();
    match own.is_empty() && row.server_ids.is_empty() {
        true => row.cells.iter().any(|cell| has_address(cell, is_one)),
        false => own.iter().any(|address| is_one(address)),
    }
}

/// The e-mail addresses that a row writes or replaces, folded.
fn addresses_of(row: &ErasableRow) -> impl Iterator<Item = String> {
    let of = |object: &serde_json::Map<String, serde_json::Value>| {
        crate::lookup::compared_text(object.get("email"))
    };
    let addresses = [of(&row.payload), of(&row.base)];
    addresses.into_iter().filter(|address| !address.is_empty())
}

/// Her values in a row.
fn learn(known: &mut KnownTexts, row: &ErasableRow) {
    row.cells.iter().for_each(|cell| known.add_value(cell));
    for object in [&row.payload, &row.base] {
        for (name, value) in crate::customer::flat_fields(object) {
            let Some(text) = value.as_str() else { continue };
            if name == "name" { known.add_name(text) } else { known.add_value(text) }
        }
    }
}

/// True if a cell is an address or several, perhaps with names: `Ann Miller <ann@example.org>`. Words that are not in
/// front of an address in brackets make it a text that mentions it.
fn has_address(cell: &str, is_one: impl Fn(&str) -> bool) -> bool {
    let is_end = |letter: char| matches!(letter, ',' | ';' | '\n' | '\r' | '|');
    let bare = |word: &str| {
        let word =
            word.trim_matches(|letter: char| matches!(letter, '<' | '>' | '(' | ')' | '[' | ']' | '"'));
        crate::record::fold_case(word.strip_prefix("mailto:").unwrap_or(word))
    };
    let is_bracketed = |word: &str| word.starts_with(['<', '(', '[']);
    cell.contains('@')
        && cell.split(is_end).any(|part| {
            let words: Vec<&str> = part.split_whitespace().collect();
            let (addresses, others): (Vec<&&str>, Vec<&&str>) =
                words.iter().partition(|word| word.contains('@'));
            let is_text = !others.is_empty() && !addresses.iter().all(|word| is_bracketed(word));
            !is_text && addresses.iter().any(|word| is_one(&bare(word)))
        })
}

/// What the files of a run have of her, beside the journal.
struct SeenFiles {
    /// Any of them has something.
    any: bool,
    /// A document that is changed in its place has something.
    documents: bool,
    /// The copies of results that have something.
    copies: Vec<PathBuf>,
}

impl SeenFiles {
    fn look(
        folder: &RunFolder,
        known: &KnownTexts,
        search: &ByteSearch,
        unread: &mut Vec<(String, String)>,
    ) -> Self {
        let mut seen = Self { any: false, documents: false, copies: Vec::new() };
        let files = files_of(folder.path()).unwrap_or_else(|error| {
            unread.push((folder.id(), error.to_string()));
            Vec::new()
        });
        for path in files.into_iter().filter(|path| !is_journal(folder, path)) {
            match holds(&path, search) {
                Ok(false) => {}
                Ok(true) => {
                    seen.any = true;
                    seen.documents |= is_document(folder, &path);
                    seen.copies.extend(is_copy(folder, &path).then_some(path));
                }
                Err(reason) => {
                    let name = known.shown(&name_below(folder.path(), &path));
                    unread.push((format!("{}/{name}", folder.id()), reason));
                }
            }
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_with_a_name_counts_and_free_text_does_not() {
        let hers = |cell: &str| has_address(cell, |address| address == "ann@example.org");
        for cell in [
            "ann@example.org",
            " ANN@Example.org ",
            "Ann Miller <ann@example.org>",
            "mailto:ann@example.org",
            "bob@example.org; ann@example.org",
            "\"Miller, Ann\" (ann@example.org)",
        ] {
            assert!(hers(cell), "{cell}");
        }
        for cell in [
            "",
            "joann@example.org",
            "please call ann@example.org about the contract",
            "friend of ann@example.org",
            "ann@example.org knows him",
            "Ann Miller",
        ] {
            assert!(!hers(cell), "{cell}");
        }
    }
}
