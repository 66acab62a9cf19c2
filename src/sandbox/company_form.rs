//! How reads show a company.

/// How reads show a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompanyForm {
    /// `"company": "Acme"`
    Text,
    /// `"company": {"id": "...", "name": "Acme"}`
    Object,
}
