//! Runs an import: plans it from the sources, then writes it like any other run.

use std::sync::Arc;

use super::assumed_values::SourceAssumptions;
use super::check_custom_fields::check_custom_fields;
use super::duplicate_index::DuplicateIndex;
use super::error::ImportError;
use super::fixes_of_sources::fixes_of;
use super::import_job::{FixesOfJob, ImportJob, match_keys};
use super::map_rows::{MappedFor, map_all};
use super::opened_source::{OpenJob, OpenedSource, open_all};
use super::refused_fixes_error::RefusedFixesError;
use super::row_stager::RowStager;
use super::run_settings::RunSettings;
use super::sample_rows::{SampleJob, choose_rows};
use super::wanted_rows::WantedRows;
use crate::api::CallKind;
use crate::customer::CustomFieldDefinitions;
use crate::event::Event;
use crate::failpoint;
use crate::file::STDIN;
use crate::fixes::{Fixes, FixesOutcome, FixesSummary, KeysOf};
use crate::journal::{
    ChangesOf, FieldChangeCounts, InputFile, JournalError, JournalReader, MappingCopy, PlanWriter, RowCounts,
    RunCommand, RunFile, RunFolder, quoted,
};
use crate::lookup::ListEnd;
use crate::plan::WritePolicies;
use crate::planfile::PlanFile;
use crate::profile::ReadingProfile;
use crate::report::{WrittenWarnings, left_out, left_out_text};
use crate::run::{
    CurrentTemplates, FinishedRun, KnownStoredChanges, Matcher, OnLateMatch, RunError, UnfinishedRun,
    ask_definitions, check_stop, closing, interrupt_on, unless_stopped,
};
use crate::sample::Sample;

/// What was read into the journal.
type Staged = (Vec<InputFile>, Option<Sample>, SourceAssumptions, Option<FixesOutcome>);

/// Runs an import to its end.
///
/// # Errors
/// Either nothing was sent, or the run folder can no longer be written.
pub async fn import(mut job: ImportJob) -> Result<FinishedRun, ImportError> {
    let _interrupted = interrupt_on(&job.write.stop, &job.read.interrupt);
    let plan_out = job.plan_out.as_deref().map(|path| PlanFile::create(path, &job.sources)).transpose()?;
    let earlier = tokio::task::block_in_place(|| job.unfinished())?;
    job.check_unfinished(&earlier)?;
    let mut opened = job.open()?;
    let went_on = tokio::task::block_in_place(|| job.go_on_as_rejected(&mut opened));
    job.or_stopped(went_on)?;
    let mut run = job.run_file()?;
    let (folder, lock) = RunFolder::with_journal(&job.run_dir, &run)?;
    let planned = job.plan_completely(opened, &folder, &earlier, &mut run).await;
    let mark = planned.inspect_err(|error| {
        if matches!(error, ImportError::Run(RunError::Begun(_))) {
            // `latest` must stay the run that the error tells the user to resume.
            drop(folder.remove(&lock));
        }
    })?;
    if let Some(file) = plan_out {
        let saved = tokio::task::block_in_place(|| file.save(&folder, &mut run));
        closing(saved, &folder, &mut run)?;
    }
    Ok(job.write.write_or_finish(folder, run, mark).await?)
}

/// Resumes a run whose plan is not complete: plans it again and writes it. The caller must hold the lock of the run.
pub async fn replan(job: ImportJob, folder: RunFolder, mut run: RunFile) -> Result<FinishedRun, ImportError> {
    job.write.check(&run)?;
    job.write.reopen(&folder, &mut run)?;
    job.write.note("The plan was not complete, so nothing has been sent yet; planning again.".to_owned());
    if run.inputs.iter().any(|input| input.file == STDIN) {
        job.write.note("The rows came from standard input: send the same data again.".to_owned());
    }
    for input in run.inputs.iter().filter(|input| input.has_changed()) {
        job.write.note(format!("{} has changed since then; reading it as it is now.", input.file));
    }
    let changed =
        |before: &&FixesSummary| job.fixes.as_ref().is_some_and(|own| own.fixes.sha256 != before.sha256);
    if let Some(before) = run.fixes.as_ref().filter(changed) {
        job.write
            .note(format!("{} has changed since then; its fixes are taken as they are now.", before.file));
    }
    let _interrupted = interrupt_on(&job.write.stop, &job.read.interrupt);
    let opened = job.open()?;
    PlanWriter::replace(&folder.journal())?;
    let earlier = tokio::task::block_in_place(|| job.unfinished())?;
    job.write.check_known(&earlier, job.anew)?;
    let mark = job.plan_completely(opened, &folder, &earlier, &mut run).await?;
    Ok(job.write.write_or_finish(folder, run, mark).await?)
}

