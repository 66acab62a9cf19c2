//! The alarm of a backup: what is gone beyond the limits. It is in the manifest, so no backup is there without it.

use serde::{Deserialize, Serialize};

use super::backup_name::BackupName;
use crate::export::is_documented_field;
use crate::wording::thousands;

/// What is gone beyond the limits, and whether somebody has accepted it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Alarm {
    /// The backup that this one was compared with.
    pub against: String,
    /// What is gone, at least one.
    pub losses: Vec<Loss>,
    /// The marked backup in which the losses were seen, if this one can't show whether they are over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_in: Option<String>,
    /// When somebody accepted the backup (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accepted: Option<String>,
}

/// Something that is gone beyond a limit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Loss {
    /// What was lost.
    pub what: LossKind,
    /// The field; `null` for customers, or if the name of the field is encrypted.
    pub field: Option<String>,
    /// How many are gone.
    pub lost: u64,
    /// How many there were.
    pub of: u64,
    /// More may be gone, because only numbers were compared.
    pub at_least: bool,
    /// Nothing of it is left, which only a limit of `100%` allows.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub all: bool,
    /// The limit, as on a command line: `--max-removed 5%,20`.
    pub limit: String,
}

/// What was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum LossKind {
    /// Customers are gone.
    Customers,
    /// The values of a field were emptied.
    Values,
}

impl Loss {
    /// `4,012 of 50,103 customers are gone`
    pub fn in_words(&self) -> String {
        let numbers = format!("{} of {}", thousands(self.lost), thousands(self.of));
        let at_least = if self.at_least { "at least " } else { "" };
        match (self.what, self.lost) {
            (LossKind::Customers, 1) => format!("{at_least}{numbers} customers is gone"),
            (LossKind::Customers, _) => format!("{at_least}{numbers} customers are gone"),
            (LossKind::Values, lost) => {
                let field = self.field.as_deref().unwrap_or("a field whose name is encrypted");
                let were = if lost == 1 { "was" } else { "were" };
                format!("{at_least}{numbers} values of {field} {were} emptied")
            }
        }
    }

    /// Without the name of a field of the account's own, for the unencrypted manifest of an encrypted backup.
    fn sealed(&self) -> Self {
        let is_named = self.field.as_deref().is_none_or(is_documented_field);
        if is_named {
            return self.clone();
        }
        // The limit of a single field names it too.
        let limit = self.limit.rsplit_once('=').map_or(&*self.limit, |(_, limit)| limit);
        let limit = format!("--max-emptied {}", limit.trim_start_matches("--max-emptied "));
        Self { field: None, limit, ..self.clone() }
    }
}

impl Alarm {
    /// The reason in one sentence: `4,012 of 50,103 customers are gone since 20261123T023000Z-5b21aa`.
    pub fn reason(&self) -> String {
        let first = self.losses.first().map(Loss::in_words).unwrap_or_default();
        let more = match self.losses.len() {
            0 | 1 => String::new(),
            2 => " (and 1 more limit was exceeded)".to_owned(),
            all => format!(" (and {} more limits were exceeded)", all - 1),
        };
        match &self.seen_in {
            None => format!("{first} since {}{more}", self.against),
            Some(marked) => format!(
                "{marked} is marked and not accepted ({first}{more}), and whether that is over is not known"
            ),
        }
    }

    /// The alarm of a later backup that can't show whether the losses of this one, `marked`, are over.
    pub(super) fn standing(&self, marked: &BackupName, against: &BackupName) -> Self {
        let seen_in = self.seen_in.clone().unwrap_or_else(|| marked.to_string());
        Self { against: against.to_string(), seen_in: Some(seen_in), ..self.clone() }
    }

    /// Without the names of the account's own fields.
    pub(super) fn sealed(&self) -> Self {
        Self { losses: self.losses.iter().map(Loss::sealed).collect(), ..self.clone() }
    }
}

/// A backup whose alarm nobody has accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkedBackup {
    /// Its name.
    pub name: BackupName,
    /// Why it is marked, in one sentence.
    pub reason: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loss(what: LossKind, field: Option<&str>, lost: u64) -> Loss {
        let limit = "--max-emptied customFields.a=5%".to_owned();
        Loss { what, field: field.map(Into::into), lost, of: 50_103, at_least: false, all: false, limit }
    }

    #[test]
    fn losses_are_sentences() {
        let words = |loss: Loss| loss.in_words();
        assert_eq!(words(loss(LossKind::Customers, None, 4012)), "4,012 of 50,103 customers are gone");
        assert_eq!(words(loss(LossKind::Customers, None, 1)), "1 of 50,103 customers is gone");
        let at_least = Loss { at_least: true, ..loss(LossKind::Values, Some("memo"), 30) };
        assert_eq!(words(at_least), "at least 30 of 50,103 values of memo were emptied");
        assert_eq!(words(loss(LossKind::Values, Some("memo"), 1)), "1 of 50,103 values of memo was emptied");
    }

    #[test]
    fn a_sealed_alarm_names_no_field_of_the_account() {
        let own = loss(LossKind::Values, Some("customFields.a"), 30).sealed();
        assert_eq!((own.field.as_deref(), &*own.limit), (None, "--max-emptied 5%"));
        assert_eq!(own.in_words(), "30 of 50,103 values of a field whose name is encrypted were emptied");
        let known = loss(LossKind::Values, Some("memo"), 30);
        assert_eq!(known.sealed(), known);
        let default =
            Loss { limit: "--max-emptied 20%,20".to_owned(), ..loss(LossKind::Values, Some("vip"), 30) };
        assert_eq!(default.sealed().limit, "--max-emptied 20%,20");
    }
}
