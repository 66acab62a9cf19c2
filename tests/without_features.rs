//! What a build without features refuses: one clear message, before anything is done. Only for such a build:
//! `cargo test --no-default-features --features cli --test without_features` (.ci/campaigns).

#![allow(clippy::unwrap_used, missing_docs, reason = "a test fails by panicking")]

#[cfg(all(feature = "cli", not(feature = "sandbox"), not(feature = "workbook")))]
mod refused {
    use std::path::Path;
    use std::process::{Command, Output};

    const MAPPING: &str = "version = 1\n[fields]\nname = { from = \"Name\", required = true }\n";

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
        put("m.toml", MAPPING.as_bytes());
        put("a.csv", b"Name\nAda\n");
        put("bad.csv", b"Name,x\n,1\n");
        put("a.xlsx", b"PK\x03\x04 and the rest of a workbook");
        put("page.xls", b"<html><table><tr><td>Name</td></tr></table></html>");
        put("keys.txt", b"AGE-SECRET-KEY-1\n");
        folder
    }

    fn run(folder: &Path, line: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_deskferry"));
        command.args(line.split(' ')).current_dir(folder).env_clear().env("HOME", folder);
        command.env("DESKERO_CLIENT_ID", "c").env("DESKERO_API_TOKEN", "t");
        command.output().unwrap()
    }

    /// Each line ends with status 2 and names the feature; the document has its code.
    #[test]
    fn what_needs_a_missing_feature_is_refused_by_its_name() {
        let folder = folder();
        let lines = [
            ("validate a.xlsx -m m.toml", "workbook"),
            ("validate page.xls -m m.toml", "workbook"),
            ("validate a.csv -m m.toml --format xlsx", "workbook"),
            ("mapping suggest a.xlsx", "workbook"),
            ("export -o x.xlsx", "workbook"),
            ("import a.csv -m m.toml --sandbox", "sandbox"),
            ("import a.csv -m m.toml --dry-run --onto backups/latest", "sandbox"),
            ("backup b --drill", "sandbox"),
            ("check b/latest --drill", "sandbox"),
            ("sandbox", "sandbox"),
            ("workbench", "workbench"),
            ("export -o s3://bucket/x.jsonl", "s3"),
            ("backup s3://bucket/b", "s3"),
            ("check s3://bucket/b/latest", "s3"),
            ("backup b --recipient age1x", "encryption"),
            ("check b/latest --identity keys.txt", "encryption"),
        ];
        for (line, feature) in lines {
            let ran = run(folder.path(), line);
            let text = String::from_utf8_lossy(&ran.stderr).into_owned();
            assert_eq!(ran.status.code(), Some(2), "{line}\n{text}");
            assert!(text.contains("this build of deskferry "), "{line}\n{text}");
            assert!(text.contains(&format!("build it with --features {feature}")), "{line}\n{text}");
            assert!(!folder.path().join("b").exists() && !folder.path().join("x.xlsx").exists(), "{line}");
        }
        let ran = run(folder.path(), "validate a.xlsx -m m.toml --json");
        let document: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap();
        assert_eq!(document["error"]["code"], "missing_feature", "{document}");
        assert_eq!(document["error"]["file"], "a.xlsx", "{document}");
    }

    #[test]
    fn rejects_are_in_the_file_that_the_messages_name() {
        let folder = folder();
        let ran = run(folder.path(), "validate bad.csv -m m.toml");
        let text = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert_eq!(ran.status.code(), Some(1), "{text}");
        assert!(text.contains("There is no rejects.xlsx"), "{text}");
        assert!(text.contains("rejects.csv lists all rows with errors"), "{text}");
        let runs = std::fs::read_dir(folder.path().join("deskferry-runs")).unwrap();
        let run =
            runs.map(|entry| entry.unwrap().path()).find(|path| path.join("run.json").exists()).unwrap();
        assert!(run.join("rejects.csv").exists() && !run.join("rejects.xlsx").exists());
        let file = std::fs::read_to_string(run.join("run.json")).unwrap();
        assert!(!file.contains("see rejects.xlsx"), "{file}");
    }
}
