//! The server: lets requests in, exchanges keys, and serves the page and the API.

use std::net::Ipv4Addr;
use std::path::Path as FilePath;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Path, Request, State};
use axum::http::header::{LOCATION, SET_COOKIE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{any, get};
use secrecy::{ExposeSecret as _, SecretString};
use tokio::net::TcpListener;

use crate::stop::Stop;

use super::answer::{Answer, content, text};
use super::api::routes;
use super::changes::Changes;
use super::connections::{HEADER_PATIENCE, serve_connections};
use super::error::WorkbenchError;
use super::guard::{COOKIE_NAME, Refusal, checked_host, checked_origin, protect, tokens};
use super::jobs::Jobs;
use super::page_files::page_file;
use super::project::Project;
use super::session::Sessions;
use super::shared::Shared;

/// An open project with its server.
pub struct Workbench {
    listener: TcpListener,
    door: Arc<Door>,
    shared: Arc<Shared>,
}

/// What decides who comes in.
struct Door {
    port: u16,
    /// The first part of every path of the page. A cookie is sent to all ports of a host, but only below its path, so
    /// no other server of this machine gets it.
    room: String,
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
        let door = Arc::new(Door { port, room: sessions.word(12)?, sessions });
        Ok(Self { listener, door, shared: Arc::new(Shared::new(project, changes, jobs, stop)) })
    }

    /// A handle that makes keys while the workbench is served.
    pub fn keys(&self) -> KeyMaker {
        KeyMaker { door: Arc::clone(&self.door), folder: self.shared.project.folder().to_owned() }
    }

    /// Serves until the stop, then lets answers in progress finish.
    pub async fn serve(self) {
        let Self { listener, door, shared } = self;
        let stop = shared.stop.clone();
        let room = &door.room;
        let app = Router::new()
            .route(&format!("/{room}/"), get(index))
            .route(&format!("/{room}/{{name}}"), get(file))
            .nest(&format!("/{room}/api"), routes())
            .fallback(|| async { text(StatusCode::NOT_FOUND, "there is nothing here") })
            .with_state(shared)
            .layer(from_fn_with_state(Arc::clone(&door), guarded))
            .merge(Router::new().route("/session", any(exchange)).with_state(Arc::clone(&door)))
            .merge(Router::new().route("/health", get(health)).with_state(door))
            .layer(axum::middleware::map_response(|mut response: Response| async {
                protect(response.headers_mut());
                response
            }));
        serve_connections(listener, app, stop).await;
    }
}

/// Makes keys of one use.
#[derive(Clone)]
pub struct KeyMaker {
    door: Arc<Door>,
    folder: std::path::PathBuf,
}

impl KeyMaker {
    /// A new key.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn issue(&self) -> Result<SecretString, WorkbenchError> {
        self.door.sessions.issue()
    }

    /// True for a key that nobody has used yet.
    pub fn waits(&self, key: &SecretString) -> bool {
        self.door.sessions.waits(key.expose_secret())
    }

    /// The address to which a key is posted, without the key.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}/session", self.door.port)
    }

    /// The project's folder.
    pub fn folder(&self) -> &FilePath {
        &self.folder
    }
}

/// Lets a request in only from our page, with a session.
async fn guarded(State(door): State<Arc<Door>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let is_known = || tokens(headers).any(|token| door.sessions.knows(token));
    let checked = checked_origin(request.method(), headers, door.port);
    match checked.and_then(|()| if is_known() { Ok(()) } else { Err(Refusal::Session) }) {
        Ok(()) => next.run(request).await,
        Err(refusal) => text(refusal.status(), refusal.message()),
    }
}

async fn health(State(door): State<Arc<Door>>, request: Request) -> Response {
    match checked_host(request.headers(), door.port) {
        Ok(_) => text(StatusCode::OK, "ok"),
        Err(refusal) => text(refusal.status(), refusal.message()),
    }
}

/// The longest form with a key.
const KEY_FORM: usize = 1024;

/// Exchanges a key for the cookie of a session: posted as a form, or in the address that the terminal shows. The
/// answer is a page that goes on by itself: after a redirect, a browser would not send a `SameSite=Strict` cookie.
async fn exchange(State(door): State<Arc<Door>>, request: Request) -> Response {
    if let Err(refusal) = checked_host(request.headers(), door.port) {
        return text(refusal.status(), refusal.message());
    }
    let (head, body) = request.into_parts();
    let form = match head.method {
        Method::GET => head.uri.query().unwrap_or_default().to_owned(),
        Method::POST => posted(body).await,
        _ => return text(StatusCode::METHOD_NOT_ALLOWED, "GET or POST"),
    };
    let key = url::form_urlencoded::parse(form.as_bytes()).find(|(name, _)| name == "key");
    let session = key.map(|(_, key)| door.sessions.exchange(&key)).transpose();
    match session.map(Option::flatten) {
        Ok(Some(token)) => entered(&door.room, &token),
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

fn entered(room: &str, token: &SecretString) -> Response {
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>deskferry workbench</title>\
         <link rel=\"icon\" href=\"/{room}/icon.svg\"><meta http-equiv=\"refresh\" content=\"0;url=/{room}/\"><p><a href=\"/{room}/\">Open the workbench</a></p>"
    );
    let mut response = content(StatusCode::OK, "text/html; charset=utf-8", page);
    let cookie = format!("{COOKIE_NAME}={}; Path=/{room}/; HttpOnly; SameSite=Strict", token.expose_secret());
    // Both are of letters that a header may have.
    let headers = response.headers_mut();
    HeaderValue::from_str(&cookie).into_iter().for_each(|cookie| drop(headers.insert(SET_COOKIE, cookie)));
    let place = HeaderValue::from_str(&format!("/{room}/"));
    place.into_iter().for_each(|place| drop(headers.insert(LOCATION, place)));
    response
}

async fn index() -> Answer {
    file(Path("index.html".to_owned())).await
}

async fn file(Path(name): Path<String>) -> Answer {
    Ok(match page_file(&name) {
        Some(file) => content(StatusCode::OK, file.content_type, file.text),
        None => text(StatusCode::NOT_FOUND, "there is nothing here"),
    })
}
