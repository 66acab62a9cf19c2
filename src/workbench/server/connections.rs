//! The connections of the server. Any user of this machine can open some, so none is kept that sends no request, and only so
//! many are open at a time.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::stop::Stop;

/// The most connections at a time; a browser has six for each window.
const MOST: usize = 256;
/// How long the header of a request may take, also of the next one on the same connection.
pub(crate) const HEADER_PATIENCE: Duration = Duration::from_secs(10);
/// How long answers in progress may take after the stop.
const GRACE: Duration = Duration::from_secs(1);
/// The pause after a connection could not be accepted, because there are too many open files.
const PAUSE: Duration = Duration::from_millis(100);

/// Serves until the stop, then lets answers in progress finish.
pub(crate) async fn serve_connections(listener: TcpListener, app: Router, stop: Stop) {
    let places = Arc::new(Semaphore::new(MOST));
    let mut connections = JoinSet::new();
    loop {
        let accepted = async {
            // It is never closed.
            let place = Arc::clone(&places).acquire_owned().await.map_err(io::Error::other)?;
            Ok::<_, io::Error>((listener.accept().await?.0, place))
        };
        tokio::select! {
            () = stop.requested() => break,
            accepted = accepted => match accepted {
                Ok((stream, place)) => {
                    let (app, stop) = (app.clone(), stop.clone());
                    connections.spawn(async move {
                        serve(stream, app, stop).await;
                        drop(place);
                    });
                }
                Err(error) => {
                    tracing::debug!(%error, "can't accept a connection");
                    tokio::time::sleep(PAUSE).await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

async fn serve(stream: TcpStream, app: Router, stop: Stop) {
    // Otherwise every small answer waits for the browser's delayed acknowledgement.
    drop(stream.set_nodelay(true));
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEADER_PATIENCE);
    let connection = server.serve_connection(TokioIo::new(stream), TowerToHyperService::new(app));
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        () = stop.requested() => connection.as_mut().graceful_shutdown(),
    }
    drop(tokio::time::timeout(GRACE, connection).await);
}
