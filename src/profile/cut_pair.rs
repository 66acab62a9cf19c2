//! Cuts two texts that differ so that the difference shows.

/// Both texts cut to a width, with `…` where something is left out. They keep the same beginning, unless the difference
/// would be cut off: then both begin a little before it. `width` is that of a character.
pub(crate) fn cut_pair(
    before: &str,
    after: &str,
    columns: usize,
    width: impl Fn(char) -> usize,
) -> (String, String) {
    let letters = |text: &str| text.chars().map(|letter| (letter, width(letter))).collect::<Vec<_>>();
    let (before, after) = (letters(before), letters(after));
    let same = before.iter().zip(&after).take_while(|(one, other)| one == other).count();
    let shared = &before[..same];
    let is_whole = |text: &[(char, usize)]| sum(text) <= columns;
    let begin = if is_whole(&before) && is_whole(&after) || sum(shared) <= columns / 2 {
        0
    } else {
        same - tail(shared, columns / 3)
    };
    let cut = |text: &[(char, usize)]| cut_one(&text[begin..], begin > 0, columns);
    (cut(&before), cut(&after))
}

fn sum(text: &[(char, usize)]) -> usize {
    text.iter().map(|(_, width)| width).sum()
}

/// How many of the last characters fit a width.
fn tail(text: &[(char, usize)], columns: usize) -> usize {
    let mut used = 0;
    let fits = |(_, width): &&(char, usize)| {
        used += width;
        used <= columns
    };
    text.iter().rev().take_while(fits).count()
}

fn cut_one(text: &[(char, usize)], is_begun: bool, columns: usize) -> String {
    let head = if is_begun { "…" } else { "" };
    let room = columns.saturating_sub(usize::from(is_begun));
    let string = |text: &[(char, usize)]| text.iter().map(|(letter, _)| letter).collect::<String>();
    if sum(text) <= room {
        return format!("{head}{}", string(text));
    }
    let mut used = 1;
    let fits = |(_, width): &&(char, usize)| {
        used += width;
        used <= room
    };
    let kept = text.iter().take_while(fits).count();
    format!("{head}{}…", string(&text[..kept]))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("old", "new", "old", "new")]
    #[case("exactly twelve", "short", "exactly twe…", "short")]
    #[case("a long beginning", "a long beginning, new", "…ning", "…ning, new")]
    #[case("a long beginning x", "a long beginning y and more", "…ing x", "…ing y and …")]
    #[case("same", "same and more than fits", "same", "same and mo…")]
    #[case("", "a long beginning", "", "a long begi…")]
    fn the_difference_shows(
        #[case] before: &str,
        #[case] after: &str,
        #[case] cut: &str,
        #[case] cut_after: &str,
    ) {
        let (one, other) = cut_pair(before, after, 12, |_| 1);
        assert_eq!((one.as_str(), other.as_str()), (cut, cut_after));
    }

    #[test]
    fn wide_characters_count_twice() {
        let (before, after) =
            cut_pair(&"日本語".repeat(9), &format!("{}x", "日本語".repeat(9)), 12, |letter| {
                if letter.is_ascii() { 1 } else { 2 }
            });
        assert_eq!((before.as_str(), after.as_str()), ("…本語", "…本語x"));
    }
}
