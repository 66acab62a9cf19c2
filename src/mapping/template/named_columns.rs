//! The columns that the text of a template names, whether a row reaches them or not.

use minijinja::machinery::{Token, tokenize};

/// The names in `row['Name']` and `row.Name`. If the template uses `row` in another way, such as `row[name]`, every
/// text in it may be a name.
pub(super) fn named_columns(template: &str) -> Vec<String> {
    let tokens: Vec<Token<'_>> =
        tokenize(template, false, Default::default()).map_while(Result::ok).map(|(token, _)| token).collect();
    let mut names = Vec::new();
    let mut computed = false;
    for (at, _) in tokens.iter().enumerate().filter(|(_, token)| matches!(token, Token::Ident("row"))) {
        match tokens.get(at + 1..).unwrap_or_default() {
            [Token::BracketOpen, name, Token::BracketClose, ..] if text(name).is_some() => {
                names.extend(text(name).map(ToOwned::to_owned));
            }
            [Token::Dot, Token::Ident(name), ..] => names.push((*name).to_owned()),
            _ => computed = true,
        }
    }
    if computed {
        names.extend(tokens.iter().filter_map(text).map(ToOwned::to_owned));
    }
    names
}

fn text<'t>(token: &'t Token<'_>) -> Option<&'t str> {
    match token {
        Token::Str(text) => Some(text),
        Token::String(text) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("{{ row['A'] }}{% if row.B == 'x' %}{{ row[\"C d\"] }}{% endif %}", &["A", "B", "C d"])]
    #[case("{% for name in ['A', 'B'] %}{{ row[name] }}{% endfor %}", &["A", "B"])]
    #[case("row['A'] {# row['B'] #}", &[])]
    #[case("{{ row['it\\'s'] | upper }}", &["it's"])]
    fn names_are_found_without_a_row(#[case] template: &str, #[case] expected: &[&str]) {
        assert_eq!(named_columns(template), expected);
    }
}
