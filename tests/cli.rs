//! The command line as scripts use it: the real program, its output and its exit codes.
#![expect(clippy::unwrap_used, reason = "tests")]
#[expect(dead_code, reason = "others use more of it")]
#[path = "../examples/tiny_model/writer.rs"]
mod tiny_model;

use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

const PASSWORD: &str = "mavi kedi uçtu";

/// The program on a data folder, without settings of this machine, in English.
fn asisttr(folder: &Path, line: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_asisttr"));
    command.current_dir(folder).env_clear().env("LANG", "en_US.UTF-8");
    command.arg("--data-dir").arg(folder.join("data")).args(line);
    command
}

/// Runs it to its end with `input` on standard input.
fn run(mut command: Command, input: &str) -> Output {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes()); // not every command reads
    child.wait_with_output().unwrap()
}

/// The exit code and the JSON document of a command.
fn json(folder: &Path, line: &[&str], input: &str) -> (i32, Value) {
    let mut command = asisttr(folder, line);
    command.arg("--json");
    let output = run(command, input);
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap(), serde_json::from_str(&text).unwrap_or_else(|_| panic!("no JSON: {text}")))
}

fn words(folder: &Path, line: &[&str]) -> (i32, String) {
    let output = run(asisttr(folder, line), "");
    let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    (output.status.code().unwrap(), text)
}

const AYSE: [&str; 6] = ["admin", "create", "--email", "Ayse@ornek.edu.tr", "--name", "Ayşe"];

#[test]
fn a_person_is_added_with_a_password_from_input_or_a_made_one() {
    let folder = tempfile::tempdir().unwrap();
    let (code, ayse) = json(folder.path(), &AYSE, &format!("{PASSWORD}\n"));
    assert_eq!(code, 0, "{ayse}");
    assert_eq!(ayse["email"], "ayse@ornek.edu.tr");
    assert_eq!((&ayse["role"], &ayse["password"]), (&json!("superadmin"), &json!(null)));
    let (code, again) = json(folder.path(), &AYSE, PASSWORD);
    assert_eq!((code, &again["error"]["code"]), (1, &json!("email_taken")));
    let (code, short) = json(folder.path(), &["admin", "create", "--email", "x", "--name", "X"], "kısa");
    assert_eq!((code, &short["error"]["code"]), (1, &json!("invalid_fields")));

    let elif = ["admin", "create", "--email", "elif@ornek.edu.tr", "--name", "Elif", "--role", "agent"];
    assert_eq!(json(folder.path(), &elif, "").1["error"]["code"], "site_required");
    json(folder.path(), &["site", "create", "--name", "Örnek", "--slug", "ornek"], "");
    let (code, elif) = json(folder.path(), &[&elif[..], &["--site", "ornek"]].concat(), "");
    assert_eq!((code, elif["password"].as_str().unwrap().len()), (0, 16));
    let nowhere = ["--email", "e@ornek.edu.tr", "--site", "yok"];
    let (code, problem) =
        json(folder.path(), &[&["admin", "create", "--name", "E"][..], &nowhere].concat(), "");
    assert_eq!((code, &problem["error"]["code"]), (1, &json!("not_found")));
}

#[test]
fn the_password_can_come_from_the_environment() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = asisttr(folder.path(), &AYSE);
    command.env("ASISTTR_PASSWORD", PASSWORD).arg("--json");
    let output = run(command, "");
    assert!(output.status.success() && !String::from_utf8_lossy(&output.stdout).contains("password"));
}

