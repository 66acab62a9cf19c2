//! The runs that rejected the rows of a source: an import of their rejects goes on with their settings.

use std::collections::BTreeSet;
use std::path::Path;

use super::earlier_runs;
use super::error::ImportError;
use super::opened_source::OpenedSource;
use super::run_settings::{RunSettings, stated_otherwise};
use super::stated_settings::StatedSettings;
use crate::event::{Event, Listener};
use crate::journal::{MappingCopy, RunFile};
use crate::mapping::Mapping;
use crate::plan::WritePolicies;
use crate::record::EarlierCells;
use crate::run::RunError;
use crate::source::Provenance;

/// Rows per batch.
const BATCH: usize = 1024;

/// The runs that the rows name.
#[derive(Debug, Default)]
pub(super) struct RejectingRuns {
    found: Vec<RunFile>,
    /// The ids of those whose settings are not known.
    missing: Vec<String>,
    /// The settings of runs that are not here, as their rejects have them.
    recorded: Vec<(String, RunSettings)>,
    /// A source that is no rejects file.
    other: Option<String>,
    /// What was guessed about the files.
    guesses: Vec<String>,
}

impl RejectingRuns {
    /// Reads all rejects, and leaves the sources as they were before the first row.
    pub(super) fn of(opened: &mut [OpenedSource], run_dir: &Path) -> Result<Self, ImportError> {
        let mut ids = BTreeSet::new();
        let mut beside = Vec::new();
        let mut runs = Self::default();
        for source in opened.iter_mut().filter(|source| source.is_of_rejects()) {
            runs.guesses.extend(read_ids(source, &mut ids)?);
            beside.extend(earlier_runs::folder_of(&source.file));
        }
        for (id, decided) in ids {
            if id.is_empty() {
                runs.recorded.extend(RunSettings::read(&decided).map(|settings| (id, settings)));
                continue;
            }
            match earlier_runs::find(&id, run_dir, &beside).map(|(_, run)| run) {
                // Their rows have no mapping.
                Some(run) if run.restores.is_some() || run.undoes.is_some() => {}
                Some(run) => runs.found.push(run),
                None => match RunSettings::read(&decided) {
                    Some(settings) => runs.recorded.push((id, settings)),
                    None => runs.missing.push(id),
                },
            }
        }
        let other = opened.iter().find(|source| !source.is_of_rejects());
        runs.other = other
            .filter(|_| !runs.found.is_empty() || !runs.recorded.is_empty())
            .map(|source| source.file.clone());
        Ok(runs)
    }

    /// The settings to go on with; `None` if no run is known. Tells the user what is taken over, and what is not known.
    pub(super) fn settings(
        &self,
        mapping: &Mapping,
        stated: &StatedSettings,
        listener: &dyn Listener,
    ) -> Result<Option<RunSettings>, ImportError> {
        let say = |text: String| listener.hear(&Event::Note(text));
        self.guesses.iter().cloned().for_each(say);
        for id in self.missing.iter().filter(|_| !stated.are_complete()) {
            say(format!(
                "Run {id} is not here: its --mode and --write are not known; state them if it had any."
            ));
        }
        let found = self.found.iter().map(|run| (run.id.as_str(), RunSettings::of(run, mapping)));
        let recorded =
            self.recorded.iter().map(|(id, settings)| (id.as_str(), settings.for_fields_of(mapping)));
        let all: Vec<_> = found.chain(recorded).collect();
        let Some((first, settings)) = all.first() else { return Ok(None) };
        let wanted = settings.under(stated);
        let other = self.other.as_ref().map(|file| (file, RunSettings::default().under(stated)));
        let same = all.iter().all(|(_, settings)| settings.under(stated) == wanted);
        // The rows of a run whose settings are not known would silently take those of another run.
        let unknown = !self.missing.is_empty() && wanted != RunSettings::default().under(stated);
        if !same || unknown || other.is_some_and(|(_, settings)| settings != wanted) {
            return Err(different(&all, &self.missing, self.other.as_deref(), stated).into());
        }
        self.found.iter().filter_map(|run| other_mapping(run, mapping)).for_each(say);
        let flags = settings.flags(stated);
        let otherwise = self.found.iter().map(|run| stated_otherwise(run, stated));
        let otherwise = otherwise.into_iter().find(|flags| !flags.is_empty()).unwrap_or_default();
        let runs = match all.len() {
            1 if first.is_empty() => "the run that rejected these rows".to_owned(),
            1 => format!("run {first}"),
            count => format!("the {count} runs that rejected these rows"),
        };
        match (flags.as_slice(), otherwise.as_slice()) {
            ([], []) => {}
            (_, []) => say(format!("As in {runs}: {}.", flags.join(", "))),
            ([], _) => say(format!("Not as in {runs}: {}.", otherwise.join(", "))),
            _ => say(format!("As in {runs}: {}. Not as there: {}.", flags.join(", "), otherwise.join(", "))),
        }
        Ok(Some(wanted))
    }

