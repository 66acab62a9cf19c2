//! A backup in a bucket is checked and restored; `DESKFERRY_S3` names a real S3 server.

use super::people;
use crate::backup_fixture::Shelf;
use crate::command_line::{Desk, Ferry};
use crate::restore::at;
use crate::storage::S3;

#[test]
#[ignore = "needs an S3 server, named by DESKFERRY_S3"]
fn a_backup_in_a_bucket_is_checked_and_restored() {
    let s3 = S3::new();
    let target = format!("s3://{}/nightly", s3.bucket());
    let place = |name: &str| s3.place(&format!("{target}/{name}"));
    let name = "20261124T020000Z-3f9a0c";
    Shelf::new(&people(200)).photos(&["c1"]).named(name).under("correct horse").put_at(&*place(name));
    let endpoint = std::env::var("DESKFERRY_S3").unwrap();
    let run = |line: String| {
        let desk = Desk::new();
        let ferry = at(Ferry::new(), &desk).line(&line).fast().env("AWS_ENDPOINT_URL", &endpoint);
        let variables = [
            ("AWS_ACCESS_KEY_ID", "key"),
            ("AWS_SECRET_ACCESS_KEY", "hush"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ALLOW_HTTP", "true"),
            ("DESKFERRY_PASSPHRASE", "correct horse"),
        ];
        let ferry = variables.into_iter().fold(ferry, |ferry, (name, value)| ferry.env(name, value));
        (ferry.run(), desk.customers().len())
    };
    run(format!("check {target}/latest"))
        .0
        .status(0)
        .says("200 customers read")
        .says("match the manifest: 3 of 3");
    run(format!("check {target}/{name} --drill")).0.status(0).says("200 customers restored");
    let other = place("20261125T020000Z-00000b");
    let mut out = other.create("customers.jsonl.zst.age").unwrap();
    std::io::Write::write_all(&mut out, b"begun").unwrap();
    out.finish().unwrap();
    run(format!("check {target} --all")).0.status(0).says("1 backup checked, 0 NOT good, 1 not checked");
    other.delete("customers.jsonl.zst.age").unwrap();
    run(format!("check {target}")).0.status(2).says("contains backups");
    let (ran, there) = run(format!("restore {target}/latest"));
    assert_eq!((ran.status(0).status, there), (0, 200));

    let (place, photo) = (place(name), "photos/c1.age");
    place.delete(photo).unwrap();
    run(format!("check {target}/latest")).0.status(5).says("photos/c1.age: missing");
    let mut out = place.create(photo).unwrap();
    std::io::Write::write_all(&mut out, b"other").unwrap();
    out.finish().unwrap();
    run(format!("check {target}/latest")).0.status(5).says("photos/c1.age: damaged");
}