#[test]
fn sites_are_added_and_listed() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(json(folder.path(), &["site", "list"], "").1["error"]["code"], "no_data");
    let line = ["site", "create", "--name", "Örnek", "--slug", "ornek", "--origin", "https://ornek.edu.tr"];
    let (code, site) = json(folder.path(), &line, "");
    assert_eq!((code, &site["slug"]), (0, &json!("ornek")));
    assert!(site["api_key"].as_str().unwrap().starts_with("pk_"));
    assert_eq!(json(folder.path(), &line, "").1["error"]["code"], "slug_taken");
    let list = json(folder.path(), &["site", "list"], "").1;
    assert_eq!((&list["items"][0]["id"], list["items"].as_array().unwrap().len()), (&site["id"], 1));
    assert_eq!(list["items"][0]["origins"], json!(["https://ornek.edu.tr"]));
    let (code, text) = words(folder.path(), &["site", "list"]);
    assert!(code == 0 && text.contains("ornek  Örnek"), "{text}");
    assert_eq!(words(folder.path(), &["site", "create"]).0, 2);
    assert_eq!(words(folder.path(), &["sites"]).0, 2);
}

#[test]
fn files_become_articles_of_a_site_and_a_second_time_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    json(folder.path(), &["site", "create", "--name", "Örnek", "--slug", "ornek"], "");
    std::fs::copy("tests/data/yonerge.pdf", folder.path().join("yonerge.pdf")).unwrap();
    std::fs::write(folder.path().join("sss.csv"), "Soru;Yanıt\nYurt ne zaman?;Eylülde.\n").unwrap();
    std::fs::write(folder.path().join("resim.xyz"), "?").unwrap();
    let line = [
        "knowledge",
        "import",
        "--site",
        "ornek",
        "--publish",
        "yonerge.pdf",
        "sss.csv",
        "resim.xyz",
        "yok.md",
    ];
    let (code, first) = json(folder.path(), &line, "");
    assert_eq!(
        (code, &first["counts"]),
        (0, &json!({ "created": 2, "updated": 0, "unchanged": 0, "failed": 2 })),
        "{first}"
    );
    let codes: Vec<_> = first["items"].as_array().unwrap().iter().map(|it| it["code"].clone()).collect();
    assert_eq!(codes, [json!(null), json!(null), json!("import_type_unknown"), json!("import_unopened")]);
    let (code, second) = words(folder.path(), &line);
    assert_eq!(code, 0);
    assert!(second.ends_with("0 new, 0 updated, 2 unchanged, 2 failed\n"), "{second}");
    let (code, wrong) = json(folder.path(), &["knowledge", "import", "--site", "yok", "sss.csv"], "");
    assert_eq!((code, &wrong["error"]["code"]), (1, &json!("not_found")));
    let (code, nothing) = json(folder.path(), &["knowledge", "import", "resim.xyz"], "");
    assert_eq!((code, &nothing["counts"]["failed"]), (1, &json!(1)));
}

#[test]
fn a_changed_or_missing_row_of_the_audit_trail_is_found() {
    let folder = tempfile::tempdir().unwrap();
    for slug in ["bir", "iki", "uc"] {
        json(folder.path(), &["site", "create", "--name", slug, "--slug", slug], "");
    }
    let verify = || json(folder.path(), &["audit", "verify"], "");
    assert_eq!(verify(), (0, json!({ "whole": true, "rows": 3, "broken": null })));
    let database = rusqlite::Connection::open(folder.path().join("data/asisttr.db")).unwrap();
    database.execute("DELETE FROM audit WHERE number = 3", ()).unwrap();
    assert_eq!(
        verify(),
        (1, json!({ "whole": false, "rows": 2, "broken": { "kind": "missing", "number": 3 } }))
    );
    database.execute("UPDATE audit SET actor_kind = 'system' WHERE number = 2", ()).unwrap();
    assert_eq!(verify().1["broken"], json!({ "kind": "changed", "number": 2 }));
    let (code, text) = words(folder.path(), &["audit", "verify"]);
    assert!(code == 1 && text.contains("changed row: 2"), "{text}");
}

