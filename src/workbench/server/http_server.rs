//! The server: lets requests in, exchanges keys, and serves the page and the API.

use std::net::Ipv4Addr;
use std::path::Path as FilePath;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_ENCODING, LOCATION, SET_COOKIE, VARY};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::net::TcpListener;

use crate::stop::Stop;

use super::access_control::{
    COOKIE_NAME, Refusal, add_security_headers, checked_host, checked_origin, tokens,
};
use super::answer::{Answer, content, text};
use super::api::routes;
use super::compressed_files::{compressed, takes_gzip};
use super::connections::{HEADER_PATIENCE, serve_connections};
use super::page_files::{PageFile, page_file};
use super::session::Sessions;
use super::shared_state::Shared;
use crate::workbench::error::WorkbenchError;
use crate::workbench::jobs::Jobs;
use crate::workbench::project::{Changes, Project};

/// An open project with its server.
pub struct Workbench {
    listener: TcpListener,
    access: Arc<AccessControl>,
    shared: Arc<Shared>,
}

/// What decides who comes in.
struct AccessControl {
    port: u16,
    /// The first part of every path of the page. A cookie is sent to all ports of a host, but only below its path, so
    /// no other server of this machine gets it.
    base_path: String,
    sessions: Sessions,
}

impl Workbench {
    /// Opens a project, adds files to it, and listens on a port of 127.0.0.1; 0 is any free one.
    ///
    /// # Errors
    /// The folder is no project or open elsewhere, a file can't be read, the port is taken.
    pub async fn open(
        folder: &FilePath,
        files: &[String],
        port: u16,
        stop: Stop,
    ) -> Result<Self, WorkbenchError> {
        let listen = |source| WorkbenchError::Listen { port, source };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await.map_err(listen)?;
        let port = listener.local_addr().map_err(listen)?.port();
        let project = Project::open(folder)?;
        for file in files {
            project.add_named(file)?;
        }
        let changes = Changes::new();
        let jobs = Jobs::open(&project.runs(), changes.clone())?;
        let sessions = Sessions::new();
        let access = Arc::new(AccessControl { port, base_path: sessions.random_token(12)?, sessions });
        Ok(Self { listener, access, shared: Arc::new(Shared::new(project, changes, jobs, stop)) })
    }

    /// A handle that makes keys while the workbench is served.
    pub fn keys(&self) -> KeyMaker {
        KeyMaker { access: Arc::clone(&self.access), folder: self.shared.project.folder().to_owned() }
    }

    /// Serves until the stop, then lets answers in progress finish.
    pub async fn serve(self) {
        let Self { listener, access, shared } = self;
        let stop = shared.stop.clone();
        let base_path = &access.base_path;
        let app = Router::new()
            .route(&format!("/{base_path}/"), get(index))
            .route(&format!("/{base_path}/{{name}}"), get(file))
            .nest(&format!("/{base_path}/api"), routes())
            .fallback(|| async { text(StatusCode::NOT_FOUND, "there is nothing here") })
            .with_state(shared)
            .layer(from_fn_with_state(Arc::clone(&access), guarded))
            .merge(Router::new().route("/session", any(exchange)).with_state(Arc::clone(&access)))
            .merge(Router::new().route("/health", get(health)).with_state(access))
            .layer(axum::middleware::map_response(|mut response: Response| async {
                add_security_headers(response.headers_mut());
                response
            }));
        serve_connections(listener, app, stop).await;
    }
}

/// Makes keys of one use.
#[derive(Clone)]
pub struct KeyMaker {
    access: Arc<AccessControl>,
    folder: std::path::PathBuf,
}

impl KeyMaker {
    /// A new key.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn issue(&self) -> Result<SecretString, WorkbenchError> {
        self.access.sessions.issue()
    }

    /// True for a key that nobody has used yet.
    pub fn is_unused(&self, key: &SecretString) -> bool {
        self.access.sessions.is_unused(key.expose_secret())
    }

    /// The address to which a key is posted, without the key.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/session", self.access.port)
    }

    /// The project's folder.
    pub fn folder(&self) -> &FilePath {
        &self.folder
    }
}

