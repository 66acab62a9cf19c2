//! `.ci/Containerfile`, as far as it can be tried without an engine: its paths, and the program as its user, in its
//! folders and with its environment, under a root that is read-only and holds nothing but the program and its libraries.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Output};

use deskferry::sandbox::{API_TOKEN, CLIENT_ID};

use super::read;
use crate::account::{can_be_others, can_mount, people};
use crate::command_line::{Desk, SIMPLE, program};

/// Makes the root in a namespace of its own, and becomes the program in it. `FOLDERS` are the `install` commands of the
/// image; they make the volumes outside, as an engine does.
const STEPS: &str = r#"
set -eu
mount -t tmpfs -o mode=0755 none "$ROOT"
for library in $(ldd "$PROGRAM" | grep -o '/[^ ]*'); do
    mkdir -p "$ROOT$(dirname "$library")"
    cp -L "$library" "$ROOT$library"
done
mkdir -p "$ROOT$(dirname "$ENTRY")" "$ROOT/dev" "$ROOT/proc" "$ROOT/etc"
cp "$PROGRAM" "$ROOT$ENTRY"
cp -r /etc/ssl "$ROOT/etc/" 2>/dev/null || true
mount --rbind /dev "$ROOT/dev"
mount --rbind /proc "$ROOT/proc"
for volume in $VOLUMES; do
    mkdir -p "$ROOT$volume"
    mount --bind "$OUTSIDE$volume" "$ROOT$volume"
done
mount -o remount,ro,bind "$ROOT"
exec setpriv --clear-groups --no-new-privs \
    unshare --root="$ROOT" --wd="$FOLDER" --setgid="$GID" --setuid="$UID_" "$ENTRY" "$@"
"#;

/// The last stage of the image.
struct Image {
    lines: Vec<String>,
}

impl Image {
    fn read() -> Self {
        let text = read(".ci/Containerfile").replace("\\\n", " ");
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        let last = lines.iter().rposition(|line| line.starts_with("FROM ")).unwrap();
        Self { lines: lines[last..].iter().map(|line| (*line).to_owned()).collect() }
    }

    /// What follows a word, for each line that begins with it.
    fn all<'a>(&'a self, word: &'a str) -> impl Iterator<Item = &'a str> {
        self.lines.iter().filter_map(move |line| line.strip_prefix(word)?.strip_prefix(' '))
    }

    fn one<'a>(&'a self, word: &'a str) -> &'a str {
        self.all(word).next().unwrap_or_else(|| panic!("no {word}"))
    }

    fn list(&self, word: &'static str) -> Vec<String> {
        serde_json::from_str(self.one(word)).unwrap()
    }

    /// The commands that make folders, with the folders below another one.
    fn folders(&self, outside: &Path) -> String {
        let steps = self.one("RUN").split("&&").map(str::trim).filter(|step| step.starts_with("install -d"));
        let below = |word: &str| match word.strip_prefix('/') {
            Some(path) => outside.join(path).display().to_string(),
            None => word.to_owned(),
        };
        steps.map(|step| step.split(' ').map(below).collect::<Vec<_>>().join(" ") + "\n").collect()
    }
}

/// A container of the image, with its volumes.
struct Container {
    image: Image,
    outside: tempfile::TempDir,
    root: tempfile::TempDir,
}

impl Container {
    fn new() -> Self {
        let (outside, root) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        // The user of the image must get through to the volumes.
        std::fs::set_permissions(outside.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let image = Image::read();
        // The last one comes with Debian.
        let folders = image.folders(outside.path()) + "install -d -m 1777 \"$1\"/var/tmp";
        let made = Command::new("sh").args(["-ec", &folders, "sh"]).arg(outside.path()).status().unwrap();
        assert!(made.success());
        Self { image, outside, root }
    }

    fn work(&self, name: &str) -> std::path::PathBuf {
        self.outside.path().join("work").join(name)
    }

    fn run(&self, desk: &Desk, line: &str) -> Output {
        let (uid, gid) = self.image.one("USER").split_once(':').unwrap();
        let entry = self.image.list("ENTRYPOINT");
        let mut command = Command::new("unshare");
        command.args(["--mount", "sh", "-c", STEPS, "container"]).args(line.split(' ')).env_clear();
        let settings = self.image.all("ENV").flat_map(|line| line.split(' '));
        command.envs(settings.filter_map(|setting| setting.split_once('=')));
        command
            .env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin")
            .env("PROGRAM", program())
            .env("ENTRY", &entry[0]);
        command.env("ROOT", self.root.path()).env("OUTSIDE", self.outside.path());
        command.env("VOLUMES", self.image.list("VOLUME").join(" ")).env("FOLDER", self.image.one("WORKDIR"));
        command.env("GID", gid).env("UID_", uid).env("DESKERO_BASE_URL", desk.base_url());
        command.env("DESKERO_CLIENT_ID", CLIENT_ID).env("DESKERO_API_TOKEN", API_TOKEN);
        command.output().unwrap()
    }
}

fn said(output: &Output) -> String {
    format!("{:?}\n{}", output.status, String::from_utf8_lossy(&output.stderr))
}

#[test]
fn what_the_image_copies_exists() {
    let image = Image::read();
    let (mut copied, mut built) = (0, 0);
    for line in image.all("COPY") {
        match line.strip_prefix("--from=build /src/target/release/") {
            Some(rest) => {
                built += 1;
                assert_eq!(rest.split_once(' ').unwrap().0, "deskferry");
                assert_eq!(image.list("ENTRYPOINT"), [rest.split_once(' ').unwrap().1]);
            }
            None => {
                let paths: Vec<&str> = line.split(' ').collect();
                for path in &paths[..paths.len() - 1] {
                    assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(path).is_file(), "{path}");
                    copied += 1;
                }
            }
        }
    }
    assert_eq!((built, copied), (1, 2));
}

#[test]
fn the_program_works_as_the_user_of_the_image_under_a_read_only_root() {
    if !can_be_others() || !can_mount() {
        return;
    }
    let (desk, container) = (Desk::new(), Container::new());
    std::fs::write(container.work("a.csv"), people(5)).unwrap();
    std::fs::write(container.work("m.toml"), SIMPLE).unwrap();
    let ran = container.run(&desk, "import a.csv -m m.toml --settle-for 1ms --no-progress");
    assert!(ran.status.success(), "{}", said(&ran));
    assert_eq!(desk.customers().len(), 5);
    assert_eq!(std::fs::read_dir(container.work("deskferry-runs")).unwrap().count(), 1);
    let rooms = container.outside.path().join("var/tmp");
    assert_eq!(std::fs::read_dir(rooms).unwrap().count(), 1, "the account has its room: {}", said(&ran));

    let ran = container.run(&desk, "export -o /out.csv --no-progress");
    assert_eq!(ran.status.code(), Some(2), "{}", said(&ran));
    assert!(said(&ran).contains("Read-only file system"), "{}", said(&ran));
    let ran = container.run(&desk, "export -o out.csv --no-progress");
    assert!(ran.status.success() && container.work("out.csv").is_file(), "{}", said(&ran));
}
