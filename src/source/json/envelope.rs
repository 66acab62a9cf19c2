//! Decides whether objects are customers, or API responses with the customers in one of their members.
//!
//! It is a pure function of an object's outline. Unclear cases become a question to the user. So no part of a
//! response is ever taken for a customer, and no list inside a customer for customers.

use super::answer_words::{ERRORS, LISTS, OWN_LISTS, PAGING, PERSON, SURE_PAGING, is_word};
use super::envelope_verdict::EnvelopeVerdict;
use super::error_answer;
use super::object_outline::{MemberKind, ObjectOutline, OutlineMember};
use super::table_object;

fn is_one_of(list: &str, member: &OutlineMember) -> bool {
    member.path.last().is_some_and(|name| is_word(list, name))
}

/// Classifies an object. In an export by deskferry (`exported`), it has customers unless this is impossible.
pub(super) fn classify_object(outline: &ObjectOutline, exported: bool) -> EnvelopeVerdict {
    let members = &outline.members;
    let lists: Vec<&OutlineMember> = members.iter().filter(|member| is_list(member, members)).collect();
    if let Some(error) = error_answer::of_named(members).filter(|_| !exported) {
        return failed(&error);
    }
    if lists.is_empty() {
        return without_lists(members);
    }
    if let Some(twice) = twice(&lists) {
        return EnvelopeVerdict::NoRecords(format!(
            "has the list {:?} twice in one object, so one of them may be lost",
            dotted(twice)
        ));
    }
    let paths = || lists.iter().map(|list| list.path.clone()).collect::<Vec<_>>();
    let others: Vec<&OutlineMember> = others(members, &lists);
    let listed = lists.iter().any(|list| is_one_of(LISTS, list));
    let own = lists.iter().all(|list| is_one_of(OWN_LISTS, list));
    let person = others.iter().any(|member| is_one_of(PERSON, member) && member.kind == MemberKind::Plain);
    match lists.as_slice() {
        _ if person && !listed => EnvelopeVerdict::Objects,
        _ if !others.is_empty() && exported => EnvelopeVerdict::Objects,
        [one] if !person && listed && members.iter().any(is_sure) => {
            EnvelopeVerdict::Inside(one.path.clone())
        }
        _ if !others.is_empty() || (own && lists.len() == 1) => EnvelopeVerdict::Unsure(paths()),
        [one] => EnvelopeVerdict::Inside(one.path.clone()),
        _ => EnvelopeVerdict::Several(paths()),
    }
}

/// Classifies an element of an array. Array elements are more often customers with lists of their own than responses.
/// So only a list with a common name for customers counts.
pub(super) fn classify_element(outline: &ObjectOutline) -> EnvelopeVerdict {
    match classify_object(outline, false) {
        EnvelopeVerdict::Unsure(paths) => {
            let listed = |path: &Vec<String>| path.last().is_some_and(|name| is_word(LISTS, name));
            let lists: Vec<&OutlineMember> =
                outline.members.iter().filter(|member| is_list(member, &outline.members)).collect();
            let bare = others(&outline.members, &lists).is_empty();
            if bare || paths.iter().any(listed) {
                EnvelopeVerdict::Unsure(paths)
            } else {
                EnvelopeVerdict::Objects
            }
        }
        EnvelopeVerdict::Columns | EnvelopeVerdict::ById(_) => EnvelopeVerdict::Objects,
        verdict => verdict,
    }
}

/// True for a member at the top that only a response has.
fn is_sure(member: &OutlineMember) -> bool {
    member.path.len() == 1 && is_one_of(SURE_PAGING, member)
}

/// The path that occurs twice among the lists.
fn twice<'a>(lists: &[&'a OutlineMember]) -> Option<&'a [String]> {
    let again = |(at, list): &(usize, &&'a OutlineMember)| {
        lists.iter().take(*at).any(|other| other.path == list.path)
    };
    lists.iter().enumerate().find(again).map(|(_, list)| list.path.as_slice())
}

