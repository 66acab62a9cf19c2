//! Requests that other pages could make a browser send: rebound names, foreign origins, frames.

use reqwest::Method;
use rstest::rstest;

use super::{RunningWorkbench, ferry, office_file};

/// Every request of the API, with a body that would do something.
fn requests(id: &str) -> Vec<(Method, String, String)> {
    let file = format!("api/files/{id}");
    vec![
        (Method::GET, "api/project".to_owned(), String::new()),
        (Method::GET, "api/events".to_owned(), String::new()),
        (Method::GET, format!("{file}/look"), String::new()),
        (Method::POST, "api/files?name=evil.csv".to_owned(), "a\n1\n".to_owned()),
        (Method::PATCH, file.clone(), r#"{"delimiter":"|"}"#.to_owned()),
        (Method::POST, "api/mapping".to_owned(), format!("{{\"file\":\"{id}\"}}")),
        (Method::POST, "api/undo".to_owned(), r#"{"what":"reading","about":"c.csv"}"#.to_owned()),
        (Method::POST, "api/redo".to_owned(), r#"{"what":"reading","about":"c.csv"}"#.to_owned()),
        (Method::DELETE, file, String::new()),
    ]
}

#[rstest]
#[case::rebound(&[("host", "evil.example:PORT")], 403, 403)]
#[case::another_port(&[("host", "127.0.0.1:1")], 403, 403)]
#[case::foreign(&[("origin", "http://evil.example")], 403, 403)]
#[case::other_port(&[("origin", "http://127.0.0.1:1")], 403, 403)]
#[case::opaque(&[("origin", "null")], 403, 403)]
#[case::same_site(&[("sec-fetch-site", "same-site"), ("origin", "OWN")], 403, 403)]
#[case::cross_site(&[("sec-fetch-site", "cross-site")], 403, 403)]
#[case::unsaid(&[], 200, 403)]
fn other_pages_reach_nothing(#[case] headers: &[(&str, &str)], #[case] reads: u16, #[case] writes: u16) {
    let workbench = RunningWorkbench::open(ferry(), "");
    let id = workbench.dropped("c.csv", office_file());
    let port = workbench.base.rsplit_once(':').unwrap().1;
    for (method, path, body) in requests(&id) {
        let is_read = method == Method::GET;
        // An open stream of events would never end here.
        if path.ends_with("events") && reads == 200 {
            continue;
        }
        let mut request = workbench
            .bare(method, &format!("{}{path}", workbench.base_path))
            .header("cookie", &workbench.cookie);
        for (name, value) in headers {
            request = request.header(*name, value.replace("PORT", port).replace("OWN", &workbench.base));
        }
        let answer = workbench.send(request.body(body));
        let expected = if is_read { reads } else { writes };
        assert_eq!(answer.status, expected, "{path}: {}", answer.text);
        assert!(!answer.headers.contains_key("access-control-allow-origin"));
    }
    let project = workbench.project();
    assert_eq!(project["files"].as_array().unwrap().len(), 1);
    assert_eq!(project["files"][0]["reading"]["delimiter"], serde_json::Value::Null);
    assert!(project["mapping"].is_null() && workbench.names("files") == ["c.csv"]);
}

#[test]
fn localhost_is_this_server_too() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let host = workbench.base.replace("http://127.0.0.1", "localhost");
    let request = workbench.bare(Method::GET, &format!("{}api/project", workbench.base_path));
    let answer = workbench.send(request.header("host", host).header("cookie", &workbench.cookie));
    assert_eq!(answer.status, 200);
}

#[test]
fn a_question_before_a_foreign_request_is_not_answered() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let request = workbench.bare(Method::OPTIONS, &format!("{}api/files", workbench.base_path));
    let request =
        request.header("origin", "http://evil.example").header("access-control-request-method", "POST");
    let answer = workbench.send(request);
    assert_eq!(answer.status, 403);
    assert!(answer.headers.keys().all(|name| !name.as_str().starts_with("access-control")));
}

#[test]
fn every_answer_is_protected() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let answers = [
        workbench.get(""),
        workbench.get("main.js"),
        workbench.get("nothing.js"),
        workbench.get("api/project"),
        workbench.get("api/files/000/look"),
        workbench.exchange("wrong"),
        workbench.send(workbench.bare(Method::GET, "/health")),
        workbench.send(workbench.bare(Method::GET, "/elsewhere")),
    ];
    assert_eq!(
        answers.each_ref().map(|answer| answer.status.as_u16()),
        [200, 200, 404, 200, 404, 403, 200, 401]
    );
    for answer in &answers {
        let header = |name: &str| answer.headers.get(name).map_or("", |value| value.to_str().unwrap());
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none';"), "{policy}");
        for part in ["script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'"] {
            assert!(policy.contains(part), "{policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
        let others = [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "no-referrer"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cache-control", "no-store"),
            ("x-frame-options", "DENY"),
        ];
        others.iter().for_each(|(name, value)| assert_eq!(header(name), *value, "{answer:?}"));
    }
}

#[test]
fn a_long_body_is_refused() {
    let workbench = RunningWorkbench::open(ferry(), "");
    let id = workbench.dropped("c.csv", office_file());
    let long = format!("{{\"sheet\":\"{}\"}}", "x".repeat(70_000));
    let request = workbench.request(Method::PATCH, &format!("api/files/{id}")).body(long);
    let refused = workbench.send(request).refused(413);
    assert!(refused["message"].as_str().unwrap().contains("longer than 65536 bytes"), "{refused}");
    for odd in ["", "[]", "{\"delimeter\":\";\"}", "{\"header_row\":-1}", "{\"no_header\":\"yes\"}", "\u{0}"]
    {
        let request = workbench.request(Method::PATCH, &format!("api/files/{id}")).body(odd);
        let refused = workbench.send(request).refused(400);
        assert!(refused["message"].as_str().unwrap().contains("can't be understood"), "{odd}: {refused}");
    }
    assert_eq!(workbench.look(&id)["found"]["delimiter"]["value"], ";");
}
