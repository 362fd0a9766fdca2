//! What admins do with mails that came.
use super::super::inboxes::store as inboxes;
use super::types::{IncomingMail, State};
use super::{intake, store};
use crate::Result;
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::ids::{IncomingMailId, SiteId};
use crate::base::{Error, Lang, words};
use crate::store::{Present, Write};
use crate::web::Staff;

/// Mails of the site, newest first, one more than `limit`.
pub(super) async fn list(
    app: &App,
    site: SiteId,
    lang: Lang,
    state: Option<State>,
    (after, limit): (Option<(i64, IncomingMailId)>, usize),
) -> Result<Vec<IncomingMail>> {
    let mut found = app.store.read(move |conn| store::list(conn, site, state, after, limit)).await?;
    for it in &mut found {
        it.detail = it.reason.as_deref().map(|code| words::of_code(code, lang));
    }
    Ok(found)
}

/// Tries one again.
///
/// # Errors
/// 404, 409 `mail_not_quarantined`, or why it fails again.
pub(super) async fn retry(app: &App, site: SiteId, id: IncomingMailId) -> Result<()> {
    let found = app
        .store
        .read(move |conn| {
            store::state(conn, site, id)?.ok_or(Error::NotFound("mail"))?;
            let (inbox, folder) =
                store::quarantined(conn, site, id)?.ok_or(Error::Conflict("mail_not_quarantined"))?;
            let inbox = inboxes::find(conn, site, inbox)?.ok_or(Error::Conflict("mail_inbox_gone"))?;
            Ok((inbox, folder))
        })
        .await?;
    intake::again(app, &found.0, found.1, id).await
}

/// Throws one away. In its folder on the server it stays.
///
/// # Errors
/// 404, 409 `mail_not_quarantined`.
pub(super) async fn discard(app: &App, staff: &Staff, id: IncomingMailId) -> Result<()> {
    let (site, now, actor) = (staff.site()?, app.clock.now(), Actor::staff(staff));
    let decide = move |present: &Present<'_>| {
        store::state(present, site, id)?.ok_or(Error::NotFound("mail"))?;
        let mut write = Write::new();
        store::discard(&mut write, site, id);
        let entry = Entry::new(&actor, Some(site), "mail.discarded", now).to("mail", id.uuid());
        audit::record(present, &mut write, entry)?;
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    intake::remove_raw(app, id).await
}

/// A mail as it came.
///
/// # Errors
/// 404 when it is not kept, or not any more.
pub(super) async fn raw(app: &App, staff: &Staff, id: IncomingMailId) -> Result<Vec<u8>> {
    let (site, now, actor) = (staff.site()?, app.clock.now(), Actor::staff(staff));
    let decide = move |present: &Present<'_>| {
        if !store::has_raw(present, site, id)? {
            return Err(Error::NotFound("mail"));
        }
        let mut write = Write::new();
        let entry = Entry::new(&actor, Some(site), "mail.opened", now).to("mail", id.uuid());
        audit::record(present, &mut write, entry)?;
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    tokio::fs::read(intake::path(app, id)).await.map_err(|_| Error::NotFound("mail"))
}
