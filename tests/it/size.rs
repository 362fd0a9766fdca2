//! What a page view and an open chat cost, in bytes over the wire: the budgets of the widget's specification.
use crate::harness::TestApp;
use std::collections::BTreeSet;

/// Loaded when they are used, and not by opening a chat and writing in it.
const ON_USE: [&str; 14] = [
    "articles",
    "asides",
    "code",
    "emoji",
    "forms",
    "modes",
    "more-words",
    "polling",
    "proactive",
    "queue",
    "rating",
    "reactions",
    "screen",
    "uploads",
];

/// The file as it is sent, packed and plain.
async fn get(app: &TestApp, path: &str) -> (usize, String) {
    let request = |coding| app.nobody().request(reqwest::Method::GET, path).header("accept-encoding", coding);
    let plain = request("identity").send().await.unwrap();
    assert_eq!(plain.status(), 200, "{path}");
    let packed = request("gzip").send().await.unwrap().bytes().await.unwrap();
    (packed.len(), plain.text().await.unwrap())
}

/// Modules that a script brings along, at once or later, as paths below `assets/`.
fn imports(script: &str, from: &str) -> Vec<String> {
    let names = ["from '", "import('"].iter().flat_map(|it| script.split(it).skip(1));
    let names = names.filter_map(|it| it.split('\'').next()).filter(|it| it.starts_with('.'));
    let folder = from.rsplit_once('/').map_or("", |it| it.0);
    names
        .map(|it| it.strip_prefix("../").map_or_else(|| format!("{folder}/{}", &it[2..]), str::to_owned))
        .collect()
}

#[tokio::test]
async fn the_widget_stays_within_its_budgets() {
    let app = TestApp::bare().await;
    let (loader, script) = get(&app, "/widget.js").await;
    assert!(loader <= 3 * 1024, "the loader has {loader} bytes");
    let base = script.split("a/").nth(1).and_then(|it| it.split('/').next()).unwrap();
    let (mut whole, mut seen) = (loader, BTreeSet::new());
    let mut waiting = vec!["widget/app.js".to_owned(), "widget/i18n/tr.json".to_owned()];
    while let Some(path) = waiting.pop() {
        let later = ON_USE.iter().any(|it| path.ends_with(&format!("/{it}.js")));
        if later || !seen.insert(path.clone()) {
            continue;
        }
        let (size, script) = get(&app, &format!("/a/{base}/{path}")).await;
        whole += size;
        if path.starts_with("widget/") && path.ends_with(".js") {
            waiting.extend(imports(&script, &path));
        }
    }
    assert!(seen.len() > 15 && seen.contains("shared/markdown.js"), "the imports were followed");
    assert!(whole <= 40 * 1024, "an open chat has {whole} bytes in {} files", seen.len());
}
