//! Throughput on the loopback interface; run by hand: `cargo test --release --lib api -- --ignored speed --nocapture`.

use std::time::Instant;

use futures::StreamExt;
use futures::stream;

use super::server::Server;
use super::{body, client};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement, only meaningful in a release build on a quiet machine"]
async fn twenty_thousand_inserts_per_second() {
    let server = Server::always(201, r#"{"id":"c1"}"#).await;
    let client = client(&server);
    let started = Instant::now();
    let calls = stream::iter(0..200_000).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { client.insert(body()).await.is_ok() })
    });
    let good =
        calls.buffer_unordered(64).filter(|good| std::future::ready(*good.as_ref().unwrap())).count().await;
    let rate = good as f64 / started.elapsed().as_secs_f64();
    assert!(rate > 20_000.0, "{rate:.0}/s");
}
