//! Which changes happen to the account while a list is read, and how often: the switch `churn`.

/// Something that happens to the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Churn {
    /// A new customer; the order of the list decides its position.
    Insert,
    /// A random customer is deleted.
    Delete,
    /// A random customer gets another memo.
    Edit,
    /// The order of the list changes.
    Reorder,
}

/// Parses `insert:3,delete:5`: each kind of change, and how many list calls are between two changes of that kind.
pub(super) fn parse(text: &str) -> Option<Vec<(Churn, u64)>> {
    if text == "none" {
        return Some(Vec::new());
    }
    let one = |text: &str| {
        let (name, every) = text.trim().split_once(':')?;
        let what = match name {
            "insert" => Churn::Insert,
            "delete" => Churn::Delete,
            "edit" => Churn::Edit,
            "reorder" => Churn::Reorder,
            _ => return None,
        };
        Some((what, every.parse().ok().filter(|every| *every > 0)?))
    };
    text.split(',').map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn churn_is_parsed() {
        assert_eq!(parse("insert:3, delete:5"), Some(vec![(Churn::Insert, 3), (Churn::Delete, 5)]));
        assert_eq!(parse("none"), Some(Vec::new()));
        for bad in ["insert", "insert:0", "leave:3", ""] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
