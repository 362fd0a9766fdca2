//! Reactions to messages.
use super::{alias_for, head_for, message_event};
use crate::app::App;
use crate::base::ids::{ConversationId, MessageId, SiteId};
use crate::conversations::types::{Actor, AuthorKind, MessageView};
use crate::conversations::{rules, store};
use crate::files::Links;
use crate::store::Write;
use crate::{Error, Result, bans};

/// Puts one's emoji on a message; the same once more takes it away, another one comes in its place.
///
/// # Errors
/// 403 for a banned visitor, 404 (a visitor's foreign message, a note, one that was taken back), 422 `emoji_invalid`.
pub async fn react(
    app: &App,
    site: SiteId,
    id: ConversationId,
    message: MessageId,
    by: Actor,
    emoji: String,
) -> Result<MessageView> {
    rules::check_emoji(&emoji)?;
    let now = app.clock.now();
    let (links, after) = (Links::new(&app.keys, now), Links::new(&app.keys, now));
    let (_, alias) = app
        .store
        .decide(move |present| {
            let head = head_for(present, site, id, &by)?;
            if let Actor::Visitor(visitor) = by {
                bans::check_in(present, site, visitor, now)?;
            }
            let (kind, author) = (by.kind(), by.id().ok_or(Error::NotFound("message"))?);
            let found = store::find_message(present, &links, site, id, message)?;
            let old = found
                .filter(|it| it.deleted_at.is_none() && it.author.kind != AuthorKind::System)
                .filter(|it| !it.note || kind != AuthorKind::Visitor)
                .ok_or(Error::NotFound("message"))?;
            let before = store::reaction_of(present, (id, message), kind, author)?;
            let next = (before.as_ref() != Some(&emoji)).then_some(emoji.as_str());
            let mut write = Write::new();
            store::set_reaction(&mut write, site, (id, message), (kind, author), next, now);
            write.tell(message_event(&head, "message.reacted", &old, now));
            Ok((write, alias_for(present, site, &by)?))
        })
        .await?;
    let found = app.store.read(move |conn| store::find_message(conn, &after, site, id, message)).await?;
    Ok(found.ok_or(Error::NotFound("message"))?.for_visitor(alias.as_deref()))
}
