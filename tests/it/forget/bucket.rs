//! A bucket: the same, and old versions are told. Needs an S3 server, which `DESKFERRY_S3` names.

use std::os::unix::process::ExitStatusExt;
use std::sync::Arc;

use deskferry::backup::list_backups;
use deskferry::file::DecryptionKey;
use deskferry::storage::Storage;
use rstest::rstest;

use super::{ann, bob, certificate, night};
use crate::backup_fixture::Shelf;
use crate::command_line::Ferry;
use crate::storage::S3;

/// Two backups in a bucket, and the command to forget.
fn target(s3: &S3, bucket: &str) -> (String, Ferry) {
    let target = format!("s3://{bucket}/nightly");
    for at in 0..2 {
        let place = s3.place(&format!("{target}/{}", night(at)));
        Shelf::new(&[ann(), bob()]).detailed().named(&night(at)).photos(&["c700700", "c8"]).put_at(&*place);
    }
    (target, s3.environment().into_iter().fold(Ferry::new(), |ferry, (name, value)| ferry.env(name, value)))
}

fn line(s3: &S3, ferry: &Ferry, line: &str) -> Ferry {
    s3.environment().into_iter().fold(ferry.then().line(line), |ferry, (name, value)| ferry.env(name, value))
}

/// The names of all objects, and whether one of them holds a text after decompression.
fn holds(place: &dyn Storage, text: &str) -> Vec<String> {
    use std::io::Read;
    let mut found = Vec::new();
    for entry in place.files("").unwrap() {
        let mut raw = Vec::new();
        place.open(&entry.name).unwrap().read_to_end(&mut raw).unwrap();
        let plain = zstd::decode_all(&raw[..]).unwrap_or_default();
        let all = [raw, plain, entry.name.clone().into_bytes()];
        let has = |bytes: &Vec<u8>| {
            bytes.windows(text.len()).any(|window| window.eq_ignore_ascii_case(text.as_bytes()))
        };
        found.extend(all.iter().any(has).then_some(entry.name));
    }
    found
}

#[test]
#[ignore = "needs an S3 server, named by DESKFERRY_S3; .ci/run runs it"]
fn she_goes_out_of_a_bucket() {
    let s3 = S3::new();
    let (target, ferry) = target(&s3, &s3.bucket());
    let forget = format!("forget {target} email=ann@example.org --yes --certificate c.json");
    let ran = line(&s3, &ferry, &forget).run().status(0);
    let place = s3.place(&target);
    for text in ["ann@example.org", "c700700", "Ann Miller"] {
        assert_eq!(holds(&*place, text), [""; 0], "{text}");
    }
    assert_eq!(certificate(ran.path())["target"]["keepsVersions"], false);
    line(&s3, &ferry, &format!("check {target} --all")).run().status(0);
}

#[test]
#[ignore = "needs an S3 server, named by DESKFERRY_S3; .ci/run runs it"]
fn old_versions_are_told() {
    let s3 = S3::new();
    let bucket = s3.bucket();
    s3.keep_versions(&bucket);
    let (target, ferry) = target(&s3, &bucket);
    let forget = format!("forget {target} email=ann@example.org --yes --certificate c.json");
    let ran = line(&s3, &ferry, &forget).run().status(5).says("the bucket keeps old versions");
    assert!(
        ran.stdout.contains("The bucket keeps old versions") && ran.stdout.contains("NOT complete"),
        "{ran}"
    );
    assert_eq!(certificate(ran.path())["target"]["keepsVersions"], true);
    assert_eq!(holds(&*s3.place(&target), "ann@example.org"), [""; 0]);
}

#[rstest]
#[case("forget-flagged")]
#[case("forget-customers")]
#[case("forget-swapped")]
#[case("forget-cleaning:2")]
#[case("forget-part")]
#[case("forget-backup-done")]
#[ignore = "needs an S3 server, named by DESKFERRY_S3; .ci/run runs it"]
fn killed_in_a_bucket_it_goes_on(#[case] point: &str) {
    let s3 = S3::new();
    let (target, ferry) = target(&s3, &s3.bucket());
    let forget = format!("forget {target} email=ann@example.org --yes --certificate c.json");
    let killed = line(&s3, &ferry, &forget).env("DESKFERRY_FAIL_POINT", point).command().output().unwrap();
    assert_eq!(killed.status.signal(), Some(9), "{point}");
    let listed = list_backups(&Arc::from(s3.place(&target)), &DecryptionKey::default()).unwrap();
    assert!(listed.len() == 2 && listed.iter().all(|one| one.problem.is_none()), "{listed:?}");
    line(&s3, &ferry, &format!("check {target} --all")).run().status(0);
    let ran = line(&s3, &ferry, &forget).run().status(0);
    assert_eq!(holds(&*s3.place(&target), "ann@example.org"), [""; 0]);
    assert_eq!(holds(&*s3.place(&target), "c700700"), [""; 0]);
    assert_eq!(certificate(ran.path())["target"]["changed"].as_array().unwrap().len(), 2);
    line(&s3, &ferry, &format!("check {target} --all")).run().status(0);
}
