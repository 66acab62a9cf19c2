//! Finds a person in the folders of runs.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::known_texts::KnownTexts;
use crate::api::CustomerRecord;
use crate::backup::{ForgottenPerson, key_of};
use crate::journal::{
    ErasableRow, JournalError, RunCommand, RunFile, RunFolder, RunState, RunSummary, each_erasable_row,
    jobs_dir, runs, with_merged_rows,
};
use crate::lookup::Filter;

/// A cell with more words beside an address is free text, and not an address with a name.
const WORDS: usize = 4;

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
}

/// What all runs have of her.
#[derive(Debug, Default)]
pub(super) struct FoundInRuns {
    pub(super) concerned: Vec<ConcernedRun>,
    /// Runs that can't be read, and why.
    pub(super) unread: Vec<(String, String)>,
    /// The number of all runs.
    pub(super) runs: u64,
    /// Rows that have only an address which is also another customer's.
    pub(super) shared_rows: u64,
    /// Addresses of rows with her ids: rows without an id that have one are hers.
    own: BTreeSet<String>,
    /// The plan files that the runs have saved.
    pub(super) plans: BTreeSet<PathBuf>,
    /// The ids that rows of hers have, with their accounts.
    pub(super) ids: BTreeSet<(String, String)>,
}

impl FoundInRuns {
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
}

impl RunSearch<'_> {
    /// Looks through all runs, again as long as new ids are found. Adds the ids to `person`, and her cells to `known`.
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
                self.look(&run, person, known, &mut found)?;
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
    ) -> Result<(), JournalError> {
        let folder = run.folder.clone();
        let file = match (&run.run, &run.state) {
            (Some(file), _) => file,
            (None, RunState::Leftover) if !is_in_files(folder.path(), known, &|_| true) => return Ok(()),
            (None, RunState::Leftover) => {
                found.concerned.push(ConcernedRun {
                    folder,
                    rows: BTreeSet::new(),
                    is_removed: true,
                    has_ids: true,
                });
                return Ok(());
            }
            (None, state) => {
                if let RunState::Broken(reason) = state {
                    found.unread.push((folder.id(), reason.clone()));
                }
                return Ok(());
            }
        };
        found.plans.extend(file.saved_plan.as_ref().map(|plan| PathBuf::from(&plan.file)));
        let account = file.account.as_ref().map(key_of).unwrap_or_default();
        let mut rows = BTreeSet::new();
        if folder.journal().is_file() {
            let seen = each_erasable_row(&folder.journal(), &mut |row| {
                if self.is_hers(person, &account, &row) || is_planned_for(&row, &found.own) {
                    let is_named = row.server_ids.iter().any(|id| self.is_named(person, &account, id));
                    let addresses = addresses_of(&row).filter(|one| is_named && !self.shared.contains(one));
                    found.own.extend(addresses);
                    let ids = row.server_ids.iter().filter(|_| row.is_done && !account.is_empty());
                    found.ids.extend(ids.map(|id| (account.clone(), id.clone())));
                    learn(known, &row);
                    rows.insert(row.id);
                } else if row.cells.iter().any(|cell| has_address(cell, |one| self.shared.contains(one))) {
                    found.shared_rows += 1;
                }
            });
            if let Err(error) = seen {
                found.unread.push((folder.id(), error.to_string()));
                return Ok(());
            }
            with_merged_rows(&folder.journal(), &mut rows)?;
        }
        let is_removed = is_removed(file);
        let has_ids = account.is_empty() || self.accounts.contains(&account) || found.has_account(&account);
        let own = (!has_ids).then(|| known.without_ids());
        if !rows.is_empty() || is_in_files(folder.path(), own.as_ref().unwrap_or(known), &is_text) {
            found.concerned.push(ConcernedRun { folder, rows, is_removed, has_ids });
        }
        Ok(())
    }

    fn is_hers(&self, person: &ForgottenPerson, account: &str, row: &ErasableRow) -> bool {
        let mut whole = row.base.clone();
        whole.extend(row.payload.clone());
        row.server_ids.iter().any(|id| self.is_named(person, account, id))
            || !whole.is_empty() && self.filter.matches(&CustomerRecord::from(whole))
            || (row.server_ids.is_empty() || self.is_by_address(account))
                && (addresses_of(row).any(|address| person.has_address(&address))
                    || row.cells.iter().any(|cell| has_address(cell, |address| person.has_address(address))))
    }

    /// True if an address proves whose a row with an id is. If more than an address selects the customers, the id is
    /// another customer's of the same account, who has the same address.
    fn is_by_address(&self, account: &str) -> bool {
        matches!(self.filter.pairs(), [(field, _)] if field == "email") || !self.accounts.contains(account)
    }

    /// True for one of her ids.
    fn is_named(&self, person: &ForgottenPerson, account: &str, id: &str) -> bool {
        let is_wanted =
            matches!(self.filter.pairs(), [(field, value)] if field == "id" && value.trim() == id);
        is_wanted || person.has_id(account, id)
    }
}

