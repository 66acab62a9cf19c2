//! Switches that are off unless somebody asks for them.

/// What a sandbox does only if it is asked to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OffByDefault {
    /// Every answer has a header that says that it comes from a sandbox.
    pub says_sandbox: bool,
    /// A file forgets the definitions of custom fields that it has kept.
    pub no_custom_fields: bool,
    /// Reads show fields without a value as null; otherwise they leave them out.
    pub empty_as_null: bool,
}
