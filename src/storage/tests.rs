//! Parsing of locations, and the errors of stores. The conformance tests are in `tests/it/storage.rs`.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use rstest::rstest;
use secrecy::SecretString;

use super::storage_trait::checked;
use super::{Location, LocationError, StoreError, StoreOptions};
use crate::file::FileError;

fn bucket(bucket: &str, key: &str) -> Location {
    Location::Bucket { bucket: bucket.to_owned(), key: key.to_owned() }
}

#[rstest]
#[case("-", Location::Standard)]
#[case("out.csv", Location::Path(PathBuf::from("out.csv")))]
#[case("/a/b c/", Location::Path(PathBuf::from("/a/b c/")))]
#[case("C:\\x", Location::Path(PathBuf::from("C:\\x")))]
#[case("a/s3://b", Location::Path(PathBuf::from("a/s3://b")))]
#[case("file:///a/b%20c", Location::Path(PathBuf::from("/a/b c")))]
#[case("s3://bucket", bucket("bucket", ""))]
#[case("s3://bucket/", bucket("bucket", ""))]
#[case("s3://bucket/a/b.csv.gz", bucket("bucket", "a/b.csv.gz"))]
#[case("s3://bucket/a%20b/%C3%BC/", bucket("bucket", "a b/ü"))]
#[case("s3://bucket/ü", bucket("bucket", "ü"))]
fn a_location_is_parsed(#[case] text: &str, #[case] target: Location) {
    assert_eq!(Location::parse(text), Ok(target));
}

#[rstest]
#[case("", "is empty")]
#[case("gs://bucket/x", "gs:// addresses are not supported")]
#[case("S3://bucket/x", "S3:// addresses are not supported")]
#[case("file://host/x", "no host")]
#[case("s3:///x", "no bucket")]
#[case("s3://", "no bucket")]
#[case("s3://bucket:9000/x", "AWS_ENDPOINT_URL")]
#[case("s3://bucket/x?y=1", "? or #")]
#[case("s3://bucket/x#y", "? or #")]
#[case("s3://bucket/a//b", "path is not valid")]
#[case("s3://bucket/%00", "path is not valid")]
fn an_invalid_location_is_refused(#[case] text: &str, #[case] word: &str) {
    let fault = Location::parse(text).unwrap_err().to_string();
    assert!(fault.contains(word), "{fault}");
}

#[test]
fn credentials_in_an_address_are_refused_and_not_shown() {
    let fault = Location::parse("s3://AKIAKEY:hush@bucket/x").unwrap_err();
    assert_eq!(fault, LocationError::Credentials);
    assert!(!format!("{fault} {fault:?}").contains("hush"));
}

#[rstest]
#[case("a", true)]
#[case("a/b.jsonl.zst", true)]
#[case(".hidden/ü 1", true)]
#[case("", false)]
#[case("/a", false)]
#[case("a/", false)]
#[case("a//b", false)]
#[case("..", false)]
#[case("a/../b", false)]
#[case("./a", false)]
#[case("a\\b", false)]
#[case("c:a", false)]
#[case("a\nb", false)]
#[case("a\0", false)]
fn a_name_must_stay_inside_its_location(#[case] name: &str, #[case] fine: bool) {
    assert_eq!(checked(name).is_ok(), fine);
}

/// S3's response with the signed request.
const MISMATCH: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>SignatureDoesNotMatch</Code>\
    <Message>The request signature we calculated does not match the signature you provided. Check your key and \
    signing method.</Message><AWSAccessKeyId>AKIAKEY</AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256 ...\
    </StringToSign><SignatureProvided>5f1b</SignatureProvided><CanonicalRequest>PUT /bucket/x\n\
    x-amz-security-token:TOKEN-HUSH\n</CanonicalRequest></Error>";

/// A store that always gives the same response.
fn refusing(status: &str, body: &str) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let length = body.len();
    let answer = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{body}");
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 65536];
            _ = stream.read(&mut request).unwrap();
            _ = stream.write_all(answer.as_bytes());
        }
    });
    address
}

fn options(endpoint: &str) -> StoreOptions {
    let variables = [
        ("AWS_ACCESS_KEY_ID", "AKIAKEY"),
        ("AWS_SECRET_ACCESS_KEY", "SECRET-HUSH"),
        ("AWS_SESSION_TOKEN", "TOKEN-HUSH"),
        ("AWS_ENDPOINT_URL", endpoint),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_REGION", " "),
        ("PATH", "/bin"),
    ];
    StoreOptions::from_variables(variables.map(|(name, value)| (name.to_owned(), SecretString::from(value))))
}

