//! What a user can do next with a run, each as a command line.

use crate::file::{name_of, path_of};
use crate::journal::{RunFile, RunState, RunSummary, quoted};
use crate::mapping::SHIPPED;
use crate::plan::ImportMode;

/// A step with its command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextStep {
    /// One word for programs: `resume`, `retry`, `verify`, `undo`, `import-rejects`, `apply`, `write`.
    pub kind: &'static str,
    /// What it does, for people.
    pub about: &'static str,
    /// The words of its command line, quoted for a shell.
    pub words: Vec<String>,
}

/// A run, and what the advice about it needs.
#[derive(Debug, Clone)]
pub struct RunAdvice<'a> {
    /// The run.
    pub run: &'a RunFile,
    /// Its state.
    pub summary: &'a RunSummary,
    /// True if all that it wrote is undone.
    pub is_undone: bool,
    /// The run, as another command finds it.
    pub reference: String,
    /// What other commands need besides: where the runs are, and the flags that reach the help desk.
    pub flags: Vec<String>,
}

/// The words of a command line.
fn command(name: &str, rest: impl IntoIterator<Item = String>) -> Vec<String> {
    ["deskferry".to_owned(), name.to_owned()].into_iter().chain(rest).collect()
}

impl RunAdvice<'_> {
    /// A command about this run.
    fn for_run(&self, name: &str) -> Vec<String> {
        command(name, [self.reference.clone()].into_iter().chain(self.flags.clone()))
    }

    /// The steps, the most urgent one first; none while a process works on the run.
    pub fn steps(&self) -> Vec<NextStep> {
        if matches!(self.summary.state, RunState::Running(_)) {
            return Vec::new();
        }
        let steps =
            self.about_writes().into_iter().chain([self.corrected(), self.planned(), self.written_now()]);
        steps.flatten().collect()
    }

    /// True if the run was in a sandbox whose customers are still there, or in a help desk.
    fn lasts(&self) -> bool {
        self.run.account.as_ref().and_then(|account| account.sandbox_file()) != Some("")
    }

    fn about_writes(&self) -> [Option<NextStep>; 4] {
        let counts = self.summary.counts.unwrap_or_default();
        let (sent, lasts) = (self.run.writes(), self.lasts());
        let written =
            sent && lasts && !self.is_undone && counts.inserted + counts.updated + counts.deleted > 0;
        let goes_on = lasts && self.summary.state == RunState::Unfinished;
        let has_failed =
            sent && lasts && counts.failed > 0 && counts.pending == 0 && self.run.continued_by.is_none();
        let is_whole = self.run.continued_by.is_some() || counts.pending + counts.unknown == 0;
        let step =
            |is_so: bool, kind, about| is_so.then(|| NextStep { kind, about, words: self.for_run(kind) });
        let mut undo = step(written && self.run.undoes.is_none(), "undo", "undo it");
        if let Some(undo) = undo.as_mut().filter(|_| !is_whole) {
            undo.about = "undo what is written so far";
            undo.words.insert(3, "--unfinished".to_owned());
        }
        [
            step(goes_on, "resume", "continue where it stopped"),
            step(has_failed, "retry", "send the failed writes again"),
            step(written, "verify", "check what was written"),
            undo,
        ]
    }

    fn is_mapped(&self) -> bool {
        self.run.undoes.is_none() && self.run.restores.is_none()
    }

    fn import(&self, sources: &[String]) -> Vec<String> {
        let mode =
            (self.run.mode != ImportMode::default()).then(|| format!("--mode={}", self.run.mode.name()));
        let mapping = ["-m".to_owned(), quoted(named(&self.run.mapping.file))].into_iter().chain(mode);
        command("import", sources.iter().cloned().chain(mapping).chain(self.flags.clone()))
    }

    /// The rejected rows, once somebody has corrected them.
    fn corrected(&self) -> Option<NextStep> {
        let folder = &self.summary.folder;
        let rejects = folder.file("rejects.xlsx");
        let rejects = if rejects.is_file() { rejects } else { folder.file("rejects.csv") };
        let counts = self.summary.counts.unwrap_or_default();
        (counts.rejected > 0 && rejects.is_file() && self.is_mapped()).then(|| NextStep {
            kind: "import-rejects",
            about: "import the rejected rows, once corrected",
            words: self.import(&[quoted(&name_of(&rejects))]),
        })
    }

    fn saved_plan(&self) -> Option<&String> {
        self.run.saved_plan.as_ref().map(|plan| &plan.file).filter(|plan| path_of(plan).is_file())
    }

    fn planned(&self) -> Option<NextStep> {
        self.saved_plan().map(|plan| NextStep {
            kind: "apply",
            about: "write exactly this plan",
            words: command("apply", [quoted(plan)].into_iter().chain(self.flags.clone())),
        })
    }

    fn written_now(&self) -> Option<NextStep> {
        let sources: Vec<String> = self.run.inputs.iter().map(|input| quoted(&input.file)).collect();
        let is_due = !self.run.writes()
            && self.is_mapped()
            && !sources.is_empty()
            && !sources.iter().any(|source| source == "-");
        let about = if self.saved_plan().is_some() { "make a new plan, and write it" } else { "write it" };
        is_due.then(|| NextStep { kind: "write", about, words: self.import(&sources) })
    }
}

/// The value of `--mapping`: the path of a mapping, or the name of a built-in one.
fn named(file: &str) -> &str {
    let name = file.strip_prefix("mappings/").and_then(|name| name.strip_suffix(".toml"));
    let shipped =
        |name: &&str| SHIPPED.iter().any(|mapping| mapping.name == *name) && !path_of(file).is_file();
    name.filter(shipped).unwrap_or(file)
}