/// What the plan does to values of existing customers.
fn planned_changes(folder: &RunFolder, policies: &WritePolicies) -> Result<FieldChangeCounts, JournalError> {
    JournalReader::look(&folder.journal())?.under(policies).field_change_counts(ChangesOf::Plan)
}

impl ImportJob {
    fn open(&self) -> Result<Vec<OpenedSource>, ImportError> {
        let job = OpenJob {
            sources: &self.sources,
            mapping: &self.mapping,
            read: &self.read,
            fixes: self.fixes.as_ref().map(|own| &own.fixes),
            keys: KeysOf::NoRow,
            run_dir: &self.run_dir,
            go_on: &|_, _| true,
        };
        self.or_stopped(open_all(job, &*self.write.listener))
    }

    /// Reports a stop instead of the read error that the stop causes.
    fn or_stopped<T>(&self, result: Result<T, ImportError>) -> Result<T, ImportError> {
        result.map_err(|error| check_stop(&self.write.stop).err().map_or(error, ImportError::Run))
    }

    /// Plans the run, takes over earlier runs, and marks the plan complete. Returns the end of the list before
    /// matching.
    async fn plan_completely(
        &self,
        opened: Vec<OpenedSource>,
        folder: &RunFolder,
        earlier: &[UnfinishedRun],
        run: &mut RunFile,
    ) -> Result<Option<ListEnd>, ImportError> {
        let planned = self.plan(opened, folder, earlier, run).await;
        let (counts, mark) = closing(planned, folder, run)?;
        closing(self.take_over(earlier, run), folder, run)?;
        failpoint::pass("plan-taken-over");
        let watching = run.watching.unwrap_or_default();
        self.write.listener.hear(&Event::Planned { counts, watching, dry_run: self.dry_run });
        let changes = tokio::task::block_in_place(|| planned_changes(folder, &self.policies));
        let changes = closing(changes.map_err(ImportError::from), folder, run)?;
        self.write.listener.hear(&Event::PlannedChanges(changes));
        self.say_left_out(folder, run)?;
        failpoint::pass("plan-on-disk");
        run.planned = true;
        folder.save(run)?;
        failpoint::pass("plan-named");
        Ok(mark)
    }

    /// Names the columns that no rule uses, next to the plan.
    fn say_left_out(&self, folder: &RunFolder, run: &RunFile) -> Result<(), ImportError> {
        let survey = ReadingProfile::load(folder)?;
        let reader = JournalReader::look(&folder.journal())?;
        let warnings = WrittenWarnings::from_journal(&reader, &run.write_policies)?;
        let left_out = survey.and_then(|survey| left_out(run, &survey, Some(&warnings)));
        let text = left_out.map(|left_out| left_out_text(&left_out));
        text.filter(|text| !text.is_empty()).into_iter().for_each(|text| self.write.note(text));
        Ok(())
    }

    fn run_file(&self) -> Result<RunFile, ImportError> {
        let first = self.sources.first().map_or("-", String::as_str);
        let mut run =
            self.write.new_run(RunCommand::Import, &self.run_dir, first, MappingCopy::of(&self.mapping))?;
        run.dry_run = self.dry_run;
        run.mode = self.mode;
        run.on_multiple = self.on_multiple;
        run.write_policies = self.policies.clone();
        run.match_keys = match_keys(&self.mapping);
        run.custom_fields = self.custom_fields.given();
        run.fixes = self.fixes.as_ref().map(FixesOfJob::unread);
        run.inputs = self.sources.iter().map(|source| InputFile::unread(source)).collect();
        Ok(run)
    }

