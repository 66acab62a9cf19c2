//! A location given by the user: a path, standard input or output, or an address.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use url::Url;

use super::buckets;
use super::folder::Folder;
use super::location_error::LocationError;
use super::options::StoreOptions;
use super::storage_trait::Storage;
use crate::file::{FileError, Output, STDIN, create, create_until, is_descriptor, open_regular, path_of};
use crate::stop::Stop;

/// `-`, a path, or an address: `s3://bucket/prefix`, `file:///folder`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// Standard input or output.
    Standard,
    /// A file or folder.
    Path(PathBuf),
    /// An object, or a prefix of a bucket.
    Bucket {
        /// The bucket.
        bucket: String,
        /// The key or prefix, without slashes at its ends; empty for the whole bucket.
        key: String,
    },
}

impl Location {
    /// Parses what the user gave, without looking at the disk or network.
    pub fn parse(text: &str) -> Result<Self, LocationError> {
        match text {
            "" => Err(LocationError::Empty),
            STDIN => Ok(Self::Standard),
            _ => match scheme(text) {
                None if text.starts_with("s3:") => {
                    Err(LocationError::Address { reason: "after s3: come two slashes" })
                }
                None => Ok(Self::Path(path_of(text).into_owned())),
                Some("file") => local(text),
                Some("s3") => object(text),
                Some(scheme) => Err(LocationError::Scheme { scheme: scheme.to_owned() }),
            },
        }
    }

    /// The folder or prefix as a [`Storage`]. Nothing is created or sent yet.
    pub fn place(&self, options: &StoreOptions) -> Result<Box<dyn Storage>, FileError> {
        match self {
            Self::Standard => Err(LocationError::Standard.into()),
            Self::Path(path) => Ok(Box::new(Folder::new(path))),
            Self::Bucket { bucket, key } => buckets::place(bucket, key, options),
        }
    }

    /// Begins writing the file. An object store that would refuse it is detected at once, not after hours of
    /// reading.
    pub fn create(&self, options: &StoreOptions) -> Result<Box<dyn Output>, FileError> {
        match self {
            Self::Standard => create(Path::new(STDIN)),
            Self::Path(path) => create(path),
            Self::Bucket { bucket, key } => buckets::create(bucket, key, options),
        }
    }

    /// Like [`Location::create`], but also writes to pipes, waiting until `stop`.
    pub fn create_until(&self, options: &StoreOptions, stop: &Stop) -> Result<Box<dyn Output>, FileError> {
        match self {
            Self::Standard => create_until(Path::new(STDIN), stop),
            Self::Path(path) => create_until(path, stop),
            Self::Bucket { .. } => self.create(options),
        }
    }

    /// Opens the file, or what a shell has opened, such as `<(command)`.
    pub fn open(&self, options: &StoreOptions) -> Result<Box<dyn Read + Send>, FileError> {
        match self {
            Self::Standard => Ok(Box::new(std::io::stdin())),
            Self::Path(path) if is_descriptor(path) => {
                let opened = File::open(path);
                Ok(Box::new(opened.map_err(|error| FileError::reading(&path.display().to_string(), error))?))
            }
            path => path.open_regular(options),
        }
    }

    /// Opens the file, which must be a regular file or an object.
    pub fn open_regular(&self, options: &StoreOptions) -> Result<Box<dyn Read + Send>, FileError> {
        match self {
            Self::Standard => Ok(Box::new(std::io::stdin())),
            Self::Path(path) => Ok(Box::new(open_regular(path)?)),
            Self::Bucket { bucket, key } => buckets::open(bucket, key, options),
        }
    }
}

/// The part before `://`, if it looks like a scheme.
fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once("://")?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    (!scheme.is_empty() && scheme.bytes().all(plain)).then_some(scheme)
}

fn local(text: &str) -> Result<Location, LocationError> {
    let reason = "a file:// address needs an absolute path and no host";
    let url = Url::parse(text).ok().and_then(|url| url.to_file_path().ok());
    url.map(Location::Path).ok_or(LocationError::Address { reason })
}

fn object(text: &str) -> Result<Location, LocationError> {
    let fault = |reason| LocationError::Address { reason };
    let url = Url::parse(text).map_err(|_| fault("it is not a URL"))?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(LocationError::Credentials);
    }
    if url.query().is_some() || url.fragment().is_some() {
        return Err(fault("it can't contain ? or #"));
    }
    if url.port().is_some() {
        return Err(fault("it has a port; use AWS_ENDPOINT_URL for your own store"));
    }
    let bucket = url.host_str().filter(|host| !host.is_empty()).ok_or(fault("it has no bucket"))?.to_owned();
    let key = buckets::key(url.path())?.ok_or(fault("its path is not valid"))?;
    Ok(Location::Bucket { bucket, key })
}
