//! A sandbox for the tests of a file, in the test's own process.

use std::ops::Deref;

use deskferry::account::{AccountRoom, HelpDeskAccount};
use deskferry::sandbox::{CLIENT_ID, Sandbox, SandboxOptions, start_custom_fields};
use serde_json::Value;

/// A sandbox with its own runtime, for tests that are not asynchronous.
pub struct Desk {
    sandbox: Sandbox,
    _runtime: tokio::runtime::Runtime,
}

impl Desk {
    /// Started with all switches at their defaults, and with the demo definitions of custom fields.
    pub fn new() -> Self {
        Self::with(|_| ())
    }

    /// Started with some switches changed.
    pub fn with(change: impl FnOnce(&mut SandboxOptions)) -> Self {
        let mut options =
            SandboxOptions { custom_fields: start_custom_fields(), ..SandboxOptions::default() };
        change(&mut options);
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let runtime = runtime.unwrap();
        let sandbox = runtime.block_on(Sandbox::local(options)).unwrap();
        let desk = Self { sandbox, _runtime: runtime };
        // An earlier sandbox may have had the same port.
        desk.remove_room();
        desk
    }

    /// Removes what processes have shared about this account.
    fn remove_room(&self) {
        let account = HelpDeskAccount::new(self.base_url(), CLIENT_ID);
        if let Ok(room) = AccountRoom::folder_of(&account, CLIENT_ID) {
            drop(std::fs::remove_dir_all(room));
        }
    }

    /// Started with these customers.
    pub fn holding(customers: impl IntoIterator<Item = Value>) -> Self {
        let start = customers.into_iter().collect();
        Self::with(|options| options.start = start)
    }

    /// The only customer with this value in a field.
    #[track_caller]
    pub fn customer(&self, field: &str, value: &str) -> Value {
        let mut found = self.customers();
        found.retain(|customer| customer[field] == value);
        assert_eq!(found.len(), 1, "customers with {field} = {value:?}: {:?}", self.customers());
        found.remove(0)
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.remove_room();
    }
}

impl Deref for Desk {
    type Target = Sandbox;

    fn deref(&self) -> &Sandbox {
        &self.sandbox
    }
}