    /// Phase one: reads and decides every row, and sends no write.
    async fn plan(
        &self,
        mut opened: Vec<OpenedSource>,
        folder: &RunFolder,
        earlier: &[UnfinishedRun],
        run: &mut RunFile,
    ) -> Result<(RowCounts, Option<ListEnd>), ImportError> {
        opened.iter_mut().for_each(|source| source.write_under(&self.policies));
        let definitions = self.definitions(&mut opened, folder, run).await?;
        let plan_writer = PlanWriter::open(&folder.journal())?;
        failpoint::pass("plan-begun");
        let (inputs, sample, assumptions, fixes) = self.or_stopped(tokio::task::block_in_place(|| {
            self.stage(opened, &plan_writer, folder, definitions.as_deref())
        }))?;
        (run.inputs, run.sample) = (inputs, sample);
        self.add_settings_to_decided(run);
        failpoint::pass("plan-read");
        self.check_read(earlier, run).and_then(|()| self.check_fixes(fixes, run))?;
        if let Some(matching) = self.mapping.matching() {
            let waited = self.write.wait_for_in_doubt(earlier, matching, &plan_writer);
            unless_stopped(&self.write.stop, waited).await?;
        }
        let recent = self.write.recent_inserts();
        let lookup = self.mapping.matching().map(|matching| self.write.lookup(matching.clone()));
        let sources = plan_writer.mapped_sources()?;
        let current = CurrentTemplates::of(&self.mapping, &sources, &self.policies, definitions.as_deref())?;
        let matcher = Matcher {
            client: &self.write.client,
            plan_writer: &plan_writer,
            lookup: lookup.as_ref(),
            mode: self.mode,
            on_multiple: self.on_multiple,
            policies: &self.policies,
            definitions: definitions.as_deref(),
            concurrency: self.write.settings.concurrency,
            listener: &*self.write.listener,
            stop: &self.write.stop,
            on_late_match: OnLateMatch::Decided,
            recent: recent.as_ref(),
            known: &self.write.known,
            stored_changes: &KnownStoredChanges::of(&self.write),
            behavior: self.write.behavior.as_ref(),
            current: current.as_ref(),
        };
        let listed = || self.write.client.stats().requests(CallKind::List);
        let earlier = listed();
        let matched = unless_stopped(&self.write.stop, matcher.run()).await?;
        let lookups = listed() - earlier;
        run.matching = Some(matched.how);
        run.keys_twice = matched.keys_twice;
        tokio::task::block_in_place(|| self.note_assumptions(&assumptions, &plan_writer, folder))?;
        failpoint::pass("plan-matched");
        let counts = plan_writer.counts()?;
        self.write.note_rate(run);
        // A plan that is written later looks up its inserts again.
        let lookups = if self.dry_run { lookups } else { 0 };
        run.watching = self.write.expected_watching(&counts, matched.mark.as_ref(), lookups);
        plan_writer.finish(&run.id)?;
        Ok((counts, matched.mark))
    }

    /// Adds the settings of the run to what travels with its rejects.
    fn add_settings_to_decided(&self, run: &mut RunFile) {
        let settings = RunSettings::of(run, &self.mapping);
        run.inputs.iter_mut().for_each(|input| input.decided = settings.after(&input.decided));
    }

    /// The definitions of custom fields. A run asks the help desk for them only once.
    async fn definitions(
        &self,
        opened: &mut [OpenedSource],
        folder: &RunFolder,
        run: &mut RunFile,
    ) -> Result<Option<Arc<CustomFieldDefinitions>>, ImportError> {
        let known = match run.custom_fields.clone() {
            Some(known) => known,
            None => {
                let asking = ask_definitions(&self.write.client);
                let (asked, why) = unless_stopped(&self.write.stop, asking).await?;
                if let Some(why) =
                    why.filter(|_| opened.iter().any(|source| source.custom_fields().next().is_some()))
                {
                    self.write.note(unchecked(&why, self.write.account.is_sandbox()));
                }
                run.custom_fields = Some(asked.clone());
                folder.save(run)?;
                asked
            }
        };
        check_custom_fields(opened, &known, &*self.write.listener)
    }

