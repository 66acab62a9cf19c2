use deskferry::file::EncryptionError;

use super::*;

#[test]
fn exit_status_of_a_wrong_key_and_of_a_damaged_file() {
    let path = || "x.age".to_owned();
    let status = |fault: EncryptionError| CommandError::from(FileError::from(fault)).status;
    let keys =
        [EncryptionError::WrongPassphrase { path: path() }, EncryptionError::NeedsIdentity { path: path() }];
    assert_eq!(keys.map(status), [ExitStatus::Usage; 2]);
    let files = [
        EncryptionError::Damaged { path: path() },
        EncryptionError::NotSealed { path: path() },
        EncryptionError::Work { path: path(), work: 30, most: 20 },
    ];
    assert_eq!(files.map(status), [ExitStatus::Unproven; 3]);
}

#[test]
fn exit_status_of_a_prune_that_a_plain_folder_fails() {
    let fault = FileError::Directory { path: "x".to_owned() };
    assert_eq!(CommandError::from(PruneError::Storage(fault)).status, ExitStatus::Stopped);
}

#[test]
fn exit_status_of_each_storage_error() {
    let code = || "x".to_owned();
    let faults = [
        StoreError::Credentials { code: code() },
        StoreError::NoCredentials,
        StoreError::NoBucket,
        StoreError::Settings { reason: code() },
        StoreError::Unreachable,
        StoreError::Refused { code: code() },
    ];
    let expected = [
        ExitStatus::Unauthorized,
        ExitStatus::Unauthorized,
        ExitStatus::Usage,
        ExitStatus::Usage,
        ExitStatus::Stopped,
        ExitStatus::Stopped,
    ];
    assert_eq!(faults.each_ref().map(of_store), expected);
}