/// A running server; killed when the test ends, however it ends.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn start(folder: &Path) -> Server {
        let mut command = asisttr(folder, &["serve", "--listen", "127.0.0.1:0", "--json"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let ready: Value = serde_json::from_str(&line).unwrap();
        Server { child, address: ready["address"].as_str().unwrap().to_owned() }
    }

    /// Asks it to stop, and waits.
    fn stop(&mut self) -> Option<i32> {
        Command::new("kill").arg(self.child.id().to_string()).status().unwrap();
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test]
async fn commands_work_while_the_server_runs_and_a_stop_is_orderly() {
    let folder = tempfile::tempdir().unwrap();
    let mut server = Server::start(folder.path());
    assert_eq!(json(folder.path(), &AYSE, PASSWORD).0, 0);
    let http = reqwest::Client::new();
    let sign_in = json!({ "email": "ayse@ornek.edu.tr", "password": PASSWORD });
    let session: Value = http
        .post(format!("{}/api/auth/login", server.address))
        .json(&sign_in)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let token = session["access_token"].as_str().unwrap();
    // Both processes tell events in turn; no number is given out twice.
    for slug in ["bir", "iki"] {
        let other = format!("{slug}-ki");
        assert_eq!(json(folder.path(), &["site", "create", "--name", slug, "--slug", &other], "").0, 0);
        let new = json!({ "name": slug, "slug": slug });
        let request = http.post(format!("{}/api/sites", server.address)).bearer_auth(token).json(&new);
        assert_eq!(request.send().await.unwrap().status(), 201);
    }
    assert_eq!(json(folder.path(), &["site", "list"], "").1["items"].as_array().unwrap().len(), 4);
    assert_eq!(json(folder.path(), &["audit", "verify"], "").1["whole"], json!(true));
    assert_eq!(server.stop(), Some(0));
}

/// What clap says by itself, or what only English has.
const ENGLISH: [&str; 12] = [
    "Usage",
    "OPTIONS",
    "Options",
    "COMMAND",
    "Commands",
    "Arguments",
    "Print",
    "help for",
    "possible",
    "default",
    "FILE",
    "DIR",
];

/// Checks the help of a command and of all below it; tells how many that were.
fn turkish_help(folder: &Path, line: &[&str]) -> usize {
    let mut command = asisttr(folder, &[line, &["--help"]].concat());
    command.env("LANG", "tr_TR.UTF-8");
    let output = run(command, "");
    let help = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(0), "{line:?}");
    assert!(help.contains("Kullanım: asisttr") && help.contains("Seçenekler:"), "{help}");
    assert!(!ENGLISH.iter().any(|it| help.contains(it)), "{line:?} speaks English:\n{help}");
    let below = help.split_once("Komutlar:\n").map(|it| it.1.split("\n\n").next().unwrap().to_owned());
    let names = below.iter().flat_map(|it| it.lines()).map(|it| it.split_whitespace().next().unwrap());
    1 + names.map(|name| turkish_help(folder, &[line, &[name]].concat())).sum::<usize>()
}

#[test]
fn help_is_turkish_to_the_last_word_where_the_machine_is() {
    let folder = tempfile::tempdir().unwrap();
    assert!(turkish_help(folder.path(), &[]) > 20);
    let (_, english) = words(folder.path(), &["admin", "create", "--help"]);
    let usage = "Usage: asisttr admin create [OPTIONS] --email <EMAIL> --name <NAME>";
    assert!(english.contains(usage), "{english}");
}

