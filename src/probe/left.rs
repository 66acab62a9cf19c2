//! A customer that a probe could not delete.

use crate::journal::ProbedCustomer;

/// A customer that may still be in the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftCustomer {
    /// Its recorded id, mark and e-mail address.
    pub customer: ProbedCustomer,
    /// Why it was not deleted.
    pub reason: String,
}
