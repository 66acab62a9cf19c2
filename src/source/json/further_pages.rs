//! Checks whether the last API response of a file announces another page, or whether any response reports an error. In
//! both cases, customers are missing from the file.

use super::answer_words::{CURRENT_PAGE, ENDED, FROM_ZERO, FURTHER, NEXT, PAGES, PAGING, is_word};
use super::error_answer;
use super::object_outline::{MemberKind, OutlineMember, Outliner};

/// Collects what the responses of a file contain in addition to their records.
#[derive(Debug, Default)]
pub(super) struct FurtherPages {
    wanted: bool,
    outliner: Option<Outliner>,
    answers: u64,
    further_page: Option<String>,
    error: Option<String>,
}

impl FurtherPages {
    /// `wanted` is true if the records are inside responses; otherwise nothing is collected.
    pub(super) fn new(wanted: bool) -> Self {
        Self { wanted, ..Self::default() }
    }

    /// Takes a byte that belongs to no record.
    pub(super) fn take(&mut self, byte: u8) {
        if !self.wanted || (self.outliner.is_none() && byte != b'{') {
            return;
        }
        let outliner = self.outliner.get_or_insert_default();
        outliner.take(byte);
        if outliner.is_closed() {
            self.answers += 1;
            let members = self.outliner.take().unwrap_or_default().finish().members;
            self.further_page = further(&members, self.answers);
            self.error = self.error.take().or_else(|| error_answer::beside(&members));
        }
    }

    /// What the last response says about another page.
    pub(super) fn further_page(&self) -> Option<String> {
        self.further_page.clone()
    }
}

impl FurtherPages {
    /// The error of the first response that reports one.
    pub(super) fn error(&self) -> Option<String> {
        self.error.clone()
    }
}

/// What a response says about another page; `answers` is the number of responses so far.
fn further(members: &[OutlineMember], answers: u64) -> Option<String> {
    let spoken = || members.iter().filter(|member| is_of_answer(member));
    let named = |words: &str, member: &OutlineMember| is_word(words, name(member));
    let flag =
        spoken().find_map(|member| match (named(FURTHER, member), named(ENDED, member), &*member.value) {
            (true, _, "true") | (_, true, "false") => Some((member, true)),
            (true, _, "false") | (_, true, "true") => Some((member, false)),
            _ => None,
        });
    if let Some((member, more)) = flag {
        return more.then(|| format!("{:?} is {}", dotted(member), member.value));
    }
    let next = spoken().find(|member| named(NEXT, member) && is_something(member, members));
    let next = next.map(|member| format!("{:?} names it", dotted(member)));
    next.or_else(|| spoken().find_map(|member| counted(member, members, answers)))
}

fn name(member: &OutlineMember) -> &str {
    member.path.last().map_or("", String::as_str)
}

fn dotted(member: &OutlineMember) -> String {
    member.path.join(".")
}

/// True for a member of the response itself, or of its paging data.
fn is_of_answer(member: &OutlineMember) -> bool {
    let above = member.path.split_last().map_or(&[][..], |(_, above)| above);
    above.last().is_none_or(|name| is_word(PAGING, name) || is_word(NEXT, name) || above.len() < 3)
}

fn is_something(member: &OutlineMember, members: &[OutlineMember]) -> bool {
    match member.kind {
        MemberKind::Plain => !matches!(&*member.value, "" | "\"\"" | "false" | "0" | "-1"),
        MemberKind::Object => {
            let inner = |other: &&OutlineMember| {
                other.path.len() > member.path.len() && other.path.starts_with(&member.path)
            };
            members
                .iter()
                .filter(inner)
                .any(|other| other.kind == MemberKind::Plain && is_something(other, members))
        }
        _ => false,
    }
}

