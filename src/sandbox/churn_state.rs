//! Changes the account while a list is read, after every N list calls (switch `churn`).

use super::churn::Churn;
use super::error::SandboxError;
use super::options::SandboxOptions;
use super::random::draw;
use super::store::Store;
use serde_json::json;

/// A change that the sandbox made itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChurnChange {
    /// This customer was added.
    Inserted(String),
    /// This customer was deleted.
    Deleted(String),
}

/// The number of list calls so far, and the changes made.
#[derive(Debug, Default)]
pub(super) struct ChurnState {
    calls: u64,
    changes: Vec<ChurnChange>,
}

impl ChurnState {
    /// Counts a list call and makes the changes that are due.
    pub(super) fn stir(&mut self, store: &mut Store, options: &SandboxOptions) -> Result<(), SandboxError> {
        self.calls += 1;
        for (what, every) in &options.churn {
            if self.calls.is_multiple_of(*every) {
                let change = happen(*what, store, draw(options.seed, self.calls), options)?;
                self.changes.extend(change);
            }
        }
        Ok(())
    }

    /// All changes so far, in order.
    pub(super) fn changes(&self) -> Vec<ChurnChange> {
        self.changes.clone()
    }
}

fn happen(
    what: Churn,
    store: &mut Store,
    bits: u64,
    options: &SandboxOptions,
) -> Result<Option<ChurnChange>, SandboxError> {
    let at = usize::try_from(bits % (store.all().len().max(1) as u64)).unwrap_or_default();
    let any = store.all().get(at).map(|entry| (entry.id.clone(), entry.body().into_owned()));
    match (what, any) {
        (Churn::Insert, _) => {
            let body = json!({"name": format!("Newcomer {bits}"), "email": format!("new{bits}@example.org")});
            let body = body.as_object().cloned().unwrap_or_default();
            return store.insert(body, options.id_form).map(|id| Some(ChurnChange::Inserted(id)));
        }
        (Churn::Delete, Some((id, _))) => {
            store.remove(&id)?;
            return Ok(Some(ChurnChange::Deleted(id)));
        }
        (Churn::Edit, Some((id, mut body))) => {
            body.insert("memo".to_owned(), json!(format!("changed {bits}")));
            store.replace(&id, body)?;
        }
        (Churn::Reorder, _) => store.reorder(),
        _ => {}
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::super::churn;
    use super::*;

    #[test]
    fn all_changes_are_recorded() {
        let mut store = Store::open(None).unwrap();
        let options = SandboxOptions {
            churn: churn::parse("insert:1,delete:2,reorder:1").unwrap(),
            ..SandboxOptions::default()
        };
        let mut unrest = ChurnState::default();
        for _ in 0..4 {
            unrest.stir(&mut store, &options).unwrap();
        }
        let inserted = |change: &&ChurnChange| matches!(change, ChurnChange::Inserted(_));
        let changes = unrest.changes();
        assert_eq!((changes.len(), changes.iter().filter(inserted).count()), (6, 4));
        assert_eq!(store.all().len(), 2);
    }
}
