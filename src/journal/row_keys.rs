//! The keys of a run's rows with their field names, so that runs with different mappings can be compared.

use crate::database::params;

use super::error::JournalError;
use super::journal_reader::JournalReader;
use super::planned_write::SearchKey;
use super::run_file::RunFile;
use crate::customer::{KeySpelling, picked_fields};
use crate::mapping::MatchRules;

/// Reads the match keys of rows, and the email address alone, because the next mapping is likely to match by it.
#[derive(Debug, Clone)]
pub(crate) struct RowKeys {
    matching: MatchRules,
    /// Some of the keys are not stored in `search`, so all are read from the payload.
    from_payload: bool,
}

impl RowKeys {
    pub(crate) fn of(run: &RunFile, spelling: &KeySpelling) -> Self {
        let email = vec!["email".to_owned()];
        let mut keys = run.match_keys.clone();
        let by_email = keys.contains(&email);
        keys.extend(Some(email).filter(|_| !by_email));
        // Customers without a key are found by name. A restore stores only the one key by which it resolves an
        // insert.
        keys.extend(run.restores.iter().map(|_| vec!["name".to_owned()]));
        let from_payload = !by_email || run.restores.is_some();
        Self { matching: MatchRules::by_keys(&keys).spelled(spelling), from_payload }
    }

    /// The keys of an inserted row in each form, with their field names; `None` if the row is not an insert.
    pub(crate) fn read(&self, reader: &JournalReader, row: u64) -> Result<Option<Vec<String>>, JournalError> {
        let column = if self.from_payload { "payload" } else { "search" };
        let sql = format!("SELECT kind = 'insert', {column} FROM action WHERE id = ?");
        let mut select = reader.connection.prepare_cached(&sql)?;
        let (insert, text): (bool, Option<String>) =
            select.query_row(params![row], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let text = text.filter(|_| insert);
        Ok(text.map(|text| self.named(&text)).transpose()?.or_else(|| insert.then(Vec::new)))
    }

    fn named(&self, text: &str) -> Result<Vec<String>, JournalError> {
        let own: Vec<SearchKey> = if self.from_payload {
            let fields = self.matching.alternatives.iter().flat_map(|key| &key.fields);
            let customer = picked_fields(text, &fields.map(String::as_str).collect::<Vec<_>>())?;
            self.matching.remote_keys(&customer).iter().map(SearchKey::from).collect()
        } else {
            serde_json::from_str(text)?
        };
        let forms = own.iter().flat_map(|key| self.matching.forms_of(&key.key, &key.values));
        Ok(forms.filter_map(|form| self.matching.named(&form.canonical)).collect())
    }
}
