//! The writer against a slow server.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::api::{Backoff, Client, ClientCredential, ClientSettings};
use crate::event::{Event, Listener};
use crate::journal::{JournalReader, NewRow, PlanWriter, Recorder, RunFileSettings as RunSettings};

/// Each answer has an id of its own.
fn answer() -> Vec<u8> {
    static NEXT: AtomicU64 = AtomicU64::new(10_000);
    let id = NEXT.fetch_add(1, Ordering::Relaxed);
    format!("HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{{\"id\":{id}}}").into_bytes()
}

/// The reported states: limit and requests in flight.
#[derive(Default)]
struct Heard(Mutex<Vec<(usize, usize)>>);

impl Listener for Heard {
    fn hear(&self, event: &Event) {
        if let Event::State { limit, in_flight, .. } = event {
            self.0.lock().unwrap().push((*limit, *in_flight));
        }
    }
}

/// Answers every request after a delay.
async fn serve(mut stream: TcpStream, after: Duration) {
    let mut buffer = [0; 4096];
    while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {
        tokio::time::sleep(after).await;
        stream.write_all(&answer()).await.unwrap();
    }
}

async fn server(after: Duration) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(listener.local_addr().unwrap());
    tokio::spawn(accept(listener, after));
    client
}

async fn accept(listener: TcpListener, after: Duration) {
    while let Ok((stream, _)) = listener.accept().await {
        tokio::spawn(serve(stream, after));
    }
}

fn client(address: std::net::SocketAddr) -> Client {
    let url = format!("http://{address}").parse().unwrap();
    Client::new(ClientSettings::new(url, "client", ClientCredential::Bearer("bearer".to_owned().into())))
        .unwrap()
}

fn settings(backoff: Backoff) -> WriterSettings {
    WriterSettings {
        backoff,
        ..WriterSettings::of(&RunSettings { concurrency: 8, ..RunSettings::default() })
    }
}

/// The journal of a run that inserts `rows` customers.
fn planned(folder: &Path, rows: u64) -> std::path::PathBuf {
    let path = folder.join("journal.db");
    PlanWriter::prepare(&path).unwrap();
    let spool = PlanWriter::open(&path).unwrap();
    spool.add_source(0, "a.csv", None, &[]).unwrap();
    for id in 1..=rows {
        spool.add_row(&NewRow { id, source: 0, row: id, line: id, cells: "[]", issues: &[] }).unwrap();
        spool.add_insert(id, "{}").unwrap();
    }
    spool.finish("run").unwrap();
    path
}

/// Writes rows to a slow server and requests a stop; returns how many were written and the reported states.
async fn run(rows: u64, answer: Duration, stopped: Duration) -> (u64, Vec<(usize, usize)>) {
    let folder = tempfile::tempdir().unwrap();
    let path = planned(folder.path(), rows);
    let stop = Stop::default();
    let heard = Arc::new(Heard::default());
    let (recorder, _) = Recorder::start(&path, jiff::Timestamp::now().as_millisecond()).unwrap();
    let client = server(answer).await;
    let writer = Writer::new(client, recorder, settings(Backoff::default()), heard.clone(), stop.clone());
    let later = stop.clone();
    tokio::spawn(async move {
        tokio::time::sleep(stopped).await;
        later.request("enough");
    });
    writer.run(&path).await.unwrap();
    let counts = JournalReader::open(&path).unwrap().counts().unwrap();
    assert_eq!(counts.inserted + counts.pending, rows, "{counts:?}");
    let heard = heard.0.lock().unwrap().clone();
    (counts.inserted, heard)
}

#[tokio::test]
async fn a_write_that_waits_at_the_gate_is_not_sent_after_a_stop() {
    let (written, _) = run(20, Duration::from_secs(3), Duration::from_secs(1)).await;
    assert_eq!(written, 1);
}

#[tokio::test]
async fn the_state_is_reported_twice_a_second() {
    let (_, mut heard) = run(1000, Duration::from_millis(50), Duration::from_millis(2700)).await;
    let last = heard.pop().map(|(_, flying)| flying);
    assert_eq!(last, Some(0), "at the end it tells once more, when all have landed");
    assert!((2..=6).contains(&heard.len()), "{heard:?}");
    assert!(
        heard.iter().all(|(limit, flying)| (1..=8).contains(limit) && (0..=8).contains(flying)),
        "{heard:?}"
    );
    // At one tick all eight requests may just have been answered, but not at every tick.
    assert!(heard.iter().any(|(_, flying)| *flying > 1), "{heard:?}");
    assert!(heard.iter().any(|(limit, _)| *limit > 2), "{heard:?}");
}

/// Writes 300 rows to a server that starts late. So many failures would end a run.
async fn run_without_server(patience: Duration, back: Duration) -> (WriteEnd, crate::journal::RowCounts) {
    let folder = tempfile::tempdir().unwrap();
    let path = planned(folder.path(), 300);
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = free.local_addr().unwrap();
    drop(free);
    tokio::spawn(async move {
        tokio::time::sleep(back).await;
        accept(TcpListener::bind(address).await.unwrap(), Duration::ZERO).await;
    });
    let (recorder, _) = Recorder::start(&path, jiff::Timestamp::now().as_millisecond()).unwrap();
    let backoff = Backoff { base: Duration::from_millis(20), total: patience, ..Backoff::default() };
    let listener = Arc::new(Heard::default());
    let writer = Writer::new(client(address), recorder, settings(backoff), listener, Stop::default());
    let ending = writer.run(&path).await.unwrap();
    (ending, JournalReader::open(&path).unwrap().counts().unwrap())
}

#[tokio::test]
async fn the_run_waits_for_an_unreachable_server() {
    let (ending, counts) = run_without_server(Duration::from_secs(60), Duration::from_secs(1)).await;
    assert_eq!((ending, counts.inserted, counts.failed), (WriteEnd::Finished, 300, 0));
}

#[tokio::test]
async fn a_server_that_stays_unreachable_stops_the_run_without_failed_rows() {
    let (ending, counts) = run_without_server(Duration::from_secs(1), Duration::from_secs(3600)).await;
    assert!(
        matches!(&ending, WriteEnd::Stopped { reason } if reason.contains("can't reach the server")),
        "{ending:?}"
    );
    assert_eq!((counts.inserted, counts.failed, counts.pending), (0, 0, 300), "{counts:?}");
}

/// Answers every connection with one of two ids.
async fn two_ids(listener: TcpListener) {
    for n in 0.. {
        let Ok((mut stream, _)) = listener.accept().await else { return };
        tokio::spawn(async move {
            let mut buffer = [0; 4096];
            while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {
                let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{{\"id\":{}}}", n % 2 + 1);
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
    }
}

#[tokio::test]
async fn an_id_of_another_row_makes_an_insert_unknown() {
    let folder = tempfile::tempdir().unwrap();
    let path = planned(folder.path(), 20);
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client(listener.local_addr().unwrap());
    tokio::spawn(two_ids(listener));
    for _ in 0..2 {
        let (recorder, _) = Recorder::start(&path, jiff::Timestamp::now().as_millisecond()).unwrap();
        let settings = settings(Backoff::default());
        let heard = Arc::new(Heard::default());
        Writer::new(client.clone(), recorder, settings, heard, Stop::default()).run(&path).await.unwrap();
        let counts = JournalReader::open(&path).unwrap().counts().unwrap();
        assert!((1..=2).contains(&counts.inserted), "{counts:?}");
        assert_eq!((counts.inserted + counts.unknown, counts.pending), (20, 0), "{counts:?}");
    }
}
