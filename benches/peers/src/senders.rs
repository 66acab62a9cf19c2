//! Rows to inserts: reqwest, a fixed number in flight, no journal, no limit, no retry.

use bytes::Bytes;
use csv::{Reader, StringRecord};
use futures::{StreamExt, TryStreamExt, stream};
use serde::Deserialize;

use crate::{Outcome, customer::Customer};

#[derive(Deserialize)]
struct Inserted {
    id: String,
}

pub(crate) fn client(in_flight: usize) -> Outcome<reqwest::Client> {
    Ok(reqwest::Client::builder().pool_max_idle_per_host(in_flight).tcp_nodelay(true).no_proxy().build()?)
}

/// Posts the good ones of the first `rows` rows; returns how many.
pub(crate) async fn insert(base: &str, csv: &str, rows: usize, in_flight: usize) -> Outcome<usize> {
    let client = client(in_flight)?;
    let url = reqwest::Url::parse(&format!("{base}/customer/insert"))?;
    stream::iter(bodies(csv, rows)?)
        .map(|body| post(&client, &url, body))
        .buffer_unordered(in_flight)
        .try_fold(0, async |done, id| Ok(done + usize::from(!id.is_empty())))
        .await
}

fn bodies(csv: &str, rows: usize) -> Outcome<impl Iterator<Item = Outcome<Bytes>>> {
    let mut reader = Reader::from_path(csv)?;
    let (mut row, mut left) = (StringRecord::new(), rows);
    Ok(std::iter::from_fn(move || {
        while left > 0 {
            left -= 1;
            match reader.read_record(&mut row) {
                Ok(false) => return None,
                Err(error) => return Some(Err(error.into())),
                Ok(true) => {}
            }
            if let Some(customer) = Customer::of(&row) {
                return Some(serde_json::to_vec(&customer).map(Bytes::from).map_err(Into::into));
            }
        }
        None
    }))
}

async fn post(client: &reqwest::Client, url: &reqwest::Url, body: Outcome<Bytes>) -> Outcome<String> {
    let request = client.post(url.clone()).header("content-type", "application/json").body(body?);
    let answer = request.send().await?.error_for_status()?.bytes().await?;
    Ok(serde_json::from_slice::<Inserted>(&answer)?.id)
}