/// The error of writing a small object. Its time is limited, and it contains no secret.
fn refused(endpoint: &str) -> StoreError {
    let start = Instant::now();
    let place = bucket("bucket", "x").place(&options(endpoint)).unwrap();
    let mut out = place.create("y").unwrap();
    out.write_all(b"one").unwrap();
    let fault = out.finish().unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
    let shown = format!("{fault} {fault:?} {:?}", anyhow::Error::from(StoreError::NoBucket.at("x")));
    assert!(!shown.contains("HUSH") && !shown.contains("AKIAKEY"), "{shown}");
    match fault {
        FileError::Remote { path, fault } if path == "s3://bucket/x/y" => match fault.get().cloned().unwrap()
        {
            // Such a store does not say whether the object exists, either.
            StoreError::Uncertain { fault } => *fault,
            fault => fault,
        },
        other => panic!("{other:?}"),
    }
}

#[test]
fn wrong_credentials_are_reported_without_showing_them() {
    let fault = refused(&refusing("403 Forbidden", MISMATCH));
    assert_eq!(fault, StoreError::Credentials { code: "SignatureDoesNotMatch".to_owned() });
    let unknown = "<Error><Code>InvalidAccessKeyId</Code><AWSAccessKeyId>AKIAKEY</AWSAccessKeyId></Error>";
    let fault = refused(&refusing("403 Forbidden", unknown));
    assert_eq!(fault, StoreError::Credentials { code: "InvalidAccessKeyId".to_owned() });
}

#[test]
fn other_refusals_are_distinguished() {
    let denied = refused(&refusing("403 Forbidden", "<Error><Code>AccessDenied</Code></Error>"));
    assert_eq!(denied, StoreError::Denied { code: "AccessDenied".to_owned() });
    let silent = refused(&refusing("403 Forbidden", ""));
    assert_eq!(silent, StoreError::Denied { code: "HTTP 403".to_owned() });
    assert_eq!(
        refused(&refusing("404 Not Found", "<Error><Code>NoSuchBucket</Code></Error>")),
        StoreError::NoBucket
    );
    let odd = refused(&refusing("400 Bad Request", "<Error><Code>TOKEN-HUSH</Code></Error>"));
    assert_eq!(odd, StoreError::Refused { code: "HTTP 400".to_owned() });
}

#[test]
fn an_unavailable_store_is_given_up_in_time() {
    let slow =
        std::thread::spawn(|| refused(&refusing("503 Slow Down", "<Error><Code>SlowDown</Code></Error>")));
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    assert_eq!(refused(&format!("http://{closed}")), StoreError::Unreachable);
    assert_eq!(slow.join().unwrap(), StoreError::Refused { code: "SlowDown".to_owned() });
}

#[test]
fn the_store_works_inside_an_async_runtime() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let endpoint = refusing("403 Forbidden", MISMATCH);
    let fault = runtime.block_on(async { refused(&endpoint) });
    assert!(matches!(fault, StoreError::Credentials { .. }));
}

#[test]
fn plain_http_must_be_allowed_explicitly() {
    let variables = [("AWS_ENDPOINT_URL".to_owned(), SecretString::from("http://127.0.0.1:9"))];
    let fault = bucket("b", "x").place(&StoreOptions::from_variables(variables)).err().unwrap().to_string();
    assert!(fault.contains("AWS_ALLOW_HTTP"), "{fault}");
}

#[test]
fn an_incomplete_pair_of_credentials_is_refused() {
    let variables = [("AWS_ACCESS_KEY_ID".to_owned(), SecretString::from("AKIAKEY"))];
    let options = StoreOptions::from_variables(variables);
    let fault = bucket("b", "x").place(&options).err().unwrap().to_string();
    assert!(fault.contains("AWS_SECRET_ACCESS_KEY is missing"), "{fault}");
    assert_eq!(format!("{options:?}"), "[\"AWS_ACCESS_KEY_ID\"]");
}

#[test]
fn standard_output_cannot_hold_a_folder() {
    let fault = Location::Standard.place(&StoreOptions::default()).err().unwrap();
    assert!(
        matches!(&fault, FileError::Target(error) if error.get() == Some(&LocationError::Standard)),
        "{fault:?}"
    );
}
