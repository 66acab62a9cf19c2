//! A help desk that does as little as it can, so that the clients are what is measured. It has either customers from the
//! start, with the pages of its list ready, or none and takes inserts, which it shows by id and in its list. `GET /seen` tells how many inserts and pages it has seen since
//! `POST /reset`, and the microseconds from the first to the last of each.

use std::{
    convert::Infallible,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use bytes::Bytes;
use csv::{Reader, StringRecord};
use http_body_util::{BodyExt, Full};
use hyper::{
    Method, Request, Response, StatusCode, body::Incoming, server::conn::http1, service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde::{Deserialize, de::IgnoredAny};
use tokio::net::TcpListener;

use crate::{Outcome, customer::Customer};

const PAGE: usize = 25;

#[derive(Deserialize)]
struct Insert {
    #[serde(rename = "name")]
    _name: IgnoredAny,
}

pub(crate) struct Desk {
    latency: Duration,
    port: u16,
    customers: Vec<String>,
    pages: Vec<Bytes>,
    began: Instant,
    inserted: Mutex<Vec<String>>,
    inserts: Seen,
    lists: Seen,
}

/// Times are microseconds since the start.
struct Seen {
    count: AtomicU64,
    first: AtomicU64,
    last: AtomicU64,
}

impl Seen {
    fn new() -> Self {
        Self { count: 0.into(), first: u64::MAX.into(), last: 0.into() }
    }

    fn reset(&self) {
        self.count.store(0, Relaxed);
        self.first.store(u64::MAX, Relaxed);
        self.last.store(0, Relaxed);
    }

    fn note(&self, now: u64) {
        self.count.fetch_add(1, Relaxed);
        self.first.fetch_min(now, Relaxed);
        self.last.fetch_max(now, Relaxed);
    }

    fn told(&self) -> String {
        let (count, first, last) =
            (self.count.load(Relaxed), self.first.load(Relaxed), self.last.load(Relaxed));
        format!(r#"{{"count":{count},"microseconds":{}}}"#, last.saturating_sub(first))
    }
}

impl Desk {
    pub(crate) fn new(latency: u64, csv: &str, customers: usize) -> Outcome<Self> {
        Ok(Self {
            latency: Duration::from_millis(latency),
            port: 0,
            customers: customers_of(csv, customers)?,
            pages: Vec::new(),
            began: Instant::now(),
            inserted: Mutex::default(),
            inserts: Seen::new(),
            lists: Seen::new(),
        })
    }

    /// Serves until it is killed; the port is the first line of standard output.
    pub(crate) async fn serve(mut self) -> Outcome<usize> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        self.port = listener.local_addr()?.port();
        let customers = std::mem::take(&mut self.customers);
        self.pages =
            (1..=customers.len().div_ceil(PAGE)).filter_map(|page| self.page(page, &customers)).collect();
        println!("{}", self.port);
        let desk = Arc::new(self);
        loop {
            let (stream, _) = listener.accept().await?;
            stream.set_nodelay(true)?;
            let desk = desk.clone();
            let service = service_fn(move |request| {
                let desk = desk.clone();
                async move { Ok::<_, Infallible>(desk.answer(request).await) }
            });
            // A client that leaves in the middle of a request is no error of the server.
            tokio::spawn(async move {
                drop(http1::Builder::new().serve_connection(TokioIo::new(stream), service).await)
            });
        }
    }

    async fn answer(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        match (request.method(), request.uri().path()) {
            (&Method::POST, "/customer/insert") => self.insert(request).await,
            (&Method::GET, "/customer/list") => self.list(request.uri().query().unwrap_or("")).await,
            (&Method::GET, "/oauth/token") => {
                ok(r#"{"access_token":"t","token_type":"bearer","expires_in":1398616}"#)
            }
            (&Method::GET, "/customField/getAllForCustomer") => ok("[]"),
            (&Method::GET, "/seen") => {
                ok(format!(r#"{{"inserts":{},"pages":{}}}"#, self.inserts.told(), self.lists.told()))
            }
            (&Method::POST, "/reset") => {
                self.inserts.reset();
                self.lists.reset();
                self.inserted().clear();
                ok("{}")
            }
            (&Method::GET, path) => self.detail(path.strip_prefix("/customer/").unwrap_or("")),
            _ => status(StatusCode::BAD_REQUEST),
        }
    }

    async fn wait(&self, seen: &Seen) {
        seen.note(u64::try_from(self.began.elapsed().as_micros()).unwrap_or(u64::MAX));
        if !self.latency.is_zero() {
            tokio::time::sleep(self.latency).await;
        }
    }

    async fn insert(&self, request: Request<Incoming>) -> Response<Full<Bytes>> {
        self.wait(&self.inserts).await;
        let body = request.into_body().collect().await.map(|body| body.to_bytes()).unwrap_or_default();
        let Ok(body) = std::str::from_utf8(&body) else { return status(StatusCode::BAD_REQUEST) };
        if serde_json::from_str::<Insert>(body).is_err() {
            return status(StatusCode::BAD_REQUEST);
        }
        let mut inserted = self.inserted();
        let number = inserted.len();
        inserted.push(record(number, body));
        ok(format!(r#"{{"id":"{number:024x}"}}"#))
    }

    fn inserted(&self) -> MutexGuard<'_, Vec<String>> {
        self.inserted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn detail(&self, id: &str) -> Response<Full<Bytes>> {
        let number = usize::from_str_radix(id, 16).ok();
        match number.and_then(|number| self.inserted().get(number).cloned()) {
            Some(record) => ok(record),
            None => status(StatusCode::NO_CONTENT),
        }
    }

    async fn list(&self, query: &str) -> Response<Full<Bytes>> {
        self.wait(&self.lists).await;
        let page =
            query.split('&').find_map(|pair| pair.strip_prefix("page=")).and_then(|page| page.parse().ok());
        let page = page.unwrap_or(1_usize).max(1);
        match self.pages.get(page - 1).cloned().or_else(|| self.page(page, &self.inserted())) {
            Some(page) => ok(page),
            None => status(StatusCode::NO_CONTENT),
        }
    }

    /// A page of the list; None past the end.
    fn page(&self, number: usize, customers: &[String]) -> Option<Bytes> {
        let (records, total, port) =
            (customers.chunks(PAGE).nth(number - 1)?.join(","), customers.len(), self.port);
        let next = match number * PAGE < total {
            true => format!(r#""http://127.0.0.1:{port}/customer/list?page={}""#, number + 1),
            false => "null".to_owned(),
        };
        let head = format!(
            r#""totalRecords":{total},"recordsPerPage":{PAGE},"previousQuery":null,"nextQuery":{next}"#
        );
        Some(format!(r#"{{"customer":{{{head},"records":[{records}]}}}}"#).into())
    }
}

fn ok(body: impl Into<Bytes>) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::new(body.into()));
    answer.headers_mut().insert("content-type", hyper::header::HeaderValue::from_static("application/json"));
    answer
}

fn status(status: StatusCode) -> Response<Full<Bytes>> {
    let mut answer = Response::new(Full::default());
    *answer.status_mut() = status;
    answer
}

/// The first good rows of the file as JSON, with ids.
fn customers_of(csv: &str, count: usize) -> Outcome<Vec<String>> {
    let mut reader = Reader::from_path(csv)?;
    let (mut row, mut customers) = (StringRecord::new(), Vec::with_capacity(count));
    while customers.len() < count && reader.read_record(&mut row)? {
        if let Some(customer) = Customer::of(&row) {
            customers.push(record(customers.len(), &serde_json::to_string(&customer)?));
        }
    }
    if customers.len() < count {
        return Err(format!("{csv} has only {} good rows", customers.len()).into());
    }
    Ok(customers)
}

/// The object with its id in front.
fn record(number: usize, body: &str) -> String {
    let rest = body.trim_start().strip_prefix('{').unwrap_or(body);
    format!(r#"{{"id":"{number:024x}",{rest}"#)
}
