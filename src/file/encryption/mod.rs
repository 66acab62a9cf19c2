//! Encryption in the age format (<https://age-encryption.org/v1>): to recipients, any of whom can decrypt, or with
//! a passphrase. The `age` tool and deskferry can decrypt each other's files.
//!
//! A passphrase costs a second and 128 MB for each file. A folder of many files is therefore encrypted by
//! [`Encryption::with_own_key`] to a new key, which is stored in the folder, encrypted with the passphrase. Other folders
//! may have the same key, and `opened_keys` remembers it. `age
//! --decrypt -i key.age FILE` decrypts such a file too.

mod decrypting_reader;
mod decryption_key;
mod encrypting_output;
mod error;
mod opened_keys;

pub use decryption_key::DecryptionKey;
pub use encrypting_output::Encryption;
pub use error::EncryptionError;

#[cfg(test)]
mod tests;