/// Compares the number of a page with the number of pages.
fn counted(member: &OutlineMember, members: &[OutlineMember], answers: u64) -> Option<String> {
    let of = |member: &OutlineMember| member.value.parse::<u64>().ok();
    let page = of(member).filter(|_| is_word(CURRENT_PAGE, name(member)))?;
    let above = member.path.split_last()?.1;
    let is_total = |other: &&OutlineMember| {
        is_word(PAGES, name(other)) && other.path.split_last().is_some_and(|(_, own)| own == above)
    };
    let total = members.iter().find(is_total)?;
    let pages = of(total)?;
    let page = if page == 0 || is_word(FROM_ZERO, name(member)) { page + 1 } else { page };
    (page.max(answers) < pages)
        .then(|| format!("{:?} is {}, and {:?} is {pages}", dotted(member), member.value, dotted(total)))
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case(r#"{"users":[],"next_page":2,"count":2}"#, Some("\"next_page\" names it"))]
    #[case(r#"{"users":[],"next_page":"https://example.org?page=2"}"#, Some("\"next_page\" names it"))]
    #[case(r#"{"users":[],"next_page":null}"#, None)]
    #[case(r#"{"users":[],"next":""}"#, None)]
    #[case(r#"{"users":[],"next":false}"#, None)]
    #[case(r#"{"data":[],"links":{"self":"x","next":"y"}}"#, Some("\"links.next\" names it"))]
    #[case(r#"{"data":[],"links":{"next":{"href":"y"}}}"#, Some("\"links.next\" names it"))]
    #[case(r#"{"results":[],"paging":{"next":{"after":"2"}}}"#, Some("\"paging.next\" names it"))]
    #[case(r#"{"results":[],"paging":{"next":{}}}"#, None)]
    #[case(
        r#"{"users":[],"meta":{"has_more":true},"links":{"next":"y"}}"#,
        Some("\"meta.has_more\" is true")
    )]
    #[case(r#"{"users":[],"meta":{"has_more":false},"links":{"next":"y"}}"#, None)]
    #[case(
        r#"{"data":{"customers":{"edges":[],"pageInfo":{"hasNextPage":true,"endCursor":"x"}}}}"#,
        Some("\"data.customers.pageInfo.hasNextPage\" is true")
    )]
    #[case(r#"{"data":{"customers":{"edges":[],"pageInfo":{"hasNextPage":false,"endCursor":"x"}}}}"#, None)]
    #[case(r#"{"records":[],"done":false,"nextRecordsUrl":"/x"}"#, Some("\"done\" is false"))]
    #[case(r#"{"records":[],"done":true}"#, None)]
    #[case(
        r#"{"customer":{"totalRecords":50,"nextQuery":"x","records":[]}}"#,
        Some("\"customer.nextQuery\" names it")
    )]
    #[case(r#"{"value":[],"@odata.nextLink":"h"}"#, Some("\"@odata.nextLink\" names it"))]
    #[case(r#"{"page":1,"total_pages":2,"data":[]}"#, Some("\"page\" is 1, and \"total_pages\" is 2"))]
    #[case(r#"{"page":2,"total_pages":2,"data":[]}"#, None)]
    #[case(r#"{"page":0,"total_pages":1,"data":[]}"#, None)]
    #[case(r#"{"data":[],"page":{"number":4,"totalPages":5}}"#, None)]
    #[case(
        r#"{"data":[],"meta":{"current_page":1,"last_page":3}}"#,
        Some("\"meta.current_page\" is 1, and \"meta.last_page\" is 3")
    )]
    #[case(r#"{"users":[],"next_page":2}{"users":[],"next_page":null}"#, None)]
    #[case(r#"[{"users":[],"next_page":2},{"users":[],"next_page":3}]"#, Some("\"next_page\" names it"))]
    fn further_pages_are_detected(#[case] text: &str, #[case] expected: Option<&str>) {
        let mut pages = FurtherPages::new(true);
        text.bytes().for_each(|byte| pages.take(byte));
        assert_eq!(pages.further_page().as_deref(), expected, "{text}");
    }
}
