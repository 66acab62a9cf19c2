//! Pages of the list to JSON Lines, in three degrees of care. All return the number of pages.

use std::{fs::File, io::BufWriter, io::Write};

use bytes::Bytes;
use futures::{Stream, StreamExt, future, stream};
use serde::Deserialize;
use serde_json::value::RawValue;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{Outcome, senders::client};

#[derive(Deserialize)]
struct Page<T> {
    customer: Records<T>,
}

#[derive(Deserialize)]
struct Records<T> {
    records: Vec<T>,
}

pub(crate) async fn parsed(base: &str, count: usize, in_flight: usize, out: &str) -> Outcome<usize> {
    to_file(fetched(base, count, in_flight)?, out, |page, out| {
        for record in serde_json::from_slice::<Page<serde_json::Value>>(page)?.customer.records {
            serde_json::to_writer(&mut *out, &record)?;
            out.write_all(b"\n")?;
        }
        Ok(())
    })
    .await
}

pub(crate) async fn raw(base: &str, count: usize, in_flight: usize, out: &str) -> Outcome<usize> {
    to_file(fetched(base, count, in_flight)?, out, |page, out| {
        for record in serde_json::from_slice::<Page<&RawValue>>(page)?.customer.records {
            out.write_all(record.get().as_bytes())?;
            out.write_all(b"\n")?;
        }
        Ok(())
    })
    .await
}

fn fetched(base: &str, count: usize, in_flight: usize) -> Outcome<impl Stream<Item = Outcome<Bytes>>> {
    let client = client(in_flight)?;
    let list = format!("{base}/customer/list");
    let fetch = move |page: usize| {
        let request = client.get(format!("{list}?page={page}"));
        async move { Ok(request.send().await?.error_for_status()?.bytes().await?) }
    };
    Ok(stream::iter(1..=count).map(fetch).buffered(in_flight))
}

async fn to_file(
    pages: impl Stream<Item = Outcome<Bytes>>,
    out: &str,
    write: impl Fn(&[u8], &mut BufWriter<File>) -> Outcome<()>,
) -> Outcome<usize> {
    let mut out = BufWriter::with_capacity(1 << 16, File::create(out)?);
    let mut pages = std::pin::pin!(pages);
    let mut done = 0;
    while let Some(page) = pages.next().await {
        write(&page?, &mut out)?;
        done += 1;
    }
    out.flush()?;
    Ok(done)
}

/// What a load generator does: it asks, reads to the end of the answer, and asks again.
pub(crate) async fn bare(base: &str, count: usize, in_flight: usize) -> Outcome<usize> {
    let address = base.trim_start_matches("http://");
    let connections = (0..in_flight).map(|first| async move {
        let mut stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let (mut buffer, mut done) = (vec![0; 1 << 16], 0);
        for page in (first + 1..=count).step_by(in_flight) {
            let request = format!("GET /customer/list?page={page} HTTP/1.1\r\nhost: {address}\r\n\r\n");
            stream.write_all(request.as_bytes()).await?;
            read_answer(&mut stream, &mut buffer).await?;
            done += 1;
        }
        Ok(done)
    });
    future::try_join_all(connections).await.map(|done| done.iter().sum())
}

/// Reads the head, then as many bytes as its content-length says.
async fn read_answer(stream: &mut TcpStream, buffer: &mut [u8]) -> Outcome<()> {
    let mut read = 0;
    loop {
        let more = stream.read(&mut buffer[read..]).await?;
        if more == 0 {
            return Err("the answer ends early, or is longer than 64 KiB".into());
        }
        read += more;
        let Some(head) = buffer[..read].windows(4).position(|four| four == b"\r\n\r\n") else { continue };
        if !buffer.starts_with(b"HTTP/1.1 200") {
            return Err("the status is not 200".into());
        }
        if read == head + 4 + length(std::str::from_utf8(&buffer[..head])?)? {
            return Ok(());
        }
    }
}

fn length(head: &str) -> Outcome<usize> {
    let line = head.lines().find_map(|line| line.strip_prefix("content-length: "));
    Ok(line.ok_or("no content-length")?.parse()?)
}
