//! Secrets appear in no output, log or file, and are sent to no other host.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use deskferry::sandbox::{RequestKind, SimulatedFault};
use rstest::rstest;

use super::people;
use crate::command_line::{Desk, Ferry, Ran, SIMPLE, assert_not_in_files};

const API_TOKEN: &str = "YXBpLVNFQ1JFVC03N2E5OnBhc3N3b3JkLTc3YTk=";
const BEARER: &str = "bearer-SECRET-31c8";
const CLIENT_ID: &str = "client-SECRET-90e2";

/// Fails if a secret appears in the output or in any file that was left.
#[track_caller]
fn assert_silent(ran: &Ran) {
    for secret in [API_TOKEN, BEARER, CLIENT_ID, "sandbox-token-"] {
        assert!(!ran.stdout.contains(secret) && !ran.stderr.contains(secret), "{secret} was said: {ran}");
        assert_not_in_files(ran.path(), secret);
    }
}

fn ferry(base: &str, secret: (&str, &str)) -> Ferry {
    let ferry = Ferry::new().file("m.toml", SIMPLE).file("a.csv", people(5));
    ferry.env("DESKERO_BASE_URL", base).env("DESKERO_CLIENT_ID", CLIENT_ID).env(secret.0, secret.1)
}

const LOUD: [&str; 2] = ["-vv", "-vv --log-format json"];

fn loud_import(desk: &Desk, secret: (&str, &str), loud: &str) -> Ran {
    let ferry = ferry(desk.base_url(), secret);
    ferry.line("import a.csv -m m.toml --settle-for 1ms").line(loud).fast().run()
}

#[rstest]
#[case::api_token("DESKERO_API_TOKEN", API_TOKEN)]
#[case::bearer("DESKERO_TOKEN", BEARER)]
fn refused_credentials_end_with_3_and_are_not_shown(#[case] name: &str, #[case] secret: &str) {
    let desk = Desk::new();
    for loud in LOUD {
        let ran = loud_import(&desk, (name, secret), loud);
        let ran = ran.status(3).says("not authorized");
        assert_silent(&ran);
        assert!(super::writes(&desk).is_empty());
        let ran = ran.then().env("DESKERO_BASE_URL", desk.base_url()).env("DESKERO_CLIENT_ID", CLIENT_ID);
        let ran = ran.env(name, secret).line("customer find").line(loud).run().status(3);
        assert_silent(&ran);
    }
}

#[rstest]
#[case::api_token("DESKERO_API_TOKEN", API_TOKEN)]
#[case::bearer("DESKERO_TOKEN", BEARER)]
fn good_credentials_are_not_shown_either(#[case] name: &str, #[case] secret: &str) {
    let desk = Desk::with(|options| {
        (options.client_id, options.api_token) = (CLIENT_ID.to_owned(), API_TOKEN.to_owned());
        options.bearer = Some(BEARER.to_owned());
    });
    for fault in [SimulatedFault::StatusBefore(400), SimulatedFault::Html, SimulatedFault::DropBefore] {
        desk.fail_next(RequestKind::Insert, 1, fault);
    }
    for loud in LOUD {
        let ran = loud_import(&desk, (name, secret), loud);
        assert!(
            ran.stderr.contains("/customer/insert") || ran.count("inserted") == 0,
            "the log is on: {ran}"
        );
        assert_silent(&ran);
    }
    assert!(
        desk.requests()
            .iter()
            .all(|request| request.client_id.is_none() == (request.kind == RequestKind::Token))
    );
}

/// Answers every request with a function of its head.
struct Listener {
    base: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Listener {
    fn start(answer: impl Fn(&str) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let heads: Arc<Mutex<Vec<String>>> = Arc::default();
        let seen = Arc::clone(&heads);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                serve(stream, &answer, &seen);
            }
        });
        Self { base, heads }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

/// One request per connection.
fn serve(mut stream: TcpStream, answer: &impl Fn(&str) -> String, seen: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut head, mut line) = (String::new(), String::new());
    while reader.read_line(&mut line).is_ok_and(|size| size > 2) {
        head.push_str(&line);
        line.clear();
    }
    let length = head
        .lines()
        .find_map(|line| line.to_ascii_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    drop(reader.read_exact(&mut body));
    seen.lock().unwrap().push(head.clone());
    drop(stream.write_all(answer(&head).as_bytes()));
}

