//! The settings with which a run planned its rows, in the words of its flags.

use super::stated_settings::StatedSettings;
use crate::customer::WriteOverrides;
use crate::journal::{RunCommand, RunFile};
use crate::mapping::Mapping;
use crate::plan::{ImportMode, OnMultiple, WritePolicies};
use crate::report::is_setting;

/// The settings that a run was given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct RunSettings {
    pub mode: ImportMode,
    pub on_multiple: OnMultiple,
    pub write: WriteOverrides,
}

impl RunSettings {
    /// Those of an earlier run. A policy of a field that `mapping` does not fill has no effect here.
    pub(super) fn of(run: &RunFile, mapping: &Mapping) -> Self {
        let own = Mapping::parse(&run.mapping.file, &run.mapping.text);
        let mut write = own.as_ref().unwrap_or(mapping).overrides_in(&run.write_policies);
        write.fields.retain(|field, _| mapping.fills(field));
        Self { mode: run.mode, on_multiple: run.on_multiple, write }
    }

    /// The same without policies of fields that `mapping` does not fill: they have no effect here.
    pub(super) fn for_fields_of(&self, mapping: &Mapping) -> Self {
        let mut settings = self.clone();
        settings.write.fields.retain(|field, _| mapping.fills(field));
        settings
    }

    /// Those of a validation: it is told nothing but the mode.
    pub(super) fn of_validation(mode: ImportMode) -> Self {
        Self { mode, ..Self::default() }
    }

    /// What was decided from whole columns, followed by the settings.
    pub(super) fn after(&self, decided: &str) -> String {
        let gap = if decided.is_empty() { "" } else { "; " };
        format!("{decided}{gap}{}", self.decided_text())
    }

    /// The text that travels with the rejects in `_decided`: `mode: update; write: if_empty; write.memo: append`.
    fn decided_text(&self) -> String {
        let mut parts = vec![format!("mode: {}", self.mode.name())];
        if self.on_multiple != OnMultiple::default() {
            parts.push(format!("on_multiple: {}", self.on_multiple.name()));
        }
        parts.extend(self.write.default.map(|policy| format!("write: {policy}")));
        parts.extend(self.write.fields.iter().map(|(field, policy)| format!("write.{field}: {policy}")));
        parts.join("; ")
    }

    /// Reads that text among the decisions of a run. `None` if there are none, as in rejects of earlier builds,
    /// or if a value is not known.
    pub(super) fn read(decided: &str) -> Option<Self> {
        let mut settings = Self::default();
        let mut has_any = false;
        for part in decided.split(';').map(str::trim).filter(|part| is_setting(part)) {
            has_any = true;
            let (name, value) = part.rsplit_once(": ")?;
            match (name, name.strip_prefix("write.")) {
                ("mode", _) => {
                    let all = [ImportMode::Upsert, ImportMode::Insert, ImportMode::Update];
                    settings.mode = all.into_iter().find(|mode| mode.name() == value)?;
                }
                ("on_multiple", _) => settings.on_multiple = value.parse().ok()?,
                (_, Some(field)) => {
                    settings.write.fields.insert(field.to_owned(), value.parse().ok()?);
                }
                _ => settings.write.default = Some(value.parse().ok()?),
            }
        }
        has_any.then_some(settings)
    }

    /// The same with what the user states in its place.
    pub(super) fn under(&self, stated: &StatedSettings) -> Self {
        let mut fields = self.write.fields.clone();
        fields.extend(stated.write.fields.clone());
        Self {
            mode: stated.mode.unwrap_or(self.mode),
            on_multiple: stated.on_multiple.unwrap_or(self.on_multiple),
            write: WriteOverrides { default: stated.write.default.or(self.write.default), fields },
        }
    }

    /// The flags that are not stated and change something: `--mode update`, `--write memo=append`.
    pub(super) fn flags(&self, stated: &StatedSettings) -> Vec<String> {
        let mut flags = Vec::new();
        if stated.mode.is_none() && self.mode != ImportMode::default() {
            flags.push(format!("--mode {}", self.mode.name()));
        }
        if stated.on_multiple.is_none() && self.on_multiple != OnMultiple::default() {
            flags.push(format!("--on-multiple {}", self.on_multiple.name()));
        }
        let default = self.write.default.filter(|_| stated.write.default.is_none());
        flags.extend(default.map(|policy| format!("--write {policy}")));
        let fields = self.write.fields.iter().filter(|(field, _)| !stated.write.fields.contains_key(*field));
        flags.extend(fields.map(|(field, policy)| format!("--write {field}={policy}")));
        flags
    }
}

/// The stated flags that differ from those of the run: `--mode insert (there: update)`.
pub(super) fn stated_otherwise(run: &RunFile, stated: &StatedSettings) -> Vec<String> {
    let mut flags = Vec::new();
    if let Some(mode) = stated.mode.filter(|mode| *mode != run.mode) {
        flags.push(format!("--mode {} (there: {})", mode.name(), run.mode.name()));
    }
    // A validation is told nothing else.
    if run.command == RunCommand::Validate {
        return flags;
    }
    if let Some(what) = stated.on_multiple.filter(|what| *what != run.on_multiple) {
        flags.push(format!("--on-multiple {} (there: {})", what.name(), run.on_multiple.name()));
    }
    let WritePolicies { default, .. } = run.write_policies;
    if let Some(policy) = stated.write.default.filter(|policy| *policy != default) {
        flags.push(format!("--write {policy} (there: {default})"));
    }
    for (field, policy) in &stated.write.fields {
        let there = run.write_policies.of(field);
        if there != *policy {
            flags.push(format!("--write {field}={policy} (there: {there})"));
        }
    }
    flags
}
