//! From the text of a field to its value.

use std::borrow::Cow;

use super::cell_text::CellText;
use super::rule_context::RuleContext;
use crate::convert::country::subdivisions;
use crate::convert::{Conversion, ConversionInput, Converted, DayOrders, UsualCountry};
use crate::customer::FieldValue;
use crate::issue::{Code, Complaint};
use crate::mapping::rule::{Rule, fit};
use crate::mapping::spec::LookupElse;
use crate::record::CellKind;

impl<'a> RuleContext<'a> {
    pub(super) fn convert(&self, gathered: &CellText<'a>) -> Result<Converted<'a>, Complaint> {
        if gathered.kind.is_broken() {
            return self.convert_text(&gathered.text, gathered.kind).map(owned);
        }
        let Cow::Borrowed(text) = gathered.text else {
            return self.convert_text(&self.prepared(&gathered.text)?, gathered.kind).map(owned);
        };
        match self.prepared(text)? {
            Cow::Borrowed(text) => self.convert_text(text, gathered.kind),
            Cow::Owned(text) => self.convert_text(&text, gathered.kind).map(owned),
        }
    }

    /// Applies the lookup and the case, and checks the pattern.
    pub(crate) fn prepared<'t>(&self, text: &'t str) -> Result<Cow<'t, str>, Complaint>
    where
        'a: 't,
    {
        let text = self.looked_up(text)?;
        let text = match self.rule.case {
            Some(case) => case.applied(text),
            None => text,
        };
        if self.rule.pattern.as_ref().is_some_and(|pattern| !pattern.is_match(&text)) {
            let pattern = self.rule.pattern.as_ref().map_or("", |pattern| pattern.as_str());
            let message = format!("the value does not match the pattern {pattern}");
            return Err(Complaint::new(
                Code::Pattern,
                message,
                "correct the value, or the pattern in the mapping",
            ));
        }
        Ok(text)
    }

    fn looked_up<'t>(&self, text: &'t str) -> Result<Cow<'t, str>, Complaint>
    where
        'a: 't,
    {
        let rule: &'a Rule = self.rule;
        let Some(lookup) = &rule.lookup else { return Ok(Cow::Borrowed(text)) };
        if rule.lookup_else == LookupElse::Keep {
            return Ok(Cow::Borrowed(lookup.get(text).unwrap_or(text)));
        }
        lookup.get(text).map(Cow::Borrowed).ok_or_else(|| {
            let known = lookup.known();
            let hint = format!("the mapping has {known}; correct the value, or add it to the lookup");
            Complaint::new(Code::Lookup, "the value is not in the lookup table of the mapping", hint)
        })
    }

    pub(super) fn convert_text<'t>(&self, text: &'t str, kind: CellKind) -> Result<Converted<'t>, Complaint> {
        let kind = if self.rule.lost_zeros && kind == CellKind::Text { CellKind::Number } else { kind };
        let orders = match &self.rule.conversion {
            Conversion::Date(_) => self.bound.orders_of(self.number, self.record),
            _ => DayOrders::default(),
        };
        let iso_dates = self.bound.iso_dates;
        let country = self.country;
        let usual = match &self.rule.conversion {
            Conversion::Phone(_) => self.usual_country(),
            _ => UsualCountry::Unknown,
        };
        let input = ConversionInput { text, kind, iso_dates, country, usual, orders };
        let Converted { value, warning } = self.rule.conversion.convert(&input)?;
        if let (Some(FieldValue::Country(country)), Some(fallback)) = (&value, &self.rule.fallback) {
            subdivisions::not_a_state(*country, fallback.of, text)?;
        }
        let value = match value {
            Some(name) if self.rule.conversion == Conversion::File => Some(self.bound.read_photo(name)?),
            value => value,
        };
        Ok(Converted { value: value.map(|value| fit(&self.rule.target, value)), warning })
    }
}

fn owned<'a>(converted: Converted<'_>) -> Converted<'a> {
    Converted { value: converted.value.map(FieldValue::into_owned), warning: converted.warning }
}
