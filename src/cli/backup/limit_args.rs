//! The flags that say how much may be gone.

use clap::Args as ClapArgs;
use deskferry::backup::{LossLimit, LossLimits};
use deskferry::lookup::field_name;

#[derive(Debug, ClapArgs)]
#[command(next_help_heading = "Alarm: what may be gone since the last accepted backup (5%, 100 or 5%,20)")]
pub(super) struct LimitArgs {
    /// Customers that may be gone [default: 5%,20]
    #[arg(long, value_name = "LIMIT")]
    max_removed: Option<LossLimit>,
    /// Values of a field that may be emptied; repeat it for single fields [default: 20%,20]
    #[arg(long, value_name = "[FIELD=]LIMIT", value_parser = EmptiedLimit::parse)]
    max_emptied: Vec<EmptiedLimit>,
}

/// A limit, for one field or for all others.
#[derive(Debug, Clone)]
struct EmptiedLimit {
    field: Option<String>,
    limit: LossLimit,
}

impl EmptiedLimit {
    fn parse(text: &str) -> Result<Self, String> {
        let (field, limit) = match text.rsplit_once('=') {
            Some((field, limit)) => (Some(field_name(field).map_err(|error| error.to_string())?), limit),
            None => (None, text),
        };
        let limit = limit.parse().map_err(|error: deskferry::backup::LimitError| error.to_string())?;
        Ok(Self { field: field.map(ToOwned::to_owned), limit })
    }
}

impl LimitArgs {
    /// The limits; what no flag says is the default, and the last flag counts.
    pub(super) fn limits(&self) -> LossLimits {
        let mut limits = LossLimits::default();
        if let Some(removed) = &self.max_removed {
            limits.removed = removed.clone();
        }
        for EmptiedLimit { field, limit } in &self.max_emptied {
            match field {
                Some(field) => drop(limits.fields.insert(field.clone(), limit.clone())),
                None => limits.emptied = limit.clone(),
            }
        }
        limits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_may_name_a_field() {
        let parsed = |text: &str| EmptiedLimit::parse(text).map(|one| (one.field, one.limit.to_string()));
        assert_eq!(parsed("5%,20"), Ok((None, "5%,20".to_owned())));
        assert_eq!(parsed("memo=0"), Ok((Some("memo".to_owned()), "0".to_owned())));
        assert_eq!(parsed("customFields.a=b=1%"), Ok((Some("customFields.a=b".to_owned()), "1%".to_owned())));
        assert_eq!(parsed("extraFields.vip=1"), Ok((Some("vip".to_owned()), "1".to_owned())));
        let wrong = parsed("mem=5");
        assert!(wrong.as_ref().is_err_and(|why| why.contains("did you mean \"memo\"")), "{wrong:?}");
        assert!(parsed("memo=much").is_err());
    }
}
