//! Accepts and closes connections, and serves the requests on them.

use super::control;
use super::request::SandboxRequest;
use super::response::{DropConnection, Reaction, SandboxResponse};
use super::state::{SandboxState, stopped};
use axum::body::{Body, to_bytes};
use axum::http::{HeaderName, HeaderValue, Request, Response};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

/// The size limit of a request body; a larger one closes the connection.
const BODY_LIMIT: usize = 64 << 20;

/// How long answers in progress may take after the stop.
const GRACE: Duration = Duration::from_secs(1);

/// Accepts connections until the stop, then lets requests in progress finish.
pub(super) async fn run(listener: TcpListener, state: Arc<SandboxState>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = stopped(state.stop.clone()) => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => drop(connections.spawn(serve(stream, peer, Arc::clone(&state)))),
                Err(_) => tokio::time::sleep(Duration::from_millis(10)).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

async fn serve(stream: TcpStream, peer: SocketAddr, state: Arc<SandboxState>) {
    // Otherwise every small answer waits for the client's delayed acknowledgement.
    let _ = stream.set_nodelay(true);
    let stop = stopped(state.stop.clone());
    let service = service_fn(move |request| detached(request, peer, Arc::clone(&state)));
    let mut connection =
        std::pin::pin!(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    tokio::select! {
        _ = connection.as_mut() => return,
        () = stop => connection.as_mut().graceful_shutdown(),
    }
    let _ = tokio::time::timeout(GRACE, connection).await;
}

/// Serves a request on its own task, so that the work continues if the client disconnects, as on a real server.
async fn detached(
    request: Request<Incoming>,
    peer: SocketAddr,
    state: Arc<SandboxState>,
) -> Result<Response<Body>, DropConnection> {
    let says_sandbox = state.options().off_by_default.says_sandbox;
    let answered = tokio::spawn(answer(request, peer, state)).await;
    let mut response = answered.map_err(|_| DropConnection)?.into_response()?;
    if says_sandbox {
        response.headers_mut().insert(SAYS_SANDBOX, HeaderValue::from_static("1"));
    }
    Ok(response)
}

/// The header by which a client can say that it talks to a sandbox.
const SAYS_SANDBOX: HeaderName = HeaderName::from_static("x-deskferry-sandbox");

async fn answer(request: Request<Incoming>, peer: SocketAddr, state: Arc<SandboxState>) -> Reaction {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(Body::new(body), BODY_LIMIT).await else { return Reaction::Dropped };
    match head.uri.path().strip_prefix(control::PREFIX) {
        Some(_) if !peer.ip().to_canonical().is_loopback() => Reaction::Whole(SandboxResponse::error(
            403,
            "forbidden",
            "control endpoints accept connections from this \
                machine only",
        )),
        Some(path) => Reaction::Whole(control::serve(&state, head.method.as_str(), path, &body)),
        None => state.respond(&SandboxRequest::new(head.method, &head.uri, &head.headers, body)).await,
    }
}
