//! Templates that read `current`, the customer in the help desk.

use std::ops::Range;

use super::current_uses::CUSTOM;
use super::current_view::SECRET;
use super::templates::Templates;
use crate::customer::{CustomFieldDefinitions, CustomerColumn, PHOTO, is_secret};
use crate::issue::Complaint;
use crate::mapping::custom_field_check::unknown_custom_field;
use crate::mapping::did_you_mean::near_key;
use crate::mapping::error::MappingProblem;

impl Templates {
    /// True if this template reads `current`.
    pub(crate) fn reads_current(&self, name: &str) -> bool {
        self.current.contains_key(name)
    }

    /// The position of a template that reads `current`.
    pub(crate) fn span_of_current(&self, name: &str) -> Option<Range<usize>> {
        self.spans
            .iter()
            .find(|(own, _)| own == name && self.reads_current(own))
            .map(|(_, span)| span.clone())
    }

    /// The position of the first template that reads `current`.
    pub(crate) fn first_of_current(&self) -> Option<Range<usize>> {
        self.spans.iter().find(|(name, _)| self.reads_current(name)).map(|(_, span)| span.clone())
    }

    /// Rejects a field of `current` that the help desk does not have or does not return. `extra` are the mapping's fields
    /// that the API documentation does not list.
    pub(crate) fn check_current_fields(&self, extra: &[&str]) -> Result<(), MappingProblem> {
        for (name, span) in &self.spans {
            let Some(uses) = self.current.get(name) else { continue };
            for (field, _) in uses.paths.iter().filter(|(field, _)| field != CUSTOM) {
                if let Some((message, help)) = refuse_current_field(field, extra) {
                    return Err(MappingProblem::new(span.clone(), message).help(help));
                }
            }
        }
        Ok(())
    }

    /// Finds a custom field of `current` that the account does not have.
    pub(crate) fn unknown_current_field(
        &self,
        definitions: &CustomFieldDefinitions,
    ) -> Option<MappingProblem> {
        self.spans.iter().find_map(|(name, span)| {
            let uses = self.current.get(name)?;
            let mut custom = uses.paths.iter().filter(|(first, _)| first == CUSTOM);
            let unknown =
                custom.find_map(|(_, name)| name.as_ref().filter(|name| definitions.get(name).is_none()))?;
            let Complaint { message, hint, .. } = unknown_custom_field(definitions, unknown);
            let message = format!("the template reads `current.{CUSTOM}.{unknown}`, but {message}");
            Some(MappingProblem::new(span.clone(), message).help(hint))
        })
    }
}

/// What is wrong with a field of `current`, and what to do. `extra` are the mapping's fields that the API documentation
/// does not list.
pub(crate) fn refuse_current_field(field: &str, extra: &[&str]) -> Option<(String, String)> {
    if is_secret(field) {
        let help = "no output of deskferry shows them; read another field".to_owned();
        return Some((format!("`current.{field}`: {SECRET}"), help));
    }
    if field == PHOTO.name {
        let message = format!("`current.{field}` is always empty, because the help desk returns no photos");
        return Some((message, "read another field".to_owned()));
    }
    let known = || CustomerColumn::known().filter(|column| !is_secret(&column.to_string()));
    if extra.contains(&field) || known().any(|column| column.to_string() == field) {
        return None;
    }
    let names: Vec<String> = known().map(|column| column.to_string()).collect();
    let near = near_key(field, names.iter().map(String::as_str).chain(extra.iter().copied()));
    let help = near.unwrap_or_else(|| format!("write current.{CUSTOM}.{field} for a custom field"));
    Some((format!("a customer of the help desk has no field `{field}`"), help))
}
