//! The keys of a bucket appear in no output, log or file, whatever the store answers.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use rstest::rstest;

use super::desk;
use crate::command_line::{Ferry, Ran, assert_not_in_files};

const ACCESS_KEY: &str = "access-key-hush-5d1";
const SECRET: &str = "secret-key-hush-5d2";
const SESSION: &str = "session-token-hush-5d3";

/// Returns the store's status, further headers and body for a request.
type Answer = fn(&str) -> (u16, String, String);

/// A store that sees every request in full and may repeat any of it.
struct Store {
    address: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Store {
    fn start(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let heads: Arc<Mutex<Vec<String>>> = Arc::default();
        let seen = Arc::clone(&heads);
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let seen = Arc::clone(&seen);
                std::thread::spawn(move || serve(stream, answer, &seen));
            }
        });
        Self { address, heads }
    }

    /// The secrets so far: the keys, and each signature that was sent.
    fn secrets(&self) -> Vec<String> {
        let heads = self.heads.lock().unwrap();
        let signed = heads.iter().filter_map(|head| {
            let (_, signature) = head.split_once("Signature=")?;
            Some(signature.split_whitespace().next()?.to_owned())
        });
        [ACCESS_KEY, SECRET, SESSION].map(ToOwned::to_owned).into_iter().chain(signed).collect()
    }
}

fn serve(mut stream: TcpStream, answer: Answer, seen: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    loop {
        let (mut head, mut line, mut length) = (String::new(), String::new(), 0);
        while reader.read_line(&mut line).is_ok_and(|size| size > 2) {
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            head.push_str(&line);
            line.clear();
        }
        if head.is_empty() {
            return;
        }
        std::io::copy(&mut reader.by_ref().take(length), &mut std::io::sink()).unwrap();
        let (status, headers, body) = answer(&head);
        seen.lock().unwrap().push(head);
        let length = body.len();
        let text = format!("HTTP/1.1 {status} Word\r\ncontent-length: {length}\r\n{headers}\r\n{body}");
        if status == 0 || stream.write_all(text.as_bytes()).is_err() {
            return;
        }
    }
}

/// S3's answer to a wrong signature, with everything that was signed.
fn told(code: &str, head: &str) -> String {
    format!(
        "<Error><Code>{code}</Code><AWSAccessKeyId>{ACCESS_KEY}</AWSAccessKeyId><CanonicalRequest>{head}\
         </CanonicalRequest><Url>https://bucket.example/x?X-Amz-Security-Token={SESSION}&amp;X-Amz-Signature=\
         {SECRET}</Url></Error>"
    )
}

fn wrong(head: &str) -> (u16, String, String) {
    (403, String::new(), told("SignatureDoesNotMatch", head))
}

fn odd(head: &str) -> (u16, String, String) {
    (400, String::new(), told(&format!("Key {ACCESS_KEY}"), head))
}

fn ill(head: &str) -> (u16, String, String) {
    (500, String::new(), told("InternalError", head))
}

fn elsewhere(head: &str) -> (u16, String, String) {
    let to = format!("location: http://127.0.0.1:1/x?X-Amz-Security-Token={SESSION}&k={ACCESS_KEY}\r\n");
    (307, to, told("TemporaryRedirect", head))
}

fn silent(_: &str) -> (u16, String, String) {
    (0, String::new(), String::new())
}

#[track_caller]
fn assert_silent(ran: &Ran, store: &Store) {
    for secret in store.secrets() {
        assert!(!ran.stdout.contains(&secret) && !ran.stderr.contains(&secret), "{secret} was said: {ran}");
        assert_not_in_files(ran.path(), &secret);
    }
}

#[rstest]
#[case::refused(wrong)]
#[case::of_an_odd_form(odd)]
#[case::failed(ill)]
#[case::redirected(elsewhere)]
#[case::broken_off(silent)]
fn no_answer_of_the_store_makes_us_show_a_key(
    #[case] answer: Answer,
    #[values(
        "export -o s3://bucket/out.csv",
        "backup s3://bucket/nightly",
        "check s3://bucket/nightly/latest",
        "restore s3://bucket/nightly/20261123T010000Z-3f9a0c"
    )]
    line: &str,
) {
    let (desk, store) = (desk(3, ""), Store::start(answer));
    let ferry = Ferry::new().sandbox(&desk).line(line).line("-vv --log-format json").fast();
    let ferry = ferry.env("AWS_ACCESS_KEY_ID", ACCESS_KEY).env("AWS_SECRET_ACCESS_KEY", SECRET);
    let ferry = ferry.env("AWS_SESSION_TOKEN", SESSION).env("AWS_ALLOW_HTTP", "true");
    let ran = ferry.env("AWS_ENDPOINT_URL", format!("http://{}", store.address)).run();
    assert!([2, 3, 4].contains(&ran.status) && ran.stderr.contains("s3://bucket/"), "{ran}");
    assert!(
        store.heads.lock().unwrap().iter().any(|head| head.contains(ACCESS_KEY)),
        "they were sent: {ran}"
    );
    assert_silent(&ran, &store);
}
