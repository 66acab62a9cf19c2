//! The text of a server's address, taken apart. An address that is not understood may have a password anywhere, so no error
//! repeats a part of it.

use percent_encoding::percent_decode_str;
use secrecy::SecretString;

use super::super::server_error::ServerError;

/// An address without its password, and the password.
pub(super) struct Address {
    /// `postgres://USER@HOST:PORT/DATABASE?...`
    pub shown: String,
    pub password: Option<SecretString>,
    /// The same address, without the parameters that are not the library's.
    pub config: String,
    /// The parameters that are not the library's, with their values.
    pub own: Vec<(String, String)>,
}

/// The parameters that deskferry reads by itself.
const OWN: [&str; 4] = ["sslmode", "sslrootcert", "sslcert", "sslkey"];
/// The parameters that the library reads. What is in neither list is refused: its value may be a secret.
const OF_LIBRARY: [&str; 16] = [
    "user",
    "host",
    "port",
    "dbname",
    "options",
    "application_name",
    "connect_timeout",
    "tcp_user_timeout",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_retries",
    "target_session_attrs",
    "load_balance_hosts",
    "channel_binding",
    "sslnegotiation",
];
/// How a password is written.
const ENCODED: &str = "in a password, write % as %25, / as %2F, ? as %3F, @ as %40 and # as %23";

impl Address {
    /// Takes an address apart.
    pub(super) fn of(text: &str) -> Result<Self, ServerError> {
        let (scheme, rest) = text.trim().split_once("://").unwrap_or_default();
        if !matches!(scheme, "postgres" | "postgresql") {
            return Err(refused("does not begin with postgres://"));
        }
        let (authority, rest) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        if rest.contains('@') || authority.matches('@').count() > 1 {
            return Err(refused(&format!("has an @ where none can be ({ENCODED})")));
        }
        let (user, hosts) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = match user.split_once(':') {
            Some((user, password)) => (user, Some(decoded(password)?)),
            None => (user, None),
        };
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let user = if user.is_empty() { String::new() } else { format!("{user}@") };
        let base = format!("postgres://{user}{hosts}{path}");
        Self {
            shown: String::new(),
            password: password.map(SecretString::from),
            config: base,
            own: Vec::new(),
        }
        .with_parameters(query)
    }

    fn with_parameters(mut self, query: &str) -> Result<Self, ServerError> {
        let (mut shown, mut of_library) = (Vec::new(), Vec::new());
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) =
                pair.split_once('=').ok_or_else(|| refused("has a parameter without a value"))?;
            let name = decoded(name)?;
            match &*name {
                "password" => {
                    self.password = Some(decoded(value)?.into());
                    continue;
                }
                own if OWN.contains(&own) => self.own.push((name, decoded(value)?)),
                known if OF_LIBRARY.contains(&known) => of_library.push(pair),
                other => return Err(unknown(other)),
            }
            shown.push(pair);
        }
        self.shown = with_query(&self.config, &shown);
        self.config = with_query(&self.config, &of_library);
        Ok(self)
    }
}

fn with_query(base: &str, pairs: &[&str]) -> String {
    if pairs.is_empty() { base.to_owned() } else { format!("{base}?{}", pairs.join("&")) }
}

/// An error that says what is wrong with the address, and repeats nothing of it.
pub(super) fn refused(what: &str) -> ServerError {
    ServerError::Address(format!("the journal's address {what}"))
}

/// The name of a parameter is repeated if it looks like one.
fn unknown(name: &str) -> ServerError {
    let is_name = name.len() < 40 && name.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
    if is_name {
        refused(&format!("has the parameter {name}, which deskferry does not know"))
    } else {
        refused("has a parameter that deskferry does not know")
    }
}

/// A part of an address without its percent signs; `+` is a plus.
fn decoded(text: &str) -> Result<String, ServerError> {
    let is_code =
        |rest: &str| rest.as_bytes().iter().take(2).filter(|byte| byte.is_ascii_hexdigit()).count() == 2;
    if !text.split('%').skip(1).all(is_code) {
        return Err(refused(&format!("has a % without two hexadecimal digits ({ENCODED})")));
    }
    let text = percent_decode_str(text).decode_utf8();
    text.map(Into::into).map_err(|_| refused("has a part that is not UTF-8"))
}
