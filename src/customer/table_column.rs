//! The columns of a table of customers: each holds one member of a customer.

use std::fmt;

use serde_json::{Map, Value as Json};

use super::field::{FIELDS, FieldSpec, FieldTarget};

/// The member with the custom fields.
const CUSTOM: &str = "customFields";

/// One column of a table of customers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum CustomerColumn {
    /// A member that the API documentation lists, by its index in [`CustomerColumn::known`].
    Known(usize),
    /// A property that the API documentation does not list.
    Unknown(String),
    /// A custom field, by its internal name; the column name is `customFields.NAME`.
    Custom(String),
}

/// Members that the server makes, in columns after the fields; the id is the first column.
const SERVER_MADE: [&str; 3] = ["ticketCount", "profilePhotoUrl", "account"];

impl CustomerColumn {
    /// The columns that every table has, in order: `id`, the fields in the order of the API documentation,
    /// `ticketCount`, `profilePhotoUrl`, `account`.
    pub fn known() -> impl Iterator<Item = Self> {
        (0..FIELDS.len() + 1 + SERVER_MADE.len()).map(Self::Known)
    }

    /// The column with this name.
    pub fn named(name: &str) -> Self {
        if let Some(custom) = name.strip_prefix(CUSTOM).and_then(|rest| rest.strip_prefix('.')) {
            return Self::Custom(custom.to_owned());
        }
        let known = Self::known().find(|column| column.plain_name() == name);
        known.unwrap_or_else(|| Self::Unknown(name.to_owned()))
    }

    /// The field of the API documentation that a mapping can fill, if it is one.
    pub fn field(&self) -> Option<&'static FieldSpec> {
        match self {
            Self::Known(at) => FIELDS.get(at.checked_sub(1)?),
            _ => None,
        }
    }

    /// Where an import writes the column; `None` for members that the server makes.
    pub fn target(&self) -> Option<FieldTarget> {
        match self {
            Self::Known(_) => self.field().map(FieldTarget::Field),
            Self::Custom(name) => Some(FieldTarget::Custom(name.clone())),
            Self::Unknown(name) => Some(FieldTarget::Extra(name.clone())),
        }
    }

    /// The member of a customer; `None` if it is absent.
    pub fn value<'c>(&self, customer: &'c Map<String, Json>) -> Option<&'c Json> {
        match self {
            Self::Custom(name) => customer.get(CUSTOM)?.get(name),
            _ => customer.get(self.plain_name()),
        }
    }

    /// Calls `each` with the column of every member that is not in [`CustomerColumn::known`].
    pub fn each_further(customer: &Map<String, Json>, mut each: impl FnMut(Self)) {
        for (name, value) in customer {
            match (name.as_str(), value) {
                (CUSTOM, Json::Null) => {}
                (CUSTOM, Json::Object(fields)) => {
                    fields.keys().for_each(|name| each(Self::Custom(name.clone())))
                }
                (name, _) if Self::known().any(|column| column.plain_name() == name) => {}
                (name, _) => each(Self::Unknown(name.to_owned())),
            }
        }
    }

    /// The name without `customFields.`.
    pub(super) fn plain_name(&self) -> &str {
        match self {
            Self::Known(0) => "id",
            Self::Known(at) => match FIELDS.get(at - 1) {
                Some(field) => field.name,
                None => SERVER_MADE.get(at - 1 - FIELDS.len()).copied().unwrap_or_default(),
            },
            Self::Custom(name) | Self::Unknown(name) => name,
        }
    }
}

impl fmt::Display for CustomerColumn {
    /// `email`, `customFields.segment`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Custom(name) => write!(f, "{CUSTOM}.{name}"),
            _ => f.write_str(self.plain_name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn column_names_round_trip() {
        let known: Vec<CustomerColumn> = CustomerColumn::known().collect();
        assert_eq!(known[0].to_string(), "id");
        assert_eq!(known[1].to_string(), "name");
        assert_eq!(known.last().unwrap().to_string(), "account");
        for column in known {
            assert_eq!(CustomerColumn::named(&column.to_string()), column);
        }
        assert_eq!(CustomerColumn::named("customFields.a.b"), CustomerColumn::Custom("a.b".to_owned()));
        assert_eq!(CustomerColumn::named("nick"), CustomerColumn::Unknown("nick".to_owned()));
        assert_eq!(CustomerColumn::named("id").target(), None);
        assert_eq!(CustomerColumn::named("email").target(), FieldTarget::field("email"));
    }

    #[test]
    fn unknown_members_and_custom_fields_become_columns() {
        let customer = json!({"id": "1", "nick": 1, "customFields": {"a": "x", "b.c": null}, "tags": []});
        let customer = customer.as_object().unwrap();
        let mut found = Vec::new();
        CustomerColumn::each_further(customer, |column| found.push(column.to_string()));
        assert_eq!(found, ["nick", "customFields.a", "customFields.b.c"]);
        assert_eq!(CustomerColumn::named("customFields.a").value(customer), Some(&json!("x")));
        assert_eq!(CustomerColumn::named("customFields.z").value(customer), None);
    }
}
