//! docs/schedulers/: the commands of each recipe run, and the manifests fit the schema of Kubernetes.

use std::path::{Path, PathBuf};
use std::process::Command;

use deskferry::sandbox::{API_TOKEN, CLIENT_ID};

use crate::command_line::{Desk, Ferry, SIMPLE, program};

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schedulers").join(name)
}

fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

/// The commands of a recipe, each as its words without the program's name.
fn commands(name: &str) -> Vec<Vec<String>> {
    let words = |line: &str| line.split_whitespace().map(|word| word.trim_matches('"').to_owned()).collect();
    let text = read(name);
    let begin = text.lines().filter_map(|line| match name {
        "crontab" => Some(line.split_once("&& deskferry ")?.1),
        "airflow_dag.py" => Some(line.split_once(": \"deskferry ")?.1.trim_end_matches("\",")),
        "github-actions.yml" => line.strip_prefix("      - run: deskferry "),
        _ => None,
    });
    let lists = text.lines().filter_map(|line| line.trim_start().strip_prefix("args: "));
    begin.map(words).chain(lists.map(|list| serde_json::from_str(list).unwrap())).collect()
}

/// The commands of a recipe, one after the other, in a folder that has what they need. Folders of the machine are below
/// it, and a bucket is a folder.
fn run(name: &str) -> usize {
    let desk = Desk::new();
    let files =
        Ferry::new().file("contacts.csv", "Name,Email\nAda,ada@example.org\n").file("my.toml", SIMPLE);
    let mut ran = files.sandbox(&desk).line("backup backups").fast().run().status(0);
    let commands = commands(name);
    for command in &commands {
        let here = |word: &String| match word.as_str() {
            "$RECIPIENT" => "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p".to_owned(),
            word => word.replace("/work/", "").replace("s3://bucket/", ""),
        };
        ran = ran.then().sandbox(&desk).args(command.iter().map(here)).args(["--rate", "0"]).run();
        assert_eq!(ran.status, 0, "{name}: {command:?}\n{ran}");
    }
    assert_eq!(desk.customers().len(), usize::from(read(name).contains("contacts.csv")), "{name}");
    commands.len()
}

#[test]
fn the_commands_of_every_recipe_run() {
    for (name, count) in [
        ("crontab", 3),
        ("airflow_dag.py", 3),
        ("github-actions.yml", 1),
        ("backup-cronjob.yaml", 1),
        ("import-job.yaml", 1),
    ] {
        assert_eq!(run(name), count, "{name}");
    }
    let index = read("README.md");
    for entry in std::fs::read_dir(path("")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(name == "README.md" || index.contains(&format!("({name})")), "{name} is not in the index");
    }
}

/// The user, the folders and the place of the lock are those of the image.
#[test]
fn the_manifests_and_the_image_agree() {
    let image =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(".ci/Containerfile")).unwrap();
    assert!(
        image.contains("USER 10001:10001") && image.contains(r#"VOLUME ["/work", "/state", "/var/tmp"]"#)
    );
    for name in ["backup-cronjob.yaml", "import-job.yaml"] {
        let text = read(name);
        for word in ["runAsUser: 10001", "runAsGroup: 10001", "mountPath: /work", "mountPath: /state"] {
            assert!(text.contains(word), "{name}: {word}");
        }
    }
    assert!(read("import-job.yaml").contains("mountPath: /var/tmp"));
}

#[test]
fn the_dag_is_python() {
    let Ok(ran) = Command::new("python3")
        .args(["-c", "import ast, sys; ast.parse(open(sys.argv[1]).read())"])
        .arg(path("airflow_dag.py"))
        .output()
    else {
        return;
    };
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}

#[test]
#[ignore = "needs kubernetes-validate in target/python; .ci/run starts it"]
fn the_manifests_fit_the_schema_of_kubernetes() {
    let program = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/python/bin/kubernetes-validate");
    assert!(program.is_file(), "{} is missing: .ci/run installs it", program.display());
    let folder = tempfile::tempdir().unwrap();
    let check = |text: String| {
        // The program wants a name; the server makes one for a job that is created again and again.
        let file = folder.path().join("manifest.yaml");
        std::fs::write(&file, text.replace("generateName: ", "name: the-")).unwrap();
        Command::new(&program).arg("--strict").arg(file).output().unwrap()
    };
    for name in ["backup-cronjob.yaml", "import-job.yaml"] {
        let ran = check(read(name));
        assert!(ran.status.success(), "{name}: {}", String::from_utf8_lossy(&ran.stderr));
    }
    let wrong = check(read("import-job.yaml").replace("backoffLimit:", "backOffLimit:"));
    assert!(!wrong.status.success(), "a property that does not exist");
}

/// Airflow itself imports the DAG and runs its three tasks, one after the other.
#[test]
#[ignore = "needs Airflow in target/airflow; .ci/campaigns starts it"]
fn airflow_runs_the_dag() {
    let bin = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/airflow/bin");
    assert!(bin.join("airflow").is_file(), "{} is missing: .ci/campaigns installs it", bin.display());
    let desk = Desk::new();
    let files =
        Ferry::new().file("contacts.csv", "Name,Email\nAda,ada@example.org\n").file("my.toml", SIMPLE);
    let files = files.file("bin/README", "the program");
    std::os::unix::fs::symlink(program(), files.path().join("bin/deskferry")).unwrap();
    let path = format!("{}:{}:/usr/bin:/bin", files.path().join("bin").display(), bin.display());
    let airflow = |line: &str| {
        let mut command = Command::new(bin.join("airflow"));
        command.args(line.split(' ')).current_dir(files.path()).env_clear().env("PATH", &path);
        command.env("HOME", files.path()).env("AIRFLOW_HOME", files.path().join("airflow"));
        command.env("AIRFLOW__CORE__DAGS_FOLDER", self::path("")).env("PYTHONDONTWRITEBYTECODE", "1");
        command.env("AIRFLOW__CORE__LOAD_EXAMPLES", "False").env("DESKFERRY_FOLDER", files.path());
        command.env("DESKERO_BASE_URL", desk.base_url()).env("DESKERO_CLIENT_ID", CLIENT_ID);
        let ran = command.env("DESKERO_API_TOKEN", API_TOKEN).output().unwrap();
        let said =
            format!("{}{}", String::from_utf8_lossy(&ran.stdout), String::from_utf8_lossy(&ran.stderr));
        assert!(ran.status.success(), "{line}: {said}");
        said
    };
    airflow("db migrate");
    let said = airflow("dags test deskferry");
    assert!(said.contains("state=success"), "{said}");
    assert_eq!(desk.customers().len(), 1, "{said}");
    assert!(files.path().join("backups").is_dir() && files.path().join("deskferry-runs").is_dir());
}
