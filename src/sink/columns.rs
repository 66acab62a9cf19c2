//! The columns of a table: which fields of the customers, and in which order.

use std::collections::BTreeSet;

use super::error::SinkError;
use super::format::SinkFormat;
use crate::api::Object;
use crate::customer::CustomerColumn;

/// The columns of a table, as far as they are known.
///
/// By default: `id`, the documented fields in the order of the API's page, other fields set by the server, then
/// undocumented fields, then custom fields. The last two groups are sorted by name. The first three are always present,
/// so that the header stays the same from night to night.
#[derive(Debug, Clone, Default)]
pub struct SinkColumns {
    chosen: Option<Vec<CustomerColumn>>,
    further: BTreeSet<CustomerColumn>,
    defined: BTreeSet<CustomerColumn>,
}

impl SinkColumns {
    /// The default columns.
    pub fn all() -> Self {
        Self::default()
    }

    /// These columns, in this order: `email`, `customFields.segment`.
    ///
    /// # Errors
    /// No name is given, or one twice.
    pub fn chosen<N: AsRef<str>>(names: impl IntoIterator<Item = N>) -> Result<Self, SinkError> {
        let mut chosen = Vec::new();
        for name in names {
            let column = CustomerColumn::named(name.as_ref().trim());
            if chosen.contains(&column) {
                return Err(SinkError::FieldTwice { name: column.to_string() });
            }
            chosen.push(column);
        }
        if chosen.is_empty() {
            return Err(SinkError::NoField);
        }
        Ok(Self { chosen: Some(chosen), ..Self::default() })
    }

    /// True if columns were chosen.
    pub fn is_chosen(&self) -> bool {
        self.chosen.is_some()
    }

    /// The names of the chosen columns; `None` for the default.
    pub fn names(&self) -> Option<Vec<String>> {
        self.chosen.as_ref().map(|chosen| chosen.iter().map(ToString::to_string).collect())
    }

    /// True if a custom field was chosen. The account may define it although no customer has it.
    pub fn choose_custom(&self) -> bool {
        self.chosen.iter().flatten().any(|column| matches!(column, CustomerColumn::Custom(_)))
    }

    /// True if [`SinkColumns::observe`] must see all customers before the file is created.
    pub fn depend_on_customers(&self, format: SinkFormat) -> bool {
        match &self.chosen {
            Some(chosen) => !chosen.iter().all(|column| self.knows(column)),
            None => matches!(format, SinkFormat::Csv | SinkFormat::Xlsx),
        }
    }

    /// Notes the fields of a customer.
    pub fn observe(&mut self, customer: &Object) {
        CustomerColumn::each_further(customer, |column| {
            self.further.insert(column);
        });
    }

    /// Notes a custom field that the account defines. It may be chosen although no customer has it.
    pub fn define(&mut self, custom: &str) {
        self.defined.insert(CustomerColumn::Custom(custom.to_owned()));
    }

    /// The columns in order.
    pub(super) fn layout(&self) -> Result<Vec<CustomerColumn>, SinkError> {
        let Some(chosen) = &self.chosen else {
            return Ok(CustomerColumn::known().chain(self.further.iter().cloned()).collect());
        };
        match chosen.iter().find(|column| !self.knows(column)) {
            Some(unknown) => Err(self.unknown(unknown)),
            None => Ok(chosen.clone()),
        }
    }

    fn knows(&self, column: &CustomerColumn) -> bool {
        matches!(column, CustomerColumn::Known(_))
            || self.further.contains(column)
            || self.defined.contains(column)
    }

    fn unknown(&self, column: &CustomerColumn) -> SinkError {
        let name = column.to_string();
        let further = self.further.union(&self.defined);
        let names: Vec<String> =
            CustomerColumn::known().chain(further.cloned()).map(|known| known.to_string()).collect();
        let same = |known: &&String| {
            let tail = known.rsplit('.').next().unwrap_or(known);
            known.eq_ignore_ascii_case(&name) || tail.eq_ignore_ascii_case(&name)
        };
        let near = names.iter().find(same).cloned();
        let custom = names
            .into_iter()
            .filter(|name| matches!(CustomerColumn::named(name), CustomerColumn::Custom(_)))
            .collect();
        SinkError::UnknownField { name, near, custom }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn names(columns: &SinkColumns) -> Vec<String> {
        columns.layout().unwrap().iter().map(ToString::to_string).collect()
    }

    fn seen(mut columns: SinkColumns) -> SinkColumns {
        for customer in
            [json!({"zeta": 1, "customFields": {"b": "x"}}), json!({"alpha": 1, "customFields": {"a": "x"}})]
        {
            columns.observe(customer.as_object().unwrap());
        }
        columns
    }

    #[test]
    fn known_columns_have_a_fixed_order() {
        let all = names(&seen(SinkColumns::all()));
        assert_eq!(all[..4], ["id", "name", "birthDate", "email"]);
        let tail = [
            "tags",
            "ticketCount",
            "profilePhotoUrl",
            "account",
            "alpha",
            "zeta",
            "customFields.a",
            "customFields.b",
        ];
        assert_eq!(all[all.len() - 8..], tail);
        assert_eq!(
            names(&SinkColumns::all())[..],
            all[..all.len() - 4],
            "the known ones are there in any case"
        );
    }

    #[test]
    fn chosen_columns_keep_their_order() {
        let mut chosen =
            seen(SinkColumns::chosen(["customFields.b", "name", "zeta", "customFields.later"]).unwrap());
        assert!(chosen.layout().is_err());
        chosen.define("later");
        assert!(chosen.choose_custom() && !chosen.depend_on_customers(SinkFormat::Csv));
        assert_eq!(names(&chosen), ["customFields.b", "name", "zeta", "customFields.later"]);
    }

    #[test]
    fn unknown_fields_are_refused_with_a_suggestion() {
        let fault = |name| seen(SinkColumns::chosen([name]).unwrap()).layout().unwrap_err().to_string();
        assert_eq!(
            fault("Email"),
            "there is no field \"Email\": did you mean \"email\"? the custom fields are customFields.a, customFields.b"
        );
        assert!(fault("b").contains("did you mean \"customFields.b\"?"));
        assert!(fault("customFields.c").starts_with("there is no field \"customFields.c\""));
        assert!(matches!(SinkColumns::chosen(["a", " a"]), Err(SinkError::FieldTwice { .. })));
        assert!(matches!(SinkColumns::chosen::<&str>([]), Err(SinkError::NoField)));
    }
}
