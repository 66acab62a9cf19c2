//! The address of a server, and what is refused before a connection is opened.

use std::net::IpAddr;
use std::path::PathBuf;

use secrecy::SecretString;
use tokio_postgres::Config;
use tokio_postgres::config::Host;

use super::super::server_error::ServerError;
use super::address::{Address, refused};

/// `postgres://USER@HOST:PORT/DATABASE?...`, without a password.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalServer {
    shown: String,
    pub(super) config: Config,
    pub(super) tls: Option<TlsFiles>,
}

/// The files of TLS, as the parameters of the address name them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct TlsFiles {
    /// `sslrootcert`: the authorities, instead of those of the system.
    pub roots: Option<PathBuf>,
    /// `sslcert`: the certificate of the client.
    pub certificate: Option<PathBuf>,
    /// `sslkey`: its key.
    pub key: Option<PathBuf>,
}

const MODES: &str = "sslmode is disable (this machine only) or verify-full (the default elsewhere)";

impl JournalServer {
    /// Reads an address. Returns the password separately, if the address has one.
    ///
    /// # Errors
    /// If it is no address of PostgreSQL, or asks for a connection without TLS to another machine.
    pub fn parse(text: &str) -> Result<(Self, Option<SecretString>), ServerError> {
        let Address { shown, password, config, own } = Address::of(text)?;
        let mut tls = TlsFiles::default();
        let mut mode = None;
        for (name, value) in own {
            match &*name {
                "sslmode" => mode = Some(value),
                "sslrootcert" => tls.roots = Some(PathBuf::from(value)),
                "sslcert" => tls.certificate = Some(PathBuf::from(value)),
                _ => tls.key = Some(PathBuf::from(value)),
            }
        }
        let config: Config =
            config.parse().map_err(|error| refused(&format!("is not understood ({})", reason(&error))))?;
        if config.get_dbname().is_none() {
            return Err(refused("names no database"));
        }
        let is_local = is_this_machine(&config);
        let forbidden =
            |reason: &str| ServerError::Settings { server: shown.clone(), reason: reason.to_owned() };
        let tls = match mode.as_deref() {
            None if is_local && tls == TlsFiles::default() => None,
            None | Some("verify-full") => Some(tls),
            Some("disable") if is_local => None,
            Some("disable") => return Err(forbidden("only this machine is reached without TLS")),
            Some(_) => return Err(forbidden(MODES)),
        };
        Ok((Self { shown, config, tls }, password))
    }

    /// The address without a password.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// True if a password for this server may be sent to the other: the hosts, the database and the user are the same, and
    /// so are the authorities that prove who the server is.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        let config = |server: &Self| {
            let user = server.config.get_user().map(ToOwned::to_owned);
            let database = server.config.get_dbname().map(ToOwned::to_owned);
            (server.config.get_hosts().to_vec(), server.config.get_ports().to_vec(), user, database)
        };
        let roots = |server: &Self| server.tls.as_ref().and_then(|tls| tls.roots.clone());
        config(self) == config(other) && roots(self) == roots(other)
    }

    /// The error that this server is not asked, and why.
    pub(super) fn refused(&self, reason: String) -> ServerError {
        ServerError::Settings { server: self.shown.clone(), reason }
    }
}

/// Why the library does not understand an address: it names a parameter, and no value.
fn reason(error: &tokio_postgres::Error) -> String {
    std::error::Error::source(error).map_or_else(|| error.to_string(), ToString::to_string)
}

/// True if no host of the address is another machine. A socket in a folder is on this one.
fn is_this_machine(config: &Config) -> bool {
    let is_loopback =
        |name: &str| name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback());
    config.get_hosts().iter().all(|host| tcp_name(host).is_none_or(is_loopback))
}

/// The name of a host; `None` if it is a socket in a folder, which only some systems have.
pub(super) fn tcp_name(host: &Host) -> Option<&str> {
    match host {
        Host::Tcp(name) => Some(name),
        #[allow(unreachable_patterns, reason = "not every system has the other variant")]
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn the_password_is_taken_out_of_an_address() {
        for (text, shown, password) in [
            (
                "postgres://ann:s%40c+r:et@db.example:5433/moves",
                "postgres://ann@db.example:5433/moves",
                Some("s@c+r:et"),
            ),
            ("postgres://ann:pa=s&c==#@db/moves", "postgres://ann@db/moves", Some("pa=s&c==#")),
            (
                "postgres://ann@db/moves?passw%6Frd=s%26c&options=-c%20a%3D1",
                "postgres://ann@db/moves?options=-c%20a%3D1",
                Some("s&c"),
            ),
            (
                "postgresql://localhost/moves?password=x%3D=&connect_timeout=3",
                "postgres://localhost/moves?connect_timeout=3",
                Some("x=="),
            ),
            ("postgres://ann@[::1]/moves", "postgres://ann@[::1]/moves", None),
        ] {
            let (server, found) = JournalServer::parse(text).unwrap();
            assert_eq!(server.shown(), shown);
            assert_eq!(found.as_ref().map(ExposeSecret::expose_secret), password);
            assert!(!format!("{server:?}").contains("s@c"));
            assert_eq!(server.config.get_password(), None);
        }
    }

    /// An address that is not understood may have a password anywhere.
    #[test]
    fn what_is_refused_is_not_repeated() {
        for (text, reason) in [
            ("postgres://ann:s/hush@db.example/moves", "/ as %2F"),
            ("postgres://ann:12?34hush@db.example/moves", "? as %3F"),
            ("postgres://ann:hu@sh@db.example/moves", "@ as %40"),
            ("postgres://ann:hush%4@db.example/moves", "% as %25"),
            ("postgres://ann:hush%FF@db.example/moves", "not UTF-8"),
            ("postgres://ann:hush/moves", "port"),
            ("postgres://ann:12?34hush", "a parameter without a value"),
            ("postgres://ann:12?34=hush", "a parameter that deskferry does not know"),
            ("postgres://hush", "names no database"),
            ("postgres://db.example/moves?connect_timeout=hush", "connect_timeout"),
            ("postgres://db.example/moves?sslpassword=hush", "the parameter sslpassword"),
            ("postgres://db.example/moves?passfile=hush", "the parameter passfile"),
            ("postgres://db.example/moves?hostaddr=10.0.0.1", "the parameter hostaddr"),
            ("hush", "does not begin with postgres://"),
        ] {
            let error = JournalServer::parse(text).unwrap_err().to_string();
            assert!(error.contains(reason), "{text}: {error}");
            assert!(!["hu@", "hush", "34", "db.example"].iter().any(|part| error.contains(part)), "{error}");
        }
    }

    #[test]
    fn another_machine_is_reached_by_tls_only() {
        let parse = |text: &str| JournalServer::parse(text).map(|(server, _)| server.tls.is_some());
        assert!(parse("postgres://db.example/moves").unwrap());
        assert!(!parse("postgres://127.0.0.1,localhost/moves").unwrap());
        assert!(parse("postgres://127.0.0.1,db.example/moves").unwrap());
        assert!(parse("postgres://localhost/moves?sslmode=verify-full").unwrap());
        for refused in ["disable", "prefer", "require"] {
            let error = parse(&format!("postgres://a:b@db.example/moves?sslmode={refused}")).unwrap_err();
            assert!(!error.to_string().contains("a:b"), "{error}");
        }
        for refused in
            ["mysql://localhost/moves", "host=localhost", "postgres://localhost", "postgres://h/d?nothing=1"]
        {
            assert!(parse(refused).is_err(), "{refused}");
        }
    }
}