/// True if the folder of a run is removed and not written again: there is nothing in it to undo.
pub(super) fn is_removed(file: &RunFile) -> bool {
    !file.planned || file.command == RunCommand::Validate
}

/// True for a row without an id that has an address of a row with hers.
fn is_planned_for(row: &ErasableRow, own: &BTreeSet<String>) -> bool {
    row.server_ids.is_empty()
        && (addresses_of(row).any(|address| own.contains(&address))
            || row.cells.iter().any(|cell| has_address(cell, |address| own.contains(address))))
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

/// True if a cell is an address or several, perhaps with a name: `Ann Miller <ann@example.org>`.
fn has_address(cell: &str, is_one: impl Fn(&str) -> bool) -> bool {
    if !cell.contains('@') {
        return false;
    }
    let is_break =
        |letter: char| letter.is_whitespace() || matches!(letter, ',' | ';' | '<' | '>' | '"' | '(' | ')');
    let words: Vec<&str> = cell.split(is_break).filter(|word| !word.is_empty()).collect();
    let others = words.iter().filter(|word| !word.contains('@')).count();
    let bare = |word: &str| crate::record::fold_case(word.strip_prefix("mailto:").unwrap_or(word));
    others <= WORDS && words.iter().any(|word| is_one(&bare(word)))
}

/// True if a file of a run has something of hers.
fn is_in_files(folder: &Path, known: &KnownTexts, is_looked_at: &dyn Fn(&Path) -> bool) -> bool {
    let has =
        |path: &PathBuf| is_looked_at(path) && std::fs::read(path).is_ok_and(|bytes| known.is_in(&bytes));
    files_of(folder).iter().any(has)
}

/// True for a file that can be read without a program.
fn is_text(path: &Path) -> bool {
    path.extension().is_some_and(|end| ["json", "jsonl", "csv", "html"].iter().any(|one| end == *one))
}

/// The files directly in a folder, by name.
pub(super) fn files_of(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    files.sort();
    files
}

/// The files that the workbench's jobs have left, except plans that are known already.
pub(super) fn files_of_jobs(run_dir: &Path, plans: &BTreeSet<PathBuf>) -> Vec<PathBuf> {
    let real = |path: &PathBuf| path.canonicalize().ok();
    let known: BTreeSet<PathBuf> = plans.iter().filter_map(real).collect();
    let jobs = std::fs::read_dir(jobs_dir(run_dir)).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = jobs.flat_map(|job| files_of(&job.path())).collect();
    files.retain(|path| real(path).is_none_or(|path| !known.contains(&path)));
    files.sort();
    files
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
        for cell in ["", "joann@example.org", "please call ann@example.org about the contract", "Ann Miller"]
        {
            assert!(!hers(cell), "{cell}");
        }
    }
}
