//! Encryption in the age format (<https://age-encryption.org/v1>): to recipients, of which any one can open, or by a
//! passphrase. The `age` tool opens what is sealed here, and the other way round.
//!
//! A passphrase costs a second and 128 MB for each file that it seals or opens. A folder of many files is therefore
//! sealed by [`Encryption::with_own_key`]: to a key that is made for it alone and lies beside it, itself sealed by the
//! passphrase. `age --decrypt -i key.age FILE` opens such a file too.

mod decrypting_reader;
mod decryption_key;
mod encrypting_output;
mod error;

pub use decryption_key::DecryptionKey;
pub use encrypting_output::Encryption;
pub use error::EncryptionError;

#[cfg(test)]
mod tests;