    /// The policies of `mapping` with those settings.
    pub(super) fn policies(
        &self,
        mapping: &Mapping,
        settings: &RunSettings,
    ) -> Result<WritePolicies, RunError> {
        let recorded = self.recorded.first().map_or("", |(id, _)| id);
        let of_run = self.found.first().map_or(recorded, |run| &run.id);
        let refused =
            |why| RunError::Usage(format!("to go on as in run {of_run}: {why}; state another policy"));
        mapping.write_policies(&settings.write).map_err(refused)
    }
}

/// Reads which runs rejected the rows of a source, and what they decided. Rows that people added name none. Returns what
/// was guessed about its encoding, which is known at its end.
fn read_ids(
    source: &mut OpenedSource,
    ids: &mut BTreeSet<(String, String)>,
) -> Result<Option<String>, ImportError> {
    source.source.keep();
    let columns = source.header.len();
    while let Some(batch) = source.source.next_batch(BATCH)? {
        for row in &batch.rows {
            let cell = |at| row.record.get(at).map(|cell| cell.text);
            let earlier = EarlierCells::after(columns, cell).unwrap_or_default();
            let is_known = match earlier.run {
                // A person has emptied the cell, or added the row.
                "" => RunSettings::read(earlier.decided).is_none(),
                run => ids.iter().any(|(id, _)| id == run),
            };
            if !is_known {
                ids.insert((earlier.run.to_owned(), earlier.decided.to_owned()));
            }
        }
    }
    let guess = source.source.detection().encoding.filter(Provenance::is_guessed);
    let guess = guess.map(|encoding| {
        let encoding = encoding.get().to_lowercase();
        format!("{} is read as {encoding}, which is a guess: look at names with accents; to state another encoding, add --encoding.", source.file)
    });
    source.reopen()?;
    Ok(guess)
}

/// The sentence about another mapping than that of the run.
fn other_mapping(run: &RunFile, mapping: &Mapping) -> Option<String> {
    let (there, here) = (&run.mapping, MappingCopy::of(mapping));
    if there.sha256 == here.sha256 {
        return None;
    }
    if there.name == here.name && there.file == here.file {
        return Some(format!("The mapping {} has changed since run {}.", here.file, run.id));
    }
    let called = |copy: &MappingCopy| format!("{} ({})", copy.name, copy.file);
    Some(format!(
        "Warning: run {} rejected these rows with the mapping {}, and this is {}.",
        run.id,
        called(there),
        called(&here)
    ))
}

/// The error for rows that were planned in different ways.
fn different(
    all: &[(&str, RunSettings)],
    missing: &[String],
    other: Option<&str>,
    stated: &StatedSettings,
) -> RunError {
    let words = |flags: Vec<String>| {
        if flags.is_empty() { "none".to_owned() } else { flags.join(" ") }
    };
    let name = |run: &str| match run {
        "" => "rows without a run".to_owned(),
        run => format!("run {run}"),
    };
    let runs =
        all.iter().map(|(run, settings)| format!("\n  {}: {}", name(run), words(settings.flags(stated))));
    let other = other.map(|file| format!("\n  {file} has no rejects: none"));
    let missing = missing.iter().map(|run| format!("\n  run {run}: not known"));
    let lines: String = runs.chain(missing).chain(other).collect();
    RunError::Usage(format!(
        "the rows are from several runs, which had different flags. Take the runs one at a time, or state these \
         flags for all rows when you import them (--mode, --on-multiple, --write):{lines}"
    ))
}
