//! Tells users who have no desk before their eyes, on the browsers they subscribed. The log is the queue: only so many
//! letters are on their way at a time, and what has become old meanwhile is not sent.
use crate::Result;
use crate::app::App;
use crate::base::ids::{NotificationId, SiteId};
use crate::live::Desks;
use crate::notify::news::{self, News};
use crate::notify::rules;
use crate::notify::send::{self, Places};
use crate::notify::store::{self, Subscriber};
use crate::notify::types::Kind;
use crate::notify::types::push::{Facts, Letter, handling, page_of};
use crate::store::{Event, Seq, follow_log};
use jiff::Timestamp;
use rusqlite::Connection;
use tokio_util::sync::CancellationToken;

/// Name of the cursor.
const NAME: &str = "push";
/// Letters on their way at a time.
const UNDER_WAY: usize = 32;
/// Letters that wait for a second try; past that there is none.
const WAITING: usize = 256;
/// What happened longer ago is told by nobody's phone.
const OLD_SECONDS: i64 = 10 * 60;

/// Tells people until `stop`. After a crash a letter may come again, in the place of the first.
pub async fn follow(app: App, stop: CancellationToken) {
    let (store, places) = (app.store.clone(), Places::new(UNDER_WAY, WAITING));
    follow_log(&store, NAME, stop, (app, places), |(app, places), batch| Box::pin(post(app, places, batch)))
        .await;
}

/// Sends the letters that a batch of events means; answers whether there were any.
async fn post(app: &App, places: &Places, batch: Vec<(Seq, Event)>) -> Result<bool> {
    let (now, desks) = (app.clock.now(), app.desks.clone());
    let due = app.store.read(move |conn| letters(conn, &batch, &desks, now)).await?;
    let any = !due.is_empty();
    for it in due {
        let Some(place) = places.take().await else { break };
        let (app, places) = (app.clone(), places.clone());
        app.lifecycle.clone().run("push", async move {
            let what = (&it.letter, it.topic.as_str(), handling(it.kind));
            if let Err(error) = send::send(&app, (&places, place), &it.to.target, what).await {
                tracing::error!(%error, "a push was not sent");
            }
        });
    }
    Ok(any)
}

/// A letter to one browser.
struct Due {
    kind: Kind,
    to: Subscriber,
    letter: Letter,
    /// A later letter of the same topic takes the place of one that was not delivered yet.
    topic: String,
}

fn letters(conn: &Connection, batch: &[(Seq, Event)], desks: &Desks, now: Timestamp) -> Result<Vec<Due>> {
    let mut due = Vec::new();
    let fresh = batch.iter().filter(|(_, it)| now.duration_since(it.at).as_secs() <= OLD_SECONDS);
    let told: Vec<&Event> = fresh.map(|it| &it.1).filter(|it| may_tell(&it.kind)).collect();
    if told.is_empty() || !store::any_subscription(conn)? {
        return Ok(due);
    }
    for event in told {
        if let Some(news) = news_of(conn, event)? {
            write(conn, (event.site, news), desks, now, &mut due)?;
        }
    }
    Ok(due)
}

/// Whether an event of this kind may be told to anybody; most may not.
fn may_tell(kind: &str) -> bool {
    kind == "message.created" || kind == "notification.created" || kind.starts_with("conversation.")
}

fn news_of(conn: &Connection, event: &Event) -> Result<Option<News>> {
    match event.kind.as_ref() {
        "message.created" => news::of_message(conn, event),
        "notification.created" => {
            let found = store::told(conn, event.site, NotificationId::of(event.object))?;
            let by_itself =
                |it: &News| it.spot.ticket().is_some() || matches!(it.kind, Kind::Mention | Kind::Whisper);
            Ok(found.filter(by_itself))
        }
        _ => news::of_conversation(conn, event),
    }
}

/// Writes to everybody whom `news` concern, who wants it, and who looks at no desk of the site.
fn write(
    conn: &Connection,
    (site, news): (SiteId, News),
    desks: &Desks,
    now: Timestamp,
    due: &mut Vec<Due>,
) -> Result<()> {
    let mut facts: Option<Facts> = None;
    for to in store::subscribers(conn, site, news.user, now)? {
        let ways = rules::open(&to.preferences, news.kind.class(), to.state, now);
        if !ways.push || Some(to.user) == news.actor || desks.is_looked_at(site, to.user) {
            continue;
        }
        let known = match facts.take() {
            Some(it) => it,
            None => match store::facts(conn, site, &news)? {
                Some(it) => it,
                None => return Ok(()),
            },
        };
        let lang = to.target.lang;
        let (title, body) = rules::letter(news.kind, &known, lang, to.preferences.previews);
        let body = to.site_name.iter().fold(body, |body, site| format!("{body} · {site}"));
        let letter = Letter { title, body, lang: lang.as_str(), to: page_of(news.spot), site: Some(site) };
        due.push(Due { kind: news.kind, to, letter, topic: news.spot.uuid().simple().to_string() });
        facts = Some(known);
    }
    Ok(())
}
