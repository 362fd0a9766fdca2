//! Puts a transcript together.
use super::render::Transcript;
use crate::app::App;
use crate::base::Lang;
use crate::base::ids::{ConversationId, SiteId};
use crate::conversations::types::Actor;
use crate::conversations::{self, MessageView};
use crate::{Error, Result, sites};
use jiff::tz::TimeZone;

/// Messages read at once.
const BATCH: usize = 500;

/// A whole conversation as `by` may read it; internal notes only for agents who want them.
///
/// # Errors
/// 404 for a conversation that is not there, or another visitor's.
pub async fn transcript(
    app: &App,
    (site, id): (SiteId, ConversationId),
    by: &Actor,
    lang: Lang,
    notes: bool,
) -> Result<Transcript> {
    let found = app.store.read(move |conn| sites::find(conn, site)).await?.ok_or(Error::NotFound("site"))?;
    let conversation = conversations::service::find(app, site, id).await?;
    let mut messages = whole(app, site, id, by).await?;
    messages.retain(|it| notes || !it.note);
    let zone = TimeZone::get(&found.time_zone).unwrap_or(TimeZone::UTC);
    Ok(Transcript { site: found.name, conversation, messages, lang, zone, internal: notes })
}

/// All messages of a conversation, oldest first.
async fn whole(app: &App, site: SiteId, id: ConversationId, by: &Actor) -> Result<Vec<MessageView>> {
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let (page, earlier) =
            conversations::service::earlier(app, site, id, by.clone(), before, BATCH).await?;
        before = page.first().map(|it| it.seq);
        all.splice(0..0, page);
        if !earlier {
            return Ok(all);
        }
    }
}
