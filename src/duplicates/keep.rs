//! Which customer of a group to keep.

/// By what the customer to keep is chosen. Where it is undecided, the next criterion decides; in the end, the lower id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keep {
    /// The one with the most tickets, then the most complete one: tickets are what this API can't move.
    #[default]
    Tickets,
    /// The most complete one, then the one with the most tickets.
    Complete,
    /// The oldest one, by its id.
    Oldest,
}

impl Keep {
    /// The word in flags and files.
    pub fn word(self) -> &'static str {
        match self {
            Self::Tickets => "tickets",
            Self::Complete => "complete",
            Self::Oldest => "oldest",
        }
    }

    /// The criterion as words for people.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Tickets => "the one with the most tickets, then with the most fields filled",
            Self::Complete => "the one with the most fields filled, then with the most tickets",
            Self::Oldest => "the oldest one, by its id",
        }
    }

    /// The order of a group's customers in the index; the first one is kept.
    pub(super) fn order(self) -> &'static str {
        match self {
            Self::Tickets => "coalesce(c.tickets, 0) DESC, c.filled DESC, length(c.id), c.id",
            Self::Complete => "c.filled DESC, coalesce(c.tickets, 0) DESC, length(c.id), c.id",
            Self::Oldest => "c.age, length(c.id), c.id",
        }
    }
}

/// Digits of the largest id that counts up.
const MOST_DIGITS: usize = 40;
/// Digits of an id that begins with its time (a MongoDB ObjectId).
const OBJECT_ID: usize = 24;

/// Before this second, no help desk made ids (2005).
const EARLIEST: i64 = 1_104_537_600;
const DAY_SECONDS: i64 = 86_400;

/// A text by which ids of one form are sorted by age: numbers that count up, or ids of 24 hexadecimal digits whose first
/// eight are a time until `now` (epoch seconds). `None` for an id of any other form, which shows no age.
pub(super) fn age_of(id: &str, now: i64) -> Option<String> {
    if id.len() == OBJECT_ID && id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let time = i64::from_str_radix(id.get(..8)?, 16).ok()?;
        return (EARLIEST..=now + DAY_SECONDS).contains(&time).then(|| id.to_ascii_lowercase());
    }
    let counts = !id.is_empty() && id.len() <= MOST_DIGITS && id.bytes().all(|byte| byte.is_ascii_digit());
    counts.then(|| format!("{id:0>MOST_DIGITS$}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_show_their_age() {
        let now = 1_790_000_000;
        let sorted = |mut ids: Vec<&'static str>| {
            ids.sort_by_key(|id| age_of(id, now));
            ids
        };
        assert_eq!(sorted(vec!["10", "9", "100"]), ["9", "10", "100"]);
        let old = "54e4eb1fe4b0b8c0a5a0b0ff";
        let new = "64E4EB1FE4B0B8C0A5A0B000";
        assert_eq!(sorted(vec![new, old]), [old, new]);
        for random in ["9f1c-77aa", "", "f4e4eb1fe4b0b8c0a5a0b0ff", "04e4eb1fe4b0b8c0a5a0b0ff"] {
            assert_eq!(age_of(random, now), None, "{random}");
        }
    }
}
