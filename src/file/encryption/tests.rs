//! Encryption and decryption, and the different errors.

use std::io::{self, Cursor, Read, Write};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use age::secrecy::{ExposeSecret, SecretString};
use age::x25519::Identity;

use super::super::error::FileError;
use super::super::input_stream::InputStream;
use super::super::output::Output;
use super::decryption_key::MOST_WORK;
use super::{DecryptionKey, Encryption, EncryptionError};

#[derive(Clone, Default)]
struct Memory(Arc<Mutex<(Vec<u8>, bool)>>);

impl Write for Memory {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().0.write(bytes)
    }
    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Output for Memory {
    fn finish(self: Box<Self>) -> Result<(), FileError> {
        self.0.lock().unwrap().1 = true;
        Ok(())
    }
}

fn seal(seal: &Encryption, text: &[u8]) -> Vec<u8> {
    let memory = Memory::default();
    let mut out = seal.around("x.age", Box::new(memory.clone())).unwrap();
    out.write_all(text).unwrap();
    out.finish().unwrap();
    let (bytes, finished) = std::mem::take(&mut *memory.0.lock().unwrap());
    assert!(finished, "the output below was finished");
    bytes
}

fn open(key: &DecryptionKey, sealed: Vec<u8>) -> Result<Vec<u8>, FileError> {
    let mut text = Vec::new();
    let mut reader = key.open("x.age", Box::new(Cursor::new(sealed)))?;
    reader.read_to_end(&mut text).map_err(|error| FileError::reading("x.age", error))?;
    Ok(text)
}

fn why(key: &DecryptionKey, sealed: Vec<u8>) -> EncryptionError {
    match open(key, sealed) {
        Err(FileError::Sealed(fault)) => fault,
        other => panic!("{other:?}"),
    }
}

fn secret(text: &str) -> SecretString {
    SecretString::from(text.to_owned())
}

fn passphrase(text: &str) -> Encryption {
    Encryption::by_passphrase_with(secret(text), 10).unwrap()
}

fn key(identity: &Identity) -> DecryptionKey {
    let text = format!("# made today\n\n{}\n", identity.to_string().expose_secret());
    DecryptionKey::default().with_identities("id.txt", text.as_bytes()).unwrap()
}

fn word(text: &str) -> DecryptionKey {
    DecryptionKey::default().with_passphrase(secret(text)).unwrap()
}

/// More than two chunks of 64 KiB.
fn long() -> Vec<u8> {
    (0..150_000_u32).map(|number| (number % 251) as u8).collect()
}

#[test]
fn only_recipients_can_decrypt() {
    let ada = Identity::generate();
    let bob = Identity::generate();
    let eve = Identity::generate();
    let list = format!("# ours\n{}\n\n{}\n", ada.to_public(), bob.to_public());
    let sealed = seal(&Encryption::recipients_of(&list).unwrap(), &long());
    assert_eq!(open(&key(&ada), sealed.clone()).unwrap(), long());
    assert_eq!(open(&key(&bob), sealed.clone()).unwrap(), long());
    assert_eq!(why(&key(&eve), sealed.clone()), EncryptionError::WrongIdentity { path: "x.age".to_owned() });
    assert_eq!(why(&word("x"), sealed), EncryptionError::NeedsIdentity { path: "x.age".to_owned() });
}

#[test]
fn only_the_right_passphrase_decrypts() {
    for text in [&b""[..], b"one", &long()] {
        let sealed = seal(&passphrase("correct horse"), text);
        assert_eq!(open(&word("correct horse"), sealed.clone()).unwrap(), text);
        let fault = why(&word("wrong horse"), sealed.clone());
        assert_eq!(fault, EncryptionError::WrongPassphrase { path: "x.age".to_owned() });
        assert!(fault.is_about_keys());
        assert_eq!(
            why(&key(&Identity::generate()), sealed),
            EncryptionError::NeedsPassphrase { path: "x.age".to_owned() }
        );
    }
}

#[test]
fn the_passphrase_encrypts_a_separate_key_of_the_folder() {
    let (own, sealed_key) = passphrase("correct horse").with_own_key().unwrap();
    let sealed = seal(&own, b"one");
    let opened = |text: &str| word(text).with_key_of("key.age", Cursor::new(sealed_key.clone()));
    assert_eq!(open(&opened("correct horse").unwrap(), sealed).unwrap(), b"one");
    assert!(matches!(opened("wrong"), Err(FileError::Sealed(EncryptionError::WrongPassphrase { .. }))));
}

