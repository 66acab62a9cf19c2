//! The nearest of several names, for "did you mean ...".

/// The maximum number of suggestions to make.
const MOST: usize = 3;

/// The candidates nearest to a folded text, with at most one error in four letters, two in seven or three in
/// twelve. Shorter texts have no near candidates.
pub(crate) fn nearest<'a, T: PartialEq>(
    wanted: &str,
    candidates: impl Iterator<Item = (&'a str, T)>,
) -> Vec<T> {
    // Folded names are ASCII, so text in another script is not near any of them.
    let mut limit = match wanted.len() {
        _ if !wanted.is_ascii() => return Vec::new(),
        0..=3 => return Vec::new(),
        4..=6 => 1,
        7..=11 => 2,
        _ => 3,
    };
    let letters = letters_of(wanted);
    let mut found = Vec::new();
    for (name, item) in candidates {
        if wanted.len().abs_diff(name.len()) > limit {
            continue;
        }
        if (letters ^ letters_of(name)).count_ones() as usize > 2 * limit {
            continue;
        }
        let Some(distance) = distance(wanted.as_bytes(), name.as_bytes(), limit) else { continue };
        if distance < limit {
            limit = distance;
            found.clear();
        }
        if found.len() < MOST && !found.contains(&item) {
            found.push(item);
        }
    }
    found
}

/// The same for names that are typed: also those that begin with the text, or with which the text begins, and for two
/// or three letters those with one error.
pub(crate) fn nearest_typed<'a, T: PartialEq>(
    wanted: &str,
    candidates: impl Iterator<Item = (&'a str, T)> + Clone,
) -> Vec<T> {
    let near = nearest(wanted, candidates.clone());
    if !near.is_empty() || wanted.len() < 2 {
        return near;
    }
    let begins = |(name, _): &(&str, T)| {
        !name.is_empty() && (name.starts_with(wanted) || (name.len() > 3 && wanted.starts_with(name)))
    };
    let begun: Vec<T> = candidates.clone().filter(begins).map(|(_, item)| item).take(MOST).collect();
    if !begun.is_empty() || wanted.len() > 3 {
        return begun;
    }
    let is_near =
        |(name, _): &(&str, T)| name.len() > 1 && distance(wanted.as_bytes(), name.as_bytes(), 1).is_some();
    candidates.filter(is_near).map(|(_, item)| item).take(MOST).collect()
}

/// The letters of a text as bits. Near texts differ in few of them.
fn letters_of(text: &str) -> u32 {
    text.bytes().fold(0, |bits, byte| bits | 1 << (byte & 31))
}

/// Longer texts are not compared.
const LONGEST: usize = 128;

/// The number of typing errors (a letter added, missing, wrong, or two swapped), if within the limit.
fn distance(one: &[u8], other: &[u8], limit: usize) -> Option<usize> {
    if other.len() > LONGEST {
        return None;
    }
    let mut before = [0; LONGEST + 1];
    let mut above = [0; LONGEST + 1];
    let mut line = [0; LONGEST + 1];
    above.iter_mut().enumerate().for_each(|(column, cost)| *cost = column);
    for (row, letter) in one.iter().enumerate() {
        line[0] = row + 1;
        for (column, opposite) in other.iter().enumerate() {
            let mut cost = above[column] + usize::from(letter != opposite);
            cost = cost.min(above[column + 1] + 1).min(line[column] + 1);
            if row > 0 && column > 0 && one[row - 1] == *opposite && other[column - 1] == *letter {
                cost = cost.min(before[column - 1] + 1);
            }
            line[column + 1] = cost;
        }
        if line[..=other.len()].iter().all(|cost| *cost > limit) {
            return None;
        }
        (before, above, line) = (above, line, before);
    }
    Some(above[other.len()]).filter(|cost| *cost <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typing_errors_are_counted() {
        for (one, other, slips) in [
            ("germany", "germany", Some(0)),
            ("germnay", "germany", Some(1)),
            ("germay", "germany", Some(1)),
            ("gremnay", "germany", Some(2)),
            ("france", "germany", None),
            ("italia", "itali", Some(1)),
            ("", "ab", Some(2)),
        ] {
            assert_eq!(distance(one.as_bytes(), other.as_bytes(), 2), slips, "{one} {other}");
        }
    }

    #[test]
    fn only_the_nearest_names_are_suggested_and_none_for_short_words() {
        let names = ["austria", "australia", "germany"];
        let near = |wanted| nearest(wanted, names.iter().map(|name| (*name, *name)));
        assert_eq!(near("austrai"), ["austria"]);
        assert_eq!(near("austraila"), ["australia"]);
        assert_eq!(near("austrlia"), ["austria", "australia"]);
        assert!(near("aus").is_empty() && near("mexico").is_empty());
    }

    #[test]
    fn typed_names_may_be_short_or_begun() {
        let names = ["odoo", "hubspot", "zoho", "E201", "E202", "id"];
        let near = |wanted| nearest_typed(wanted, names.iter().map(|name| (*name, *name)));
        assert_eq!(near("odo"), ["odoo"]);
        assert_eq!(near("oo"), [""; 0]);
        assert_eq!(near("ido"), ["id"]);
        assert_eq!(near("hub"), ["hubspot"]);
        assert_eq!(near("hubspotcontacts"), ["hubspot"]);
        assert_eq!(near("E20"), ["E201", "E202"]);
        assert!(near("x").is_empty() && near("").is_empty() && near("magento").is_empty());
    }
}
