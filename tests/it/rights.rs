//! The table of rights, walked: every endpoint × who asks × own or another site.
use crate::harness::{Answer, Caller, TestApp};
use asisttr::people::permissions::{self, Who};
use reqwest::Method;
use serde_json::json;

/// What somebody is to the site that a request is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Nobody,
    Page,
    Visitor,
    ForeignVisitor,
    Foreigner,
    Agent,
    Admin,
    Superadmin,
}

/// The status that the table of rights gives; `None`: the request gets through to its handler.
fn refusal(who: Who, part: Part) -> Option<u16> {
    use Part::{Admin, Agent, ForeignVisitor, Foreigner, Nobody, Page, Superadmin, Visitor};
    match (who, part) {
        (Who::Open, _) => None,
        (Who::Public | Who::Page, Page) => None,
        (Who::Page, ForeignVisitor) => None, // whose token counts for nothing here
        (_, Nobody | Page | ForeignVisitor) => Some(401),
        (Who::Public | Who::Page | Who::Visitor | Who::VisitorOrStaff, Visitor) => None,
        (_, Visitor) => Some(401),
        (_, Foreigner) => Some(404),
        (
            Who::Public | Who::Page | Who::VisitorOrStaff | Who::SignedIn | Who::Agent,
            Agent | Admin | Superadmin,
        ) => None,
        (Who::Admin | Who::AdminSomewhere, Admin | Superadmin) => None,
        (Who::Superadmin, Superadmin) => None,
        _ => Some(403),
    }
}

/// A path of the pattern, about the site `site` and otherwise about things that are not there.
fn path(pattern: &str, site: &str) -> String {
    if let Some(rest) = pattern.strip_prefix("/api/sites/{id}") {
        return format!("/api/sites/{site}{rest}");
    }
    let part = |it: &str| match it {
        "{version}" => "1".to_owned(),
        it if it.starts_with('{') => "00000000-0000-7000-8000-000000000000".to_owned(),
        it => it.to_owned(),
    };
    pattern.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn check(place: &str, expected: Option<u16>, answer: &Answer) {
    let missing = answer.body["what"].as_str().unwrap_or_default();
    match expected {
        Some(404) => assert_eq!((answer.status, missing), (404, "site"), "{place}: {}", answer.body),
        Some(status) => assert_eq!(answer.status, status, "{place}: {}", answer.body),
        None => {
            let refused = matches!(answer.status, 401 | 403 | 405) || ["site", "page"].contains(&missing);
            assert!(!refused, "{place}: {} {}", answer.status, answer.body);
        }
    }
}

#[tokio::test]
async fn everybody_gets_as_far_as_the_table_says() {
    let app = TestApp::start().await;
    let here = app.site()["id"].as_str().unwrap().to_owned();
    let (second, boss) = app.second_site("ikinci").await;
    let session = app.page().post("/api/widget/session", &json!({})).await.ok();
    let visitor = app.page().with_token(session["token"].as_str().unwrap());
    let there = app.nobody().with("x-api-key", second["api_key"].as_str().unwrap());
    let own = app.admin().on_site(&here);
    let people: Vec<(Part, Caller)> = vec![
        (Part::Nobody, app.nobody()),
        (Part::Page, app.page()),
        (Part::Visitor, visitor.clone()),
        (Part::ForeignVisitor, there.with_token(session["token"].as_str().unwrap())),
        (Part::Foreigner, app.person("murat", "admin", &boss).await.on_site(&here)),
        (Part::Agent, app.person("elif", "agent", &own).await.on_site(&here)),
        (Part::Admin, app.person("derya", "admin", &own).await.on_site(&here)),
        (Part::Superadmin, own),
    ];
    for (method, pattern, who) in permissions::ENDPOINTS.iter().filter(|it| it.2 != Who::Open) {
        for (part, caller) in &people {
            let expected = refusal(*who, *part);
            if expected.is_none() && (*method, *pattern) == ("DELETE", "/api/sites/{id}") {
                continue; // it would work, and there would be no site for the rest of the walk
            }
            let verb: Method = method.parse().unwrap();
            let answer = caller.send(verb, &path(pattern, &here), None).await;
            check(&format!("{method} {pattern} ({who:?}) by {part:?}"), expected, &answer);
        }
    }
}

#[tokio::test]
async fn a_site_that_is_not_there_is_nobodys() {
    let app = TestApp::start().await;
    let nowhere = app.admin().on_site("00000000-0000-7000-8000-000000000000");
    for path in ["/api/users", "/api/chat", "/api/settings/widget", "/api/auth/me"] {
        assert_eq!(nowhere.get(path).await.problem(404, "not_found")["what"], "site");
    }
    app.admin().on_site("x").get("/api/users").await.problem(404, "not_found");
}
