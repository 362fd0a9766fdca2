//! Use cases of macros.
use super::types::{Action, Macro, MacroInput, MacroScope};
use super::{rules, store};
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::At;
use crate::base::ids::{ConversationId, MacroId, SiteId, UserId};
use crate::conversations::ConversationView;
use crate::conversations::service::{Before, take_steps};
use crate::conversations::types::Head;
use crate::store::{Event, Present, Write};
use crate::tickets::TicketView;
use crate::tickets::service::Work;
use crate::tickets::types::TicketChange;
use crate::web::Staff;
use crate::{Error, Result, conversations, sites, tickets};
use jiff::Timestamp;
use serde_json::json;

/// Who makes or changes a macro.
#[derive(Debug, Clone)]
pub struct Maker {
    user: UserId,
    actor: Actor,
}

impl Maker {
    /// A user of the desk.
    #[must_use]
    pub fn staff(staff: &Staff) -> Maker {
        Maker { user: staff.user, actor: Actor::staff(staff) }
    }

    fn owner(&self, scope: MacroScope) -> Option<UserId> {
        (scope == MacroScope::Personal).then_some(self.user)
    }
}

/// Makes one.
///
/// # Errors
/// 422 as [`rules::checked`].
pub async fn create(app: &App, site: SiteId, by: Maker, input: MacroInput) -> Result<Macro> {
    let (now, scope) = (app.clock.now(), input.scope.unwrap_or(MacroScope::Site));
    let (name, actions) = rules::checked(&input, None)?;
    let it = Macro {
        id: MacroId::random(),
        owner: by.owner(scope),
        scope,
        name,
        actions,
        uses: 0,
        version: 1,
        created_at: At(now),
    };
    let decide = move |present: &Present<'_>| {
        let mut write = Write::new();
        store::insert(&mut write, site, &it, now);
        note(present, &mut write, (site, &by), "macro.created", (None, Some(&it)), now)?;
        Ok((write, it))
    };
    app.store.decide(decide).await.map(|it| it.1)
}

/// Changes one that still has the version `expected`; any, when that is `None`.
///
/// # Errors
/// 404, 412 with the present one, 422 as [`rules::checked`].
pub async fn update(
    app: &App,
    site: SiteId,
    by: Maker,
    id: MacroId,
    expected: Option<i64>,
    input: MacroInput,
) -> Result<Macro> {
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        let old = store::find(present, site, by.user, id)?.ok_or(Error::NotFound("macro"))?;
        let scope = input.scope.unwrap_or(old.scope);
        if expected.is_some_and(|it| it != old.version) {
            return Err(Error::Stale(Box::new(serde_json::to_value(&old).unwrap_or_default())));
        }
        let (name, actions) = rules::checked(&input, Some((&old.name, &old.actions)))?;
        let it =
            Macro { owner: by.owner(scope), scope, name, actions, version: old.version + 1, ..old.clone() };
        let mut write = Write::new();
        store::update(&mut write, site, &it);
        note(present, &mut write, (site, &by), "macro.updated", (Some(&old), Some(&it)), now)?;
        Ok((write, it))
    };
    app.store.decide(decide).await.map(|it| it.1)
}

/// Removes one.
///
/// # Errors
/// 404.
pub async fn delete(app: &App, site: SiteId, by: Maker, id: MacroId) -> Result<()> {
    let now = app.clock.now();
    app.store
        .decide(move |present| {
            let old = store::find(present, site, by.user, id)?.ok_or(Error::NotFound("macro"))?;
            let mut write = Write::new();
            store::delete(&mut write, site, id);
            note(present, &mut write, (site, &by), "macro.deleted", (Some(&old), None), now)?;
            Ok((write, ()))
        })
        .await?;
    Ok(())
}

/// Runs one on a conversation: all of its actions in one write, or none; the ticket, where one is made, comes after
/// them, as it tells what they did. One that could not be made is found out before anything is done.
///
/// # Errors
/// 404, 409 `conversation_closed`, 422 when an agent it names is gone, or the category of its ticket.
pub async fn run(
    app: &App,
    site: SiteId,
    staff: &Staff,
    id: MacroId,
    conversation: ConversationId,
) -> Result<(ConversationView, Before, Option<TicketView>)> {
    let (now, user, agent) = (app.clock.now(), staff.user, staff.name.clone());
    let actor = conversations::Actor::Agent { id: user, name: agent.clone() };
    let by = tickets::Actor::Agent {
        id: user,
        name: staff.name.clone(),
        audited: Actor::staff(staff),
        admin: staff.is_admin(),
    };
    let (context, maker) = (tickets::service::Context::of(app, site), by.clone());
    let plan = move |present: &Present<'_>, head: &Head| {
        let it = store::find(present, site, user, id)?.ok_or(Error::NotFound("macro"))?;
        if let Some(wanted) = it.actions.iter().find_map(ticket_of) {
            // Tried beforehand, and not kept: what was said to the visitor cannot be taken back when it fails.
            let mut attempt = Work::begin(present, &context);
            tickets::service::convert_in(&mut attempt, conversation, wanted, &maker)?;
        }
        let of_site = sites::find(present, site)?.ok_or(Error::NotFound("site"))?;
        let names =
            rules::Names { visitor: head.visitor_name.as_deref(), agent: &agent, site: &of_site.name };
        rules::steps(&it.actions, user, &names, now)
    };
    let (mut view, before) = take_steps(app, site, conversation, actor, plan).await?;
    let ran = app.store.read(move |conn| store::find(conn, site, user, id)).await?;
    let wanted = ran.and_then(|it| it.actions.iter().find_map(ticket_of));
    let ticket = match wanted {
        Some(wanted) => {
            let made = tickets::service::from_conversation(app, site, conversation, wanted, by).await?;
            view = conversations::service::find(app, site, conversation).await?;
            Some(made)
        }
        None => None,
    };
    let mut write = Write::new();
    store::count_use(&mut write, site, id);
    app.store.commit(write).await?;
    Ok((view, before, ticket))
}

/// The ticket that an action makes, where it makes one.
fn ticket_of(action: &Action) -> Option<TicketChange> {
    match action {
        Action::Ticket { priority, category_id } => Some(TicketChange {
            priority: *priority,
            category_id: category_id.map(Some),
            ..TicketChange::default()
        }),
        _ => None,
    }
}

/// The event, and the audit row. How somebody sorts their own work is not for the trail.
fn note(
    present: &Present<'_>,
    write: &mut Write,
    (site, by): (SiteId, &Maker),
    action: &'static str,
    (old, new): (Option<&Macro>, Option<&Macro>),
    now: Timestamp,
) -> Result<()> {
    let Some(id) = new.or(old).map(|it| it.id.uuid()) else { return Ok(()) };
    write.tell(Event::new(site, "macro.changed", id, now));
    let shared = |it: &&Macro| it.scope == MacroScope::Site;
    if !old.iter().any(shared) && !new.iter().any(shared) {
        return Ok(());
    }
    let value = |it: &Macro| json!({ "name": it.name, "scope": it.scope, "actions": it.actions });
    let mut entry = Entry::new(&by.actor, Some(site), action, now).to("macro", id);
    if let Some(it) = old {
        entry = entry.old(value(it));
    }
    if let Some(it) = new {
        entry = entry.new_value(value(it));
    }
    audit::record(present, write, entry)
}