#[test]
fn models_are_added_chosen_measured_and_removed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tiny.gguf");
    std::fs::write(&path, tiny_model::dreamer(1)).unwrap();
    let path = path.to_str().unwrap();
    let (code, list) = json(folder.path(), &["model", "list"], "");
    assert_eq!((code, &list["installed"]), (0, &json!([])));
    assert!(list["catalogue"].as_array().unwrap().iter().any(|it| it["id"] == "qwen2.5-0.5b"));
    assert_eq!(json(folder.path(), &["model", "bench"], "").1["error"]["code"], "model_none");
    assert_eq!(json(folder.path(), &["model", "add", path], "").0, 0);
    assert_eq!(json(folder.path(), &["model", "add", path], "").1["error"]["code"], "model_installed");
    let (code, settings) = json(folder.path(), &["model", "use", "tiny.gguf"], "");
    assert_eq!((code, &settings["answer_model"]), (0, &json!("tiny.gguf")));
    let (code, speed) = json(folder.path(), &["model", "bench", "--tokens", "16"], "");
    assert_eq!(code, 0, "{speed}");
    for figure in ["read_tokens_per_second", "write_tokens_per_second", "write_four_tokens_per_second"] {
        assert!(speed[figure].as_f64().unwrap() > 10.0, "{speed}");
    }
    let (_, words) = words(folder.path(), &["model", "list"]);
    assert!(words.contains("tiny.gguf") && words.contains("chosen"), "{words}");
    assert_eq!(json(folder.path(), &["model", "remove", "tiny.gguf"], "").0, 0);
    assert_eq!(json(folder.path(), &["model", "remove", "tiny.gguf"], "").1["error"]["code"], "not_found");
    assert_eq!(json(folder.path(), &["model", "pull", "gpt-9"], "").1["error"]["code"], "model_unknown");
}

/// A server that has nothing.
fn empty_server() -> String {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            while lines.next().is_some_and(|it| !it.unwrap().is_empty()) {}
            stream.write_all(b"HTTP/1.1 404 X\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
        }
    });
    base
}

#[test]
fn a_model_that_is_not_where_it_was_said_to_be_is_told_in_ones_language() {
    let folder = tempfile::tempdir().unwrap();
    let address = format!("{}/yok.gguf", empty_server());
    let pull = ["model", "pull", address.as_str()];
    let (code, told) = json(folder.path(), &pull, "");
    assert_eq!((code, &told["error"]["code"]), (1, &json!("download_gone")));
    let (code, english) = words(folder.path(), &pull);
    assert!(
        code == 1 && english.contains("There is no such file") && english.contains(&address),
        "{english}"
    );
    let mut command = asisttr(folder.path(), &pull);
    command.env("LANG", "tr_TR.UTF-8");
    let turkish = String::from_utf8(run(command, "").stderr).unwrap();
    assert!(turkish.contains("Bu adreste böyle bir dosya yok") && turkish.contains(&address), "{turkish}");
}

/// The questions of `tests/data`, as the program measures them. The floors lie a little below what was measured.
#[test]
fn the_search_finds_and_the_assistant_knows_when_to_say_no() {
    let folder = tempfile::tempdir().unwrap();
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/turkish_eval.json");
    let (code, first) = json(folder.path(), &["search", "eval", file, "--set", "first"], "");
    assert_eq!((code, &first["questions"]), (0, &json!(80)));
    let figure = |of: &Value, name: &str| of["ways"][0]["figures"][name].as_f64().unwrap();
    assert!(
        figure(&first, "recall_at_3") >= 0.95 && figure(&first, "recall_at_1") >= 0.88,
        "{}",
        first["ways"][0]
    );
    let (_, all) = json(folder.path(), &["search", "eval", file], "");
    assert!(figure(&all, "recall_at_3") >= 0.91 && figure(&all, "recall_at_1") >= 0.86, "{}", all["ways"][0]);
    assert_eq!(all["lost"], json!([]), "fusion loses nothing that words alone find");
    for kind in ["ascii", "morph", "question", "english", "typo"] {
        let recall = all["ways"][0]["kinds"][kind]["recall_at_3"].as_f64().unwrap();
        assert!(recall >= 0.95, "{kind}: {recall}");
    }
    let (_, answers) = json(folder.path(), &["ai", "eval", file], "");
    assert!(answers["right_rate"].as_f64().unwrap() >= 0.82, "{answers}");
    assert!(answers["said_no_rightly_rate"].as_f64().unwrap() >= 0.6, "{answers}");
    assert_eq!((&answers["answerable"], &answers["unanswerable"]), (&json!(170), &json!(34)));
    let (code, text) = words(folder.path(), &["search", "eval", file, "--set", "held"]);
    assert!(code == 0 && text.contains("R@3") && text.contains("Found by words alone"), "{text}");
}