/// Whoever knows a recipient could put a key of his own there, and read what is encrypted to it.
#[test]
fn the_key_of_a_folder_is_opened_by_the_passphrase_alone() {
    let user = Identity::generate();
    let recipient = Encryption::to_recipients([user.to_public().to_string().as_str()]).unwrap();
    let (_, foreign) = recipient.with_own_key().unwrap();
    let both = key(&user).with_passphrase(secret("correct horse")).unwrap();
    let fault = both.key_of("key.age", foreign).err().unwrap();
    assert!(matches!(fault, FileError::Sealed(EncryptionError::NeedsIdentity { .. })), "{fault:?}");
    let (own, sealed_key) = passphrase("correct horse").with_own_key().unwrap();
    let alone = both.key_of("key.age", sealed_key).unwrap();
    assert_eq!(open(&alone, seal(&own, b"one")).unwrap(), b"one");
    assert!(!alone.has_passphrase());
    let to_user = seal(&Encryption::to_recipients([user.to_public().to_string().as_str()]).unwrap(), b"x");
    assert!(open(&alone, to_user).is_err(), "it has not the identities of the user");
}

#[test]
fn every_changed_byte_and_every_truncation_is_detected() {
    let identity = Identity::generate();
    let text = b"one two three";
    let sealed = seal(&Encryption::to_recipients([identity.to_public().to_string().as_str()]).unwrap(), text);
    for at in 0..sealed.len() {
        let mut flipped = sealed.clone();
        flipped[at] ^= 1;
        let fault = why(&key(&identity), flipped);
        // A header for another key looks the same as a changed one.
        assert!(
            !fault.is_about_keys() || matches!(fault, EncryptionError::WrongIdentity { .. }),
            "{at}: {fault:?}"
        );
        let fault = why(&key(&identity), sealed[..at].to_vec());
        assert!(
            !fault.is_about_keys() || matches!(fault, EncryptionError::WrongIdentity { .. }),
            "{at}: {fault:?}"
        );
    }
    let body = sealed.len() - 1;
    let mut flipped = sealed.clone();
    flipped[body] ^= 1;
    assert_eq!(why(&key(&identity), flipped), EncryptionError::Damaged { path: "x.age".to_owned() });
    let cut = seal(&Encryption::to_recipients([identity.to_public().to_string().as_str()]).unwrap(), &long());
    // Also at the edge of a chunk, where everything before it is valid.
    for end in [cut.len() - 1, cut.len() - 20_000, head(&cut) + 16 + 65_552] {
        assert_eq!(
            why(&key(&identity), cut[..end].to_vec()),
            EncryptionError::Damaged { path: "x.age".to_owned() }
        );
    }
}

/// The end of the header, after the line that begins with `---`.
fn head(sealed: &[u8]) -> usize {
    let mark = sealed.windows(4).position(|four| four == b"--- ").unwrap();
    mark + sealed[mark..].iter().position(|byte| *byte == b'\n').unwrap() + 1
}

#[test]
fn too_high_a_work_factor_is_refused() {
    let sealed = seal(&passphrase("x"), b"one");
    let text: Vec<u8> = sealed.clone();
    let mark = text.windows(4).position(|four| four == b" 10\n").unwrap();
    let mut hostile = sealed;
    hostile.splice(mark + 1..mark + 3, (MOST_WORK + 1).to_string().into_bytes());
    let fault = why(&word("x"), hostile);
    assert_eq!(
        fault,
        EncryptionError::Work { path: "x.age".to_owned(), work: MOST_WORK + 1, most: MOST_WORK }
    );
    assert!(!fault.is_about_keys());
}

#[test]
fn a_read_error_is_not_damage() {
    struct Failing(Cursor<Vec<u8>>);
    impl Read for Failing {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.read(buffer)? {
                0 => Err(io::Error::from_raw_os_error(5)),
                count => Ok(count),
            }
        }
    }
    let identity = Identity::generate();
    let sealed =
        seal(&Encryption::to_recipients([identity.to_public().to_string().as_str()]).unwrap(), &long());
    for end in [10, 90_000] {
        let failing = Failing(Cursor::new(sealed[..end].to_vec()));
        let opened = key(&identity).open("x.age", Box::new(failing));
        let fault = opened.and_then(|mut reader| {
            io::copy(&mut reader, &mut io::sink()).map_err(|error| FileError::reading("x.age", error))
        });
        assert!(matches!(fault, Err(FileError::Read { .. })), "{end}: {fault:?}");
    }
}

