//! A file of passwords, as libpq reads it: `PGPASSFILE` or `~/.pgpass`, with lines `HOST:PORT:DATABASE:USER:PASSWORD`.

use std::io;
use std::path::Path;

use secrecy::{ExposeSecret, SecretString};
use tokio_postgres::Config;
use tokio_postgres::config::Host;

use super::server::tcp_name;
use crate::file::read_regular;
use crate::system::mode;

/// What a file says about a server.
#[derive(Debug)]
pub(super) enum Found {
    /// The password.
    Password(SecretString),
    /// No line fits.
    Nothing,
    /// Others may read the file, so it does not count.
    Open,
    /// Only some hosts of the address have a line, or they have different passwords. One password is sent to all of them.
    NotForAll,
}

/// Looks for the password of a server.
pub(super) fn look(path: &Path, config: &Config) -> io::Result<Found> {
    let found = match path.metadata() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
        found => found?,
    };
    if mode(&found) & 0o077 != 0 {
        return Ok(Found::Open);
    }
    Ok(found_in(&String::from_utf8_lossy(&read_regular(path)?), config))
}

fn found_in(text: &str, config: &Config) -> Found {
    let port = |at: usize| {
        let ports = config.get_ports();
        ports.get(at).or_else(|| ports.first()).copied().unwrap_or(5432)
    };
    let hosts = config.get_hosts().iter().enumerate();
    let passwords: Vec<_> = hosts.map(|(at, host)| password_of(text, config, host, port(at))).collect();
    let exposed =
        |password: &Option<SecretString>| password.as_ref().map(|one| one.expose_secret().to_owned());
    let is_one = passwords.iter().all(|one| exposed(one) == passwords.first().and_then(exposed));
    match passwords.into_iter().next().flatten() {
        _ if !is_one => Found::NotForAll,
        Some(password) => Found::Password(password),
        None => Found::Nothing,
    }
}

/// The password of the first line that fits. As in libpq, `*` fits everything and `\` takes a colon literally.
fn password_of(text: &str, config: &Config, host: &Host, port: u16) -> Option<SecretString> {
    let port = port.to_string();
    let database = config.get_dbname().unwrap_or_default();
    let user = config.get_user().unwrap_or_default();
    let asked = [tcp_name(host).unwrap_or("localhost"), &port, database, user];
    text.lines().filter(|line| !line.starts_with('#')).find_map(|line| {
        let fields = fields(line);
        let [known @ .., password] = fields.as_slice() else { return None };
        let fits = known.len() == asked.len()
            && known.iter().zip(asked).all(|(known, asked)| known == "*" || known == asked);
        fits.then(|| SecretString::from(password.as_str()))
    })
}

fn fields(line: &str) -> Vec<String> {
    let mut fields = vec![String::new()];
    let mut letters = line.chars();
    while let Some(letter) = letters.next() {
        let more = fields.len() < 5;
        match (letter, fields.last_mut()) {
            (':', _) if more => fields.push(String::new()),
            ('\\', Some(field)) => field.extend(letters.next()),
            (_, Some(field)) => field.push(letter),
            (_, None) => {}
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::super::server::JournalServer;
    use super::*;

    fn found(text: &str, address: &str) -> Result<Option<String>, ()> {
        match found_in(text, &JournalServer::parse(address).unwrap().0.config) {
            Found::Password(password) => Ok(Some(password.expose_secret().to_owned())),
            Found::Nothing => Ok(None),
            Found::Open | Found::NotForAll => Err(()),
        }
    }

    #[test]
    fn a_line_of_the_password_file_fits_its_server_only() {
        let text =
            "# a comment\ndb.example:5432:moves:bob:no\n*:5433:*:ann:a\\:b\\\\c\nlocalhost:*:moves:ann:d:e\n";
        let found = |address: &str| found(text, address).unwrap();
        assert_eq!(found("postgres://ann@db.example:5433/moves").as_deref(), Some("a:b\\c"));
        assert_eq!(found("postgres://ann@localhost/moves").as_deref(), Some("d:e"));
        assert_eq!(found("postgres://ann@db.example/moves"), None);
    }

    /// The library sends one password to whichever host it reaches.
    #[test]
    fn a_password_is_one_of_all_hosts_or_of_none() {
        let text = "one.example:5432:*:ann:a\ntwo.example:5433:*:ann:a\nthree.example:*:*:ann:b\n";
        let found = |hosts: &str| found(text, &format!("postgres://ann@{hosts}/moves"));
        assert_eq!(found("one.example,two.example:5433"), Ok(Some("a".to_owned())));
        assert_eq!(found("four.example,five.example"), Ok(None));
        for refused in ["one.example,two.example", "one.example,three.example", "four.example,one.example"] {
            assert_eq!(found(refused), Err(()), "{refused}");
        }
    }
}