/// Lets a request in only from our page, with a session.
async fn guarded(State(access): State<Arc<AccessControl>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let is_known = || tokens(headers).any(|token| access.sessions.is_session(token));
    let checked = checked_origin(request.method(), headers, access.port);
    match checked.and_then(|()| if is_known() { Ok(()) } else { Err(Refusal::Session) }) {
        Ok(()) => next.run(request).await,
        Err(refusal) => text(refusal.status(), refusal.message()),
    }
}

async fn health(State(access): State<Arc<AccessControl>>, request: Request) -> Response {
    match checked_host(request.headers(), access.port) {
        Ok(_) => text(StatusCode::OK, "ok"),
        Err(refusal) => text(refusal.status(), refusal.message()),
    }
}

/// The longest form with a key.
const KEY_FORM: usize = 1024;

/// Exchanges a key for the cookie of a session: posted as a form, or in the address that the terminal shows. The
/// answer is a page that goes on by itself: after a redirect, a browser would not send a `SameSite=Strict` cookie.
async fn exchange(State(access): State<Arc<AccessControl>>, request: Request) -> Response {
    if let Err(refusal) = checked_host(request.headers(), access.port) {
        return text(refusal.status(), refusal.message());
    }
    let (head, body) = request.into_parts();
    let form = match head.method {
        Method::GET => head.uri.query().unwrap_or_default().to_owned(),
        Method::POST => posted(body).await,
        _ => return text(StatusCode::METHOD_NOT_ALLOWED, "GET or POST"),
    };
    let key = url::form_urlencoded::parse(form.as_bytes()).find(|(name, _)| name == "key");
    let session = key.map(|(_, key)| access.sessions.exchange(&key)).transpose();
    match session.map(Option::flatten) {
        Ok(Some(token)) => entered(&access.base_path, &token),
        Ok(None) => text(StatusCode::FORBIDDEN, USED),
        Err(error) => error.into_response(),
    }
}

const USED: &str = "this key has already been used, is older than 15 minutes, or is unknown: each key opens one session. Go on in the window where it was used; or \
                    press Enter in the terminal of the workbench, or start the workbench again, for a new one";

/// A form that does not arrive is empty: nobody without a session keeps a connection.
async fn posted(body: Body) -> String {
    let arrived = tokio::time::timeout(HEADER_PATIENCE, to_bytes(body, KEY_FORM)).await;
    let bytes = arrived.map(Result::unwrap_or_default).unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

fn entered(base_path: &str, token: &SecretString) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>deskferry workbench</title>\
         <link rel=\"icon\" href=\"/{base_path}/icon.svg\"><meta http-equiv=\"refresh\" content=\"0;url=/{base_path}/\"><p><a href=\"/{base_path}/\">Open the workbench</a></p>"
    );
    let mut response = content(StatusCode::OK, "text/html; charset=utf-8", page);
    let cookie =
        format!("{COOKIE_NAME}={}; Path=/{base_path}/; HttpOnly; SameSite=Strict", token.expose_secret());
    // Both are of letters that a header may have.
    let headers = response.headers_mut();
    HeaderValue::from_str(&cookie).into_iter().for_each(|cookie| drop(headers.insert(SET_COOKIE, cookie)));
    let place = HeaderValue::from_str(&format!("/{base_path}/"));
    place.into_iter().for_each(|place| drop(headers.insert(LOCATION, place)));
    response
}

async fn index(headers: HeaderMap) -> Answer {
    file(headers, Path("index.html".to_owned())).await
}

async fn file(headers: HeaderMap, Path(name): Path<String>) -> Answer {
    Ok(match page_file(&name) {
        Some(file) => sent_file(&name, &file, &headers),
        None => text(StatusCode::NOT_FOUND, "there is nothing here"),
    })
}

/// A file of the page, compressed if the browser takes that. Answers of the API never are: they have customers' data beside
/// texts that others may choose, and their length would tell of it (BREACH).
fn sent_file(name: &str, file: &PageFile, headers: &HeaderMap) -> Response {
    let compressed = takes_gzip(headers).then(|| compressed(name, file.text)).flatten();
    let is_compressed = compressed.is_some();
    let body = compressed.map_or_else(|| Body::from(file.text), Body::from);
    let mut response = content(StatusCode::OK, file.content_type, body);
    response.headers_mut().insert(VARY, HeaderValue::from_static("accept-encoding"));
    if is_compressed {
        response.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    response
}