/// True for an array of objects that is not part of the metadata of a response.
fn is_list(member: &OutlineMember, members: &[OutlineMember]) -> bool {
    let meta = |path: &[String]| {
        members
            .iter()
            .any(|above| above.path == path && (is_one_of(PAGING, above) || is_one_of(ERRORS, above)))
    };
    let above = (1..=member.path.len()).filter_map(|length| member.path.get(..length));
    member.kind == MemberKind::Objects && !above.into_iter().any(meta)
}

/// The members next to the lists, and next to the objects with the lists, that are not metadata.
fn others<'a>(members: &'a [OutlineMember], lists: &[&OutlineMember]) -> Vec<&'a OutlineMember> {
    let beside = |member: &&OutlineMember| {
        let parent = member.path.split_last().map_or(&[][..], |(_, parent)| parent);
        lists.iter().any(|list| list.path.starts_with(parent) && list.path.len() > parent.len())
            && !lists.iter().any(|list| list.path.starts_with(&member.path))
    };
    let silent = |member: &&OutlineMember| !is_one_of(PAGING, member) && !is_one_of(ERRORS, member);
    let empty = |member: &&OutlineMember| {
        let nothing = matches!(member.kind, MemberKind::Nothing | MemberKind::Null);
        !nothing || !(is_one_of(LISTS, member) || is_one_of(OWN_LISTS, member))
    };
    members.iter().filter(beside).filter(silent).filter(empty).collect()
}

/// The verdict for a response to a failed request.
pub(super) fn failed(error: &str) -> EnvelopeVerdict {
    EnvelopeVerdict::NoRecords(format!("is an API's response to a failed request ({error}), not customers"))
}

/// Classifies an object without arrays of objects: a customer, a response without customers, or an error.
fn without_lists(members: &[OutlineMember]) -> EnvelopeVerdict {
    let top = || members.iter().filter(|member| member.path.len() == 1);
    let is_meta = |member: &OutlineMember| is_one_of(PAGING, member) || is_one_of(ERRORS, member);
    if let Some(error) = error_answer::of(members) {
        return failed(&error);
    }
    if top().next().is_some() && top().all(is_meta) {
        let names: Vec<String> = top().take(5).map(|member| format!("{:?}", member.path.concat())).collect();
        return EnvelopeVerdict::NoRecords(format!(
            "is an API response without a list of customers: it has only {}",
            names.join(", ")
        ));
    }
    table_object::classify_table(members).or_else(|| empty_list(members)).unwrap_or(EnvelopeVerdict::Objects)
}

/// The verdict for a list of customers that is empty or null.
fn empty_list(members: &[OutlineMember]) -> Option<EnvelopeVerdict> {
    let empty = |member: &&OutlineMember| {
        matches!(member.kind, MemberKind::Nothing | MemberKind::Null) && is_one_of(LISTS, member)
    };
    let list = members.iter().find(empty)?;
    let alike: Vec<&OutlineMember> = members.iter().filter(empty).collect();
    if let Some(twice) = twice(&alike) {
        return Some(EnvelopeVerdict::NoRecords(format!(
            "has the list {:?} twice in one object, so one of them may be lost",
            dotted(twice)
        )));
    }
    if !others(members, &[list]).is_empty() {
        return None;
    }
    Some(match list.kind {
        MemberKind::Null => EnvelopeVerdict::NoRecords(format!(
            "is an API response whose {:?} is null, so it has no customers",
            dotted(&list.path)
        )),
        _ => EnvelopeVerdict::Inside(list.path.clone()),
    })
}

/// A path as `--records` accepts it.
pub(super) fn dotted(path: &[String]) -> String {
    path.join(".")
}

