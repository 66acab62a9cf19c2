//! The fixed credentials that a sandbox accepts by default.

/// The `clientId` of [`super::SandboxOptions::default`].
pub const CLIENT_ID: &str = "sandbox-client";
/// The API token of [`super::SandboxOptions::default`], ready for `Basic`.
pub const API_TOKEN: &str = "c2FuZGJveC1jbGllbnQ6c2FuZGJveC1zZWNyZXQ=";
/// The fixed bearer token of [`super::SandboxOptions::default`].
pub const BEARER: &str = "sandbox-bearer-0f6b1c";