    /// Reads all rows into the journal.
    fn stage(
        &self,
        mut opened: Vec<OpenedSource>,
        plan_writer: &PlanWriter,
        folder: &RunFolder,
        definitions: Option<&CustomFieldDefinitions>,
    ) -> Result<Staged, ImportError> {
        let (wanted, sample) = self.wanted_rows(&mut opened, definitions)?;
        let index = DuplicateIndex::new(self.mapping.matching(), self.mode, definitions, &opened);
        let stager = RowStager::new(plan_writer, index, &opened, &*self.write.listener)?;
        let mut stager = stager.under(&self.policies);
        let (inputs, mut profile) =
            map_all(&mut opened, &wanted, MappedFor::Journal, &*self.write.listener, |mapped| {
                check_stop(&self.write.stop)?;
                stager.add(mapped)
            })?;
        profile.duplicates = stager.finish()?;
        let fixes = fixes_of(&opened);
        profile.refused_fixes = fixes.as_ref().and_then(FixesOutcome::refused);
        profile.save(folder)?;
        Ok((inputs, sample, SourceAssumptions::of(&opened, &profile), fixes))
    }

    /// Records what became of the fixes. An import with some that no longer fit ends before it sends anything or saves a
    /// plan, unless that is allowed: a row may be written that a person has mended or set aside in vain.
    fn check_fixes(&self, outcome: Option<FixesOutcome>, run: &mut RunFile) -> Result<(), ImportError> {
        let (Some(FixesOutcome { summary, refused, gone }), Some(own)) = (outcome, &self.fixes) else {
            return Ok(());
        };
        let is_refused = summary.refused > 0;
        // A run that is planned again keeps the name by which the user knows the file.
        let file = run.fixes.take().map_or(summary.file.clone(), |before| before.file);
        run.fixes = Some(FixesSummary { file, allow_refused: own.allow_refused, ..summary });
        let is_for_writing = !self.dry_run || self.plan_out.is_some();
        match is_refused && is_for_writing && !own.allow_refused {
            true => Err(RefusedFixesError { refused, prune: self.prune_line(gone.are_all) }.into()),
            false => Ok(()),
        }
    }

    /// The command that removes the fixes whose row is gone.
    fn prune_line(&self, all: bool) -> String {
        let none = Fixes::default();
        let fixes = self.fixes.as_ref().map_or(&none, |own| &*own.fixes);
        let of = fixes.of.iter().flat_map(|name| ["--fixes-of", name.as_str()]);
        let mapping = self.mapping.built_in().unwrap_or(self.mapping.file());
        let sources = self.sources.iter().map(String::as_str);
        let words = sources.chain(["-m", mapping, "--fixes", fixes.file.as_str()]);
        let words = words.chain(of).chain([if all { "--prune-fixes=all" } else { "--prune-fixes" }]);
        format!("deskferry validate {}", words.map(quoted).collect::<Vec<_>>().join(" "))
    }

    /// Adds to the profile on which assumptions the planned values rest.
    fn note_assumptions(
        &self,
        assumptions: &SourceAssumptions,
        plan_writer: &PlanWriter,
        folder: &RunFolder,
    ) -> Result<(), ImportError> {
        let Some(mut profile) = ReadingProfile::load(folder)? else { return Ok(()) };
        assumptions.note_planned(&mut profile, plan_writer, &self.policies)?;
        Ok(profile.save(folder)?)
    }

    /// The rows to import, and the sample if they are one.
    fn wanted_rows(
        &self,
        opened: &mut [OpenedSource],
        definitions: Option<&CustomFieldDefinitions>,
    ) -> Result<(WantedRows, Option<Sample>), ImportError> {
        let Some(at_most) = self.write.settings.sample else {
            return Ok((WantedRows::first(self.write.settings.limit), None));
        };
        let index = DuplicateIndex::new(self.mapping.matching(), self.mode, definitions, opened);
        let job = SampleJob { at_most, index, policies: &self.policies, listener: &*self.write.listener };
        let (wanted, sample) = choose_rows(opened, job, || Ok(check_stop(&self.write.stop)?))?;
        Ok((wanted, Some(sample)))
    }
}

/// Says that custom fields are not checked, and in a sandbox how to check them.
fn unchecked(why: &str, in_sandbox: bool) -> String {
    if !in_sandbox {
        return format!("Custom fields are not checked against their definitions: {why}");
    }
    "Custom fields are not checked against their definitions: the sandbox has none. To check them as your help desk \
     does, save its definitions with `deskferry customer fields -o fields.json`, and add --fields fields.json"
        .to_owned()
}
