//! A server that sends the exact bytes of its script.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

/// A received request.
#[derive(Debug, Clone)]
pub(super) struct Request {
    /// Method and target.
    pub(super) line: String,
    /// The header lines, in order.
    pub(super) headers: Vec<String>,
    pub(super) body: String,
    /// How many requests the server got before this one.
    pub(super) number: usize,
}

impl Request {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        let mut pairs = self.headers.iter().filter_map(|line| line.split_once(": "));
        pairs.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// The server's reaction to a request.
pub(super) enum Reply {
    /// Answers and keeps the connection.
    Keep(String),
    /// Sends an answer or a part of one, and closes the connection.
    Close(String),
    /// Answers after this many milliseconds.
    Late(u64, String),
    /// Never answers.
    Hang,
}

/// A complete answer.
pub(super) fn http(status: u16, headers: &str, body: &str) -> String {
    let length = if status == 204 { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
    format!("HTTP/1.1 {status} X\r\n{length}{headers}\r\n{body}")
}

pub(super) fn reply(status: u16, body: &str) -> Reply {
    Reply::Keep(http(status, "", body))
}

type Script = dyn Fn(&Request) -> Reply + Send + Sync;

/// A listening server; it stops with the test's runtime.
pub(super) struct Server {
    port: u16,
    log: Arc<Mutex<Vec<Request>>>,
}

impl Server {
    pub(super) async fn start(script: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let log = Arc::new(Mutex::new(Vec::new()));
        let script: Arc<Script> = Arc::new(script);
        let seen = log.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, script.clone(), seen.clone()));
            }
        });
        Self { port, log }
    }

    /// A server with one answer to every request.
    pub(super) async fn always(status: u16, body: &'static str) -> Self {
        Self::start(move |_| reply(status, body)).await
    }

    pub(super) fn url(&self) -> Url {
        Url::parse(&format!("http://127.0.0.1:{}/base", self.port)).unwrap()
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        self.log.lock().unwrap().clone()
    }

    /// How many request lines begin with this text.
    pub(super) fn count(&self, start: &str) -> usize {
        self.requests().iter().filter(|request| request.line.starts_with(start)).count()
    }
}

async fn serve(mut stream: TcpStream, script: Arc<Script>, log: Arc<Mutex<Vec<Request>>>) {
    let mut buffer = Vec::new();
    while let Some(mut request) = read(&mut stream, &mut buffer).await {
        {
            let mut log = log.lock().unwrap();
            request.number = log.len();
            log.push(request.clone());
        }
        match script(&request) {
            Reply::Keep(answer) => stream.write_all(answer.as_bytes()).await.unwrap_or_default(),
            Reply::Late(ms, answer) => {
                tokio::time::sleep(Duration::from_millis(ms)).await;
                stream.write_all(answer.as_bytes()).await.unwrap_or_default();
            }
            Reply::Close(answer) => {
                stream.write_all(answer.as_bytes()).await.unwrap_or_default();
                return;
            }
            Reply::Hang => std::future::pending().await,
        }
    }
}

/// Reads one request; `None` at the end of the connection.
async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> Option<Request> {
    let end = loop {
        if let Some(at) = buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
            break at;
        }
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    };
    let head = String::from_utf8(buffer[..end].to_vec()).unwrap();
    let mut lines = head.split("\r\n").map(str::to_owned);
    let line = lines.next()?.replace(" HTTP/1.1", "");
    let mut request = Request { line, headers: lines.collect(), body: String::new(), number: 0 };
    let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
    while buffer.len() < end + 4 + length {
        if stream.read_buf(buffer).await.ok()? == 0 {
            return None;
        }
    }
    request.body = String::from_utf8(buffer[end + 4..end + 4 + length].to_vec()).unwrap();
    buffer.drain(..end + 4 + length);
    Some(request)
}
