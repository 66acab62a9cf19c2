//! The fields of a customer, as the API documentation lists them.

use std::fmt;

/// What a field holds; it decides the conversion if a mapping names none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text.
    Text,
    /// An e-mail address.
    Email,
    /// ISO 3166-1 alpha-2.
    Country,
    /// `en`, `it`, `es` or `fr`.
    Language,
    /// Epoch milliseconds at 00:00 UTC.
    Date,
    /// `true` or `false`.
    Bool,
    /// An http(s) address.
    Url,
    /// An array of strings.
    Tags,
    /// An object with any members.
    Object,
    /// The bytes of an image; a plan refers to their file.
    Photo,
}

/// One field that a mapping can fill.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldSpec {
    /// The API's name.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// What is before its text in JSON, after another field: `,"name":"`.
    pub(super) json_start: &'static str,
}

macro_rules! field {
    ($name:literal, $kind:ident) => {
        FieldSpec { name: $name, kind: FieldKind::$kind, json_start: concat!(",\"", $name, "\":\"") }
    };
}

macro_rules! fields {
    ($($name:literal $kind:ident,)*) => {
        /// Every field that a mapping can fill, in the order in which it is sent.
        pub static FIELDS: &[FieldSpec] = &[$(field!($name, $kind),)*];
    };
}

fields! {
    "name" Text,
    "birthDate" Date,
    "email" Email,
    "phoneNumber" Text,
    "faxNumber" Text,
    "mobileNumber" Text,
    "address" Text,
    "city" Text,
    "province" Text,
    "state" Country,
    "postalNumber" Text,
    "skypeAddress" Text,
    "msnAddress" Text,
    "gtalkAddress" Text,
    "twitterAccountUrl" Url,
    "facebookAccountUrl" Url,
    "linkedinAccountUrl" Url,
    "googleAccountUrl" Url,
    "youtubeAccountUrl" Url,
    "registrationChannel" Text,
    "topClient" Bool,
    "signature" Text,
    "memo" Text,
    "website" Url,
    "company" Text,
    "language" Language,
    "insertByAgentId" Text,
    "tags" Tags,
}

/// The customer's credentials, an object. A mapping can fill it, but exports have no column for it, and reports and
/// messages do not show its values.
pub static ACCOUNT: FieldSpec = field!("account", Object);

/// The photo. It can be written but not read, so exports have no column for it. A mapping fills it from files.
pub static PHOTO: FieldSpec = field!("profilePhotoBlob", Photo);

/// Shown instead of a secret value.
pub const HIDDEN: &str = "(hidden)";

/// True for a field whose values are never shown.
pub fn is_secret(field: &str) -> bool {
    field == ACCOUNT.name
}

/// Where a mapped value goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldTarget {
    /// A field of the API documentation.
    Field(&'static FieldSpec),
    /// A custom field, by its internal name; always sent as a string.
    Custom(String),
    /// A property that the API documentation does not list, sent unchanged.
    Extra(String),
}

impl FieldTarget {
    /// The field with exactly this API name.
    pub fn field(name: &str) -> Option<Self> {
        FIELDS.iter().chain([&ACCOUNT, &PHOTO]).find(|field| field.name == name).map(Self::Field)
    }

    /// The API name of a field or property, or the internal name of a custom field.
    pub fn name(&self) -> &str {
        match self {
            Self::Field(spec) => spec.name,
            Self::Custom(name) | Self::Extra(name) => name,
        }
    }
}

impl fmt::Display for FieldTarget {
    /// `email`, `customFields.segment`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Custom(name) => write!(f, "customFields.{name}"),
            _ => f.write_str(self.name()),
        }
    }
}