#[test]
fn damage_in_the_encryption_is_not_reported_as_damaged_compression() {
    let identity = Identity::generate();
    let packed = zstd::encode_all(&long()[..], 1).unwrap();
    let mut sealed =
        seal(&Encryption::to_recipients([identity.to_public().to_string().as_str()]).unwrap(), &packed);
    let open = |sealed: Vec<u8>| {
        let reader = key(&identity).open("x.zst.age", Box::new(Cursor::new(sealed))).unwrap();
        let mut text = Vec::new();
        let mut input = InputStream::from_reader("x.zst.age", reader)?;
        while input.read_some(&mut text, 10_000)? > 0 {}
        Ok::<_, FileError>(text)
    };
    assert_eq!(open(sealed.clone()).unwrap(), long());
    let last = sealed.len() - 1;
    sealed[last] ^= 1;
    assert!(matches!(open(sealed), Err(FileError::Sealed(EncryptionError::Damaged { .. }))));
}

#[test]
fn invalid_keys_are_refused_without_showing_them() {
    let identity = Identity::generate();
    let private = identity.to_string().expose_secret().to_owned();
    let recipients = Encryption::to_recipients([identity.to_public().to_string().as_str(), &private]);
    let fault = recipients.err().unwrap();
    assert_eq!(fault, EncryptionError::Recipient { number: 2 });
    assert!(!fault.to_string().contains(&private));
    assert_eq!(Encryption::recipients_of("# none\n").err(), Some(EncryptionError::NoRecipient));
    assert_eq!(Encryption::by_passphrase(secret("")).err(), Some(EncryptionError::EmptyPassphrase));
    assert_eq!(
        DecryptionKey::default().with_passphrase(secret("")).err(),
        Some(EncryptionError::EmptyPassphrase)
    );
    let odd = DecryptionKey::default()
        .with_identities("id.txt", format!("\n{private}x\n").as_bytes())
        .err()
        .unwrap();
    assert!(odd.to_string().contains("line 2"), "{odd}");
    assert!(!format!("{odd} {odd:?}").contains(&private[20..]), "{odd}");
    let none = DecryptionKey::default().with_identities("id.txt", &b"# nothing\n"[..]).err().unwrap();
    assert!(matches!(none, FileError::Sealed(EncryptionError::NoIdentity { .. })), "{none:?}");
    let shown = format!("{:?}", key(&identity).with_passphrase(secret("correct horse")).unwrap());
    assert_eq!(shown, "Key { identities: 1, passphrase: true }");
    let mixed =
        passphrase("x").and(Encryption::to_recipients([identity.to_public().to_string().as_str()]).unwrap());
    let fault = mixed.around("x", Box::new(Memory::default())).err().unwrap();
    assert!(matches!(fault, FileError::Sealed(EncryptionError::Mixed)), "{fault:?}");
}

#[test]
fn a_file_that_is_not_encrypted_is_reported() {
    let fault = why(&word("x"), b"{\"a\": 1}\n".to_vec());
    assert_eq!(fault, EncryptionError::NotSealed { path: "x.age".to_owned() });
    assert_eq!(why(&word("x"), Vec::new()), EncryptionError::NotSealed { path: "x.age".to_owned() });
}

/// The real work factor, as users wait for it.
#[test]
fn a_passphrase_with_the_real_work_factor_decrypts() {
    let sealed = seal(&Encryption::by_passphrase(secret("correct horse")).unwrap(), b"one");
    assert_eq!(open(&word("correct horse"), sealed).unwrap(), b"one");
}

fn age(arguments: &[&str], input: &[u8]) -> Vec<u8> {
    let mut child =
        Command::new("age").args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let done = child.wait_with_output().unwrap();
    assert!(done.status.success());
    done.stdout
}

#[test]
#[ignore = "needs the age tool (Debian: age)"]
fn files_are_compatible_with_the_age_tool() {
    let folder = tempfile::tempdir().unwrap();
    let identity = Identity::generate();
    let file = folder.path().join("id.txt");
    std::fs::write(&file, identity.to_string().expose_secret()).unwrap();
    let public = identity.to_public().to_string();
    let file = file.to_str().unwrap();
    let sealed = seal(&Encryption::to_recipients([public.as_str()]).unwrap(), &long());
    assert_eq!(age(&["--decrypt", "-i", file], &sealed), long());
    let theirs = age(&["-r", &public], &long());
    assert_eq!(open(&key(&identity), theirs).unwrap(), long());
}
