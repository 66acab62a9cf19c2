//! The writer against a server that takes its time.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::*;
use crate::api::{Credential, Settings};
use crate::journal::{NewRow, Settings as RunSettings, Spool};

const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{\"id\":1}";

/// What was heard of the state: limit and in flight.
#[derive(Default)]
struct Heard(Mutex<Vec<(usize, usize)>>);

impl Listener for Heard {
    fn hear(&self, event: &Event) {
        if let Event::State { limit, in_flight, .. } = event {
            self.0.lock().unwrap().push((*limit, *in_flight));
        }
    }
}

/// Answers every request after a while, whatever it asks.
async fn serve(mut stream: TcpStream, after: Duration) {
    let mut buffer = [0; 4096];
    while stream.read(&mut buffer).await.is_ok_and(|read| read > 0) {
        tokio::time::sleep(after).await;
        stream.write_all(ANSWER).await.unwrap();
    }
}

async fn server(after: Duration) -> Client {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(serve(stream, after));
        }
    });
    Client::new(Settings::new(url, "client", Credential::Bearer("bearer".to_owned().into()))).unwrap()
}

/// Writes so many rows to a server that answers after a while, and asks to stop after another; what was written, and
/// what was heard.
async fn run(rows: u64, answer: Duration, stopped: Duration) -> (u64, Vec<(usize, usize)>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("journal.db");
    Spool::prepare(&path).unwrap();
    let spool = Spool::open(&path).unwrap();
    spool.add_source(0, "a.csv", None, &[]).unwrap();
    for id in 1..=rows {
        spool.add_row(&NewRow { id, source: 0, row: id, line: id, cells: "[]", issues: &[] }).unwrap();
        spool.add_insert(id, "{}").unwrap();
    }
    spool.finish().unwrap();
    let (stop, heard) = (Stop::default(), Arc::new(Heard::default()));
    let settings = WriterSettings::of(&RunSettings { concurrency: 8, ..RunSettings::default() });
    let (recorder, _) = Recorder::start(&path).unwrap();
    let writer = Writer::new(server(answer).await, recorder, settings, heard.clone(), stop.clone());
    let later = stop.clone();
    tokio::spawn(async move {
        tokio::time::sleep(stopped).await;
        later.request("enough");
    });
    writer.run(&path).await.unwrap();
    let counts = Reader::open(&path).unwrap().counts().unwrap();
    assert_eq!(counts.inserted + counts.pending, rows, "{counts:?}");
    let heard = heard.0.lock().unwrap().clone();
    (counts.inserted, heard)
}

#[tokio::test]
async fn what_waits_at_the_gate_when_a_stop_is_asked_for_is_not_sent() {
    let (written, _) = run(20, Duration::from_millis(400), Duration::from_millis(150)).await;
    assert_eq!(written, 1);
}

#[tokio::test]
async fn tells_of_its_state_twice_a_second_while_it_climbs() {
    let (_, heard) = run(1000, Duration::from_millis(50), Duration::from_millis(1700)).await;
    assert!((2..=4).contains(&heard.len()), "{heard:?}");
    assert!(
        heard.iter().all(|(limit, flying)| (1..=8).contains(limit) && (1..=8).contains(flying)),
        "{heard:?}"
    );
    assert!(heard.iter().any(|(limit, _)| *limit > 3), "{heard:?}");
}