/// The lists of objects in an outline, as `--records` accepts them.
pub(super) fn lists(outline: &ObjectOutline) -> Vec<String> {
    let lists = outline
        .members
        .iter()
        .filter(|member| matches!(member.kind, MemberKind::Objects | MemberKind::Nothing));
    lists.map(|member| dotted(&member.path)).collect()
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::super::object_outline::outline;
    use super::*;

    fn words(text: &str) -> String {
        let paths =
            |paths: Vec<Vec<String>>| paths.iter().map(|path| dotted(path)).collect::<Vec<_>>().join(" ");
        match classify_object(&outline(text), false) {
            EnvelopeVerdict::Objects => "objects".to_owned(),
            EnvelopeVerdict::Inside(path) => format!("in {}", dotted(&path)),
            EnvelopeVerdict::Unsure(all) => format!("unsure {}", paths(all)),
            EnvelopeVerdict::Several(all) => format!("several {}", paths(all)),
            EnvelopeVerdict::NoRecords(_) | EnvelopeVerdict::Columns | EnvelopeVerdict::ById(_) => {
                "none".to_owned()
            }
        }
    }

    #[rstest]
    #[case(r#"{"users":[{"id":1}],"next_page":null,"count":2}"#, "in users")]
    #[case(r#"{"data":[{"id":1}]}"#, "in data")]
    #[case(
        r#"{"customer":{"totalRecords":50,"nextQuery":"x","records":[{"id":"1"}]}}"#,
        "in customer.records"
    )]
    #[case(
        r#"{"data":{"customers":{"edges":[{"node":{"email":"x"}}],"pageInfo":{"hasNextPage":true}}}}"#,
        "in data.customers.edges"
    )]
    #[case(r#"{"took":3,"timed_out":false,"_shards":{"total":1},"hits":{"total":{"value":1},"hits":[{"_source":{}}]}}"#, "in hits.hits")]
    #[case(r#"{"@odata.context":"x","value":[{"id":1}]}"#, "in value")]
    #[case(r#"{"data":[{"id":1}],"included":[{"id":1}],"links":[{"rel":"next"}],"errors":[{}]}"#, "in data")]
    #[case(r#"{"persone":[{"nome":"Ada"}]}"#, "in persone")]
    #[case(r#"{"users":[],"count":0}"#, "in users")]
    #[case(r#"{"customer":{"totalRecords":0,"records":[]}}"#, "in customer.records")]
    #[case(r#"{"users":[{"id":1}],"organizations":[{"id":5}]}"#, "several users organizations")]
    #[case(r#"{"users":[{"id":1}],"organizations":[],"groups":null,"count":1}"#, "in users")]
    #[case(r#"{"name":"Ada","addresses":[{"city":"Rome"}]}"#, "objects")]
    #[case(r#"{"id":1,"email":"a@x","orders":[{}],"emails":[{}]}"#, "objects")]
    #[case(r#"{"name":"Ada","profile":{"emails":[{}]}}"#, "objects")]
    #[case(r#"{"customer":{"name":"Ada","addresses":[{}]}}"#, "objects")]
    #[case(r#"{"id":1,"name":"ACME","contacts":[{}]}"#, "unsure contacts")]
    #[case(r#"{"name":"Our customers","customers":[{}]}"#, "unsure customers")]
    #[case(r#"{"kunde":"Ada","adressen":[{}]}"#, "unsure adressen")]
    #[case(r#"{"addresses":[{"city":"Rome"}]}"#, "unsure addresses")]
    #[case(r#"{"name":"Ada","tags":["a"]}"#, "objects")]
    #[case(r#"{"name":"Ada","tags":[],"data":null}"#, "objects")]
    #[case(r#"{"Name":"Ada","status":"active","message":"hi"}"#, "objects")]
    #[case(r#"{"customer":{"name":"Ada"}}"#, "objects")]
    #[case(r#"{"error":"invalid_token","error_description":"expired"}"#, "none")]
    #[case(r#"{"message":"Not Found","documentation_url":"https://example.org"}"#, "none")]
    #[case(r#"{"errors":[{"status":"401"}]}"#, "none")]
    #[case(r#"{"message":"OK","users":[]}"#, "in users")]
    #[case(r#"{"success":false,"error":"unauthorized","data":[]}"#, "none")]
    #[case(r#"{"name":"NotAuthenticated","message":"No auth token","code":401,"className":"not-authenticated","errors":{}}"#, "none")]
    #[case(r#"{"name":"Unauthorized","message":"Invalid credentials.","code":0,"status":401,"type":"UnauthorizedHttpException"}"#, "none")]
    #[case(r#"{"name":"NOT_AUTHORIZED","details":[{"issue":"X"}],"message":"Authorization failed","debug_id":"x"}"#, "none")]
    #[case(r#"{"code":"rest_forbidden","message":"Sorry","data":{"status":401}}"#, "none")]
    #[case(r#"{"type":"about:blank","title":"Unauthorized","status":401}"#, "none")]
    #[case(r#"{"name":"Ada","message":"hi","code":"A7","status":"active"}"#, "objects")]
    #[case(r#"{"name":"Ada","title":"Dr","status":1,"type":"b"}"#, "objects")]
    #[case(r#"{"id":1,"name":"Ada","message":"hi","code":404}"#, "objects")]
    #[case(r#"{"users":null}"#, "none")]
    #[case(r#"{"count":0,"next":null}"#, "none")]
    #[case("{}", "objects")]
    #[case::pipedrive(r#"{"success":true,"data":[{"id":1}],"additional_data":{"pagination":{"start":0}},"related_objects":{"user":{"1":{"id":1}}}}"#, "in data")]
    #[case::hubspot(r#"{"contacts":[{"vid":1}],"has-more":true,"vid-offset":9}"#, "in contacts")]
    #[case::hubspot_3(r#"{"results":[{"id":1}],"paging":{"next":{"after":"x"}}}"#, "in results")]
    #[case::magento(
        r#"{"items":[{"id":1}],"search_criteria":{"filter_groups":[{"filters":[{}]}]},"total_count":1}"#,
        "in items"
    )]
    #[case::scim(
        r#"{"schemas":["urn:x"],"totalResults":1,"itemsPerPage":1,"startIndex":1,"Resources":[{"id":1}]}"#,
        "in Resources"
    )]
    #[case::zendesk(r#"{"users":[{"id":1}],"next_page":null,"previous_page":null,"count":1}"#, "in users")]
    #[case::intercom(r#"{"type":"list","data":[{"id":1}],"total_count":1,"pages":{"type":"pages","next":null,"page":1,"per_page":50,"total_pages":1}}"#, "in data")]
    #[case::salesforce(
        r#"{"totalSize":1,"done":true,"records":[{"attributes":{"type":"Contact"}}]}"#,
        "in records"
    )]
    #[case::odoo(r#"{"jsonrpc":"2.0","id":7,"result":[{"id":1}]}"#, "in result")]
    #[case::odoo_web(
        r#"{"jsonrpc":"2.0","id":7,"result":{"length":1,"records":[{"id":1}]}}"#,
        "in result.records"
    )]
    #[case::shopify(r#"{"customers":[{"id":1}]}"#, "in customers")]
    #[case::zoho(
        r#"{"data":[{"id":1}],"info":{"per_page":200,"count":1,"page":1,"more_records":false}}"#,
        "in data"
    )]
    #[case::mailchimp(
        r#"{"members":[{"id":1}],"list_id":"a","total_items":1,"_links":[{"rel":"self"}]}"#,
        "in members"
    )]
    #[case::freshsales(r#"{"contacts":[{"id":1}],"meta":{"total_pages":1,"total":1}}"#, "in contacts")]
    #[case::chargebee(r#"{"list":[{"customer":{"id":1}}],"next_offset":"x"}"#, "in list")]
    #[case::stripe(
        r#"{"object":"list","url":"/v1/customers","has_more":false,"data":[{"id":1}]}"#,
        "in data"
    )]
    #[case::no_data(r#"{"success":true,"data":null}"#, "none")]
    #[case::no_data_with_more(
        r#"{"success":true,"data":null,"additional_data":{"pagination":{"start":0}}}"#,
        "none"
    )]
    #[case::repeated_member(r#"{"users":[],"users":[]}"#, "none")]
    #[case::repeated_member_with_rows(r#"{"users":[{"id":1}],"users":[{"id":2}]}"#, "none")]
    #[case::a_user_of_scim(
        r#"{"schemas":["urn:x"],"id":"1","userName":"ada","emails":[{"value":"a@x"}]}"#,
        "unsure emails"
    )]
    fn each_envelope_is_recognized(#[case] text: &str, #[case] expected: &str) {
        assert_eq!(words(text), expected, "{text}");
    }
}
