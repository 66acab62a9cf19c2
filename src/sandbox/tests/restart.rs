use super::super::{RequestKind, SandboxError, SimulatedFault, start_customers};
use super::*;
use std::path::Path;
use std::time::Duration;

fn on_file(file: &Path) -> SandboxOptions {
    SandboxOptions { file: Some(file.to_owned()), start: start_customers(3), ..SandboxOptions::default() }
}

#[tokio::test]
async fn an_answered_write_survives_a_kill() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox.db");
    let bench = Bench::start(on_file(&file)).await;
    let kept = bench.id_of(named("kept")).await;
    let gone = bench.id_of(named("gone")).await;
    bench.delete(&gone).await;
    assert_eq!(bench.update(&kept, named("changed")).await.0, 200);
    let before = bench.sandbox.customers();
    // A kill would leave the files as they are now, including the write-ahead log.
    let copy = folder.path().join("copy.db");
    std::fs::copy(&file, &copy).unwrap();
    std::fs::copy(folder.path().join("sandbox.db-wal"), folder.path().join("copy.db-wal")).unwrap();
    let after = Bench::start(on_file(&copy)).await;
    assert_eq!(after.sandbox.customers(), before, "the start customers came once, and the order is kept");
    let fresh = after.id_of(named("fresh")).await;
    assert!(fresh != gone && fresh != kept);
}

#[tokio::test]
async fn stop_and_kill_release_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sandbox.db");
    let bench = Bench::start(on_file(&file)).await;
    assert!(matches!(Sandbox::local(on_file(&file)).await, Err(SandboxError::Store { .. })));
    bench.id_of(named("x")).await;
    bench.sandbox.stop().await;
    assert_eq!(bench.sandbox.customers().len(), 4);
    assert!(matches!(bench.sandbox.put(named("late")), Err(SandboxError::Stopped)));
    assert!(bench.try_insert(named("late")).await.unwrap_err().is_connect());
    let bench = Bench::start(on_file(&file)).await;
    bench.sandbox.kill();
    drop(Bench::start(on_file(&file)).await);
    assert_eq!(Bench::start(on_file(&file)).await.sandbox.customers().len(), 4);
}

#[tokio::test]
async fn a_stop_does_not_wait_for_delays_and_commits_nothing_more() {
    let bench = Bench::with(&[]).await;
    bench.sandbox.fail_next(RequestKind::Insert, 1, SimulatedFault::SlowBefore(Duration::from_secs(60)));
    let insert = bench.try_insert(named("x"));
    let stop = async {
        tokio::time::sleep(Duration::from_millis(100)).await;
        tokio::time::timeout(Duration::from_secs(3), bench.sandbox.stop()).await.expect("the stop hangs");
    };
    let (inserted, ()) = tokio::join!(insert, stop);
    assert!(inserted.is_err());
    assert!(bench.sandbox.customers().is_empty());
}

#[tokio::test]
async fn a_shutdown_signal_ends_the_server() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (say, hear) = tokio::sync::oneshot::channel::<()>();
    let serving = tokio::spawn(Sandbox::serve_until(SandboxOptions::default(), listener, async {
        let _ = hear.await;
    }));
    say.send(()).unwrap();
    tokio::time::timeout(Duration::from_secs(3), serving).await.unwrap().unwrap().unwrap();
}

#[tokio::test]
async fn a_start_customer_must_be_an_object() {
    let options = SandboxOptions { start: vec![named("x"), json!(7)], ..SandboxOptions::default() };
    let error = Sandbox::local(options).await.unwrap_err();
    assert!(error.to_string().contains("start customer 2"), "{error}");
}
