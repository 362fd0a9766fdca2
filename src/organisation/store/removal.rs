//! What becomes of tickets when something they belong to is removed: all of them at once, with their history.
use crate::audit;
use crate::base::ids::{SiteId, TicketChangeId};
use crate::store::Write;
use crate::{Error, Result};
use jiff::Timestamp;
use rusqlite::{Connection, params};
use serde_json::{Value, json};
use uuid::Uuid;

/// What a ticket may belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Belonging {
    /// A category of tickets.
    Category,
    /// A department.
    Department,
    /// A team.
    Team,
}

/// Notes it in the history, and moves the tickets: both of those that belong to `?2`.
macro_rules! leaving {
    ($what:literal, $column:literal) => {
        [
            concat!(
                "INSERT INTO ticket_history (ticket_id, id, site_id, at, actor_kind, actor_id, what, old, new)
                 SELECT id, ?3, site_id, ?4, ?5, ?6, '",
                $what,
                "', ?7, ?8 FROM tickets WHERE site_id = ?1 AND ",
                $column,
                " = ?2"
            ),
            concat!(
                "UPDATE tickets SET version = version + 1, updated_at = ?4, ",
                $column,
                " = ?3 WHERE site_id = ?1 AND ",
                $column,
                " = ?2"
            ),
        ]
    };
}

impl Belonging {
    fn statements(self) -> [&'static str; 2] {
        match self {
            Belonging::Category => leaving!("category", "category_id"),
            Belonging::Department => leaving!("department", "department_id"),
            Belonging::Team => leaving!("team", "team_id"),
        }
    }
}

/// Refuses to remove what a policy of service levels is for: without it the policy would fit no ticket any more, and the
/// periods that it promises, of law often, would end unnoticed.
///
/// # Errors
/// 409 `policies_use_it` with the names of those policies.
pub fn refuse_promised(conn: &Connection, site: SiteId, (what, id): (Belonging, Uuid)) -> Result<()> {
    let place = match what {
        Belonging::Category => "$.conditions.categories",
        Belonging::Department => "$.conditions.departments",
        Belonging::Team => return Ok(()), // no policy asks for it
    };
    let mut statement = conn.prepare_cached(
        "SELECT p.name FROM sla_policies p
         WHERE p.site_id = ?1 AND EXISTS (SELECT 1 FROM json_each(p.body, ?2) it WHERE it.value = ?3)
         ORDER BY p.position, p.id",
    )?;
    let rows = statement.query_map(params![site, place, id.to_string()], |row| row.get(0))?;
    let names: Vec<String> = rows.collect::<rusqlite::Result<_>>()?;
    if names.is_empty() {
        return Ok(());
    }
    let more = json!({ "name": names.join(", "), "policies": names });
    Err(Error::ConflictOver("policies_use_it", Box::new(more)))
}

/// Something with its name.
type What<'a> = (Uuid, &'a str);

/// Takes every ticket out of `from`, which is removed, and puts it into `into`, or nowhere.
pub fn leave(
    write: &mut Write,
    (site, what): (SiteId, Belonging),
    (from, into): (What<'_>, Option<What<'_>>),
    (by, at): (&audit::Actor, Timestamp),
) {
    let [note, go] = what.statements();
    let told = |it: What<'_>| json!({ "id": it.0, "name": it.1 }).to_string();
    let user = by.id.filter(|_| by.kind == audit::ActorKind::User);
    let kind = if user.is_some() { "agent" } else { "system" };
    let (from_id, into_id) = (from.0.as_bytes().as_slice(), into.map(|it| it.0.as_bytes().to_vec()));
    write.run(
        note,
        &[
            &site,
            &from_id,
            &TicketChangeId::random(),
            &at.as_millisecond(),
            &kind,
            &user.as_ref().map(|it| it.as_bytes().as_slice()),
            &told(from),
            &into.map_or_else(|| Value::Null.to_string(), told),
        ],
    );
    write.run(go, &[&site, &from_id, &into_id, &at.as_millisecond()]);
}
