//! Recognizes API responses to failed requests.

use super::answer_words::{
    BESIDE_ERRORS, ERROR_PARTS, ERROR_TEXTS, ERRORS, IN_ERRORS, PAGING, STATUSES, SURE_ERRORS, is_word,
};
use super::object_outline::{MemberKind, OutlineMember};

/// The maximum number of characters shown of an error.
const SHOWN: usize = 120;
/// A word with this many letters and digits may be a key.
const KEY: usize = 20;

fn name(member: &OutlineMember) -> &str {
    member.path.last().map_or("", String::as_str)
}

fn says(member: &OutlineMember) -> bool {
    !matches!(member.kind, MemberKind::Null | MemberKind::Nothing)
        && !matches!(&*member.value, "false" | "\"\"")
}

/// The error in an object without lists that contains nothing else.
pub(super) fn of(members: &[OutlineMember]) -> Option<String> {
    let mut top = members.iter().filter(|member| member.path.len() == 1);
    let known = |member: &OutlineMember| {
        [PAGING, ERRORS, BESIDE_ERRORS].iter().any(|list| is_word(list, name(member)))
    };
    let error = top.clone().find(|member| is_word(ERRORS, name(member)) && says(member))?;
    let refused = |member: &OutlineMember| is_word("success ok", name(member)) && member.value == "false";
    let sure = is_word(SURE_ERRORS, name(error)) || has_status(members) || top.clone().any(refused);
    let empty = |member: &OutlineMember| {
        sure && (!says(member) || is_word("data result", name(member)) && has_status(members))
    };
    top.all(|member| known(member) || empty(member)).then(|| error_text(error, members))
}

/// The error in an object that has a name or a list, as some errors do.
pub(super) fn of_named(members: &[OutlineMember]) -> Option<String> {
    let top = || members.iter().filter(|member| member.path.len() == 1);
    let lists = [PAGING, ERRORS, BESIDE_ERRORS, ERROR_PARTS];
    let known = |member: &OutlineMember| {
        lists.iter().any(|list| is_word(list, name(member)))
            || (is_word(IN_ERRORS, name(member)) && member.kind != MemberKind::Objects)
    };
    let is_text = |member: &OutlineMember, words: &str| is_word(words, name(member)) && says(member);
    let named = top().any(|member| is_text(member, "name"));
    let words = if named { "message error detail" } else { "message error detail title" };
    let text = top().find(|member| is_text(member, words))?;
    let part = top().any(|member| is_word(ERROR_PARTS, name(member)) && says(member));
    (top().all(|member| known(member) || !says(member)) && (part || has_status(members)))
        .then(|| error_text(text, members))
}

/// The error in a response with records, some of which may be missing.
pub(super) fn beside(members: &[OutlineMember]) -> Option<String> {
    let mut top = members.iter().filter(|member| member.path.len() == 1);
    let nothing =
        |member: &OutlineMember| matches!(member.value.trim_matches('"'), "0" | "false" | "null" | "none");
    let has_inner = |member: &OutlineMember| {
        members
            .iter()
            .any(|inner| inner.path.len() > 1 && inner.path.starts_with(&member.path) && says(inner))
    };
    let is_error = |member: &&OutlineMember| {
        let empty = member.kind == MemberKind::Object && !has_inner(member);
        is_word(SURE_ERRORS, name(member)) && says(member) && !nothing(member) && !empty
    };
    let refused = |member: &&OutlineMember| is_word("success ok", name(member)) && member.value == "false";
    top.clone()
        .find(is_error)
        .map(|error| error_text(error, members))
        .or_else(|| top.find(refused).map(|member| format!("{:?}: false", name(member))))
}

/// True if a status is an HTTP error, 400 to 599.
fn has_status(members: &[OutlineMember]) -> bool {
    let failed = |member: &OutlineMember| matches!(member.value.trim_matches('"').parse(), Ok(400..=599));
    members.iter().any(|member| is_word(STATUSES, name(member)) && failed(member))
}

/// The best text of an error, with possible keys masked.
fn error_text(error: &OutlineMember, members: &[OutlineMember]) -> String {
    let inner = |member: &&OutlineMember| member.path.starts_with(&error.path) || member.path.len() == 1;
    let texts =
        members.iter().filter(inner).filter(|member| member.kind == MemberKind::Plain && says(member));
    let rank =
        |member: &OutlineMember| ERROR_TEXTS.split_whitespace().position(|word| is_word(word, name(member)));
    let mut texts: Vec<(usize, &OutlineMember)> =
        texts.filter_map(|member| Some((rank(member)?, member))).collect();
    texts.sort_by_key(|(rank, _)| *rank);
    let shown_texts = texts
        .iter()
        .take(2)
        .map(|(_, member)| format!("{:?}: {}", member.path.join("."), shown(&member.value)));
    let shown_texts: Vec<String> = shown_texts.collect();
    if shown_texts.is_empty() { format!("{:?}", name(error)) } else { shown_texts.join(", ") }
}

fn shown(value: &str) -> String {
    let hidden = |word: &str| {
        let letters = word.chars().filter(|letter| letter.is_alphanumeric()).count();
        let digits = word.chars().any(|letter| letter.is_ascii_digit());
        if letters >= KEY && digits || letters >= 2 * KEY { "…".to_owned() } else { word.to_owned() }
    };
    let text: Vec<String> = value.split(' ').map(hidden).collect();
    text.join(" ").chars().take(SHOWN).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::object_outline::outline;
    use super::*;

    #[rstest]
    #[case(
        r#"{"error":"invalid_token","error_description":"expired"}"#,
        "\"error_description\": \"expired\", \"error\": \"invalid_token\""
    )]
    #[case(r#"{"error":{"code":401,"message":"No"}}"#, "\"error.message\": \"No\", \"error.code\": 401")]
    #[case(r#"{"errors":[{"status":"401"}]}"#, "\"errors\"")]
    #[case(r#"{"message":"Key sk_live_51Hx8aaaaaaaaaaaaaaa is wrong"}"#, "\"message\": \"Key … is wrong\"")]
    fn the_text_of_an_error_answer_is_found(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(of(&outline(text).members).as_deref(), Some(expected));
    }
}