fn http(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}", body.len())
}

#[rstest]
fn a_redirect_is_not_followed(
    #[values("301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent")]
    status: &'static str,
    #[values("customer find", "customer insert name=Ada", "import a.csv -m m.toml")] line: &str,
) {
    let target = Listener::start(|_| http("200 OK", "", "{\"id\": \"1\"}"));
    let location = format!("Location: {}/customer/list?page=1\r\n", target.base);
    let first = Listener::start(move |_| http(status, &location, ""));
    let ran = ferry(&first.base, ("DESKERO_TOKEN", BEARER)).line(line).line("--rate 0 -vv").run();
    assert!([1, 4].contains(&ran.status), "{ran}");
    let ran = ran.says("not followed");
    assert_silent(&ran);
    assert_eq!(target.heads(), [""; 0], "nothing went to the other host");
    assert_eq!(first.heads().len(), 1, "{ran}");
}

#[test]
fn a_redirect_of_the_token_call_is_not_followed() {
    let target = Listener::start(|_| http("200 OK", "", "{\"access_token\": \"x\"}"));
    let location = format!("Location: {}/oauth/token\r\n", target.base);
    let first = Listener::start(move |_| http("302 Found", &location, ""));
    let ran = ferry(&first.base, ("DESKERO_API_TOKEN", API_TOKEN)).line("customer find --rate 0 -vv").run();
    assert!([3, 4].contains(&ran.status), "{ran}");
    assert_silent(&ran);
    assert_eq!(target.heads(), [""; 0]);
}

#[test]
fn a_next_page_on_another_host_is_not_asked_there() {
    let target = Listener::start(|_| http("204 No Content", "", ""));
    let base = target.base.clone();
    let desk = Desk::with(|options| {
        options.set("start-customers", "60").unwrap();
        options.next_base = Some(base);
    });
    let ran = Ferry::new().sandbox(&desk).line("customer find --rate 0").run().status(0);
    assert_eq!(ran.stdout.lines().count(), 60, "{ran}");
    assert_eq!(target.heads(), [""; 0]);
}

#[test]
fn secrets_that_the_server_repeats_are_not_shown() {
    let echo =
        |head: &str| http("400 Bad Request", "", &format!("{{\"error\": {:?}}}", head.replace('"', "")));
    let server = Listener::start(move |head| match head.contains("POST") {
        true => echo(head),
        false => http("204 No Content", "", ""),
    });
    let ran = ferry(&server.base, ("DESKERO_TOKEN", BEARER));
    let ran = ran.line("import a.csv -m m.toml -vv").fast().run().status(1);
    assert!(
        server.heads().iter().any(|head| head.contains(BEARER) && head.contains(CLIENT_ID)),
        "they were sent"
    );
    assert_eq!(ran.count("rejected"), 5, "{ran}");
    assert_silent(&ran);
}

/// 0.0.0.0 means this machine, but its name is not a loopback address.
#[test]
fn plain_http_to_another_machine_is_refused_before_anything_is_sent() {
    let calls = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&calls);
    let server = Listener::start(move |_| {
        count.fetch_add(1, Ordering::Relaxed);
        http("204 No Content", "", "")
    });
    let base = server.base.replace("127.0.0.1", "0.0.0.0");
    for line in ["import a.csv -m m.toml", "customer find", "customer insert name=Ada"] {
        let ran = ferry(&base, ("DESKERO_TOKEN", BEARER))
            .line(line)
            .run()
            .status(2)
            .says("would send the credentials unencrypted");
        assert_silent(&ran);
        assert!(ran.folders().is_empty(), "no run was begun");
    }
    assert_eq!(calls.load(Ordering::Relaxed), 0);
    ferry(&base, ("DESKERO_TOKEN", BEARER)).line("customer find --allow-http").run().status(1);
    assert_eq!(calls.load(Ordering::Relaxed), 1);
}
