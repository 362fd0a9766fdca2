//! What a client missed while it was away.
use super::handshake::Render;
use super::hub::{Audience, Delivery, Who};
use crate::Result;
use crate::base::ids::SiteId;
use crate::store::{Event, Seq, Store, event};

/// Events read at once.
const BATCH: usize = 500;
/// A client that missed more of its site's events than this loads everything anew: that is quicker.
const MOST: usize = 20_000;
/// So does one that would be sent more than this: half of what may wait for it, as what happens meanwhile waits too.
const MOST_DELIVERIES: usize = 2_000;

/// The result of looking back.
pub(super) struct Replayed {
    /// In order.
    pub(super) deliveries: Vec<Delivery>,
    /// Everything up to here is covered.
    pub(super) until: Seq,
    /// The log does not reach back far enough (or too much happened): the client must reload.
    pub(super) gap: bool,
}

impl Replayed {
    pub(super) fn nothing() -> Replayed {
        Replayed { deliveries: Vec::new(), until: 0, gap: false }
    }

    fn gap(until: Seq) -> Replayed {
        Replayed { deliveries: Vec::new(), until, gap: true }
    }
}

/// Reads what `who` may see of the log after `after`.
pub(super) async fn read(
    store: &Store,
    render: &Render,
    site: SiteId,
    who: Who,
    after: Seq,
) -> Result<Replayed> {
    let newest = *store.head().borrow();
    let oldest = store.read(event::oldest).await?.unwrap_or(newest + 1);
    if after > newest || after + 1 < oldest {
        return Ok(Replayed::gap(newest));
    }
    let mut all = Replayed { deliveries: Vec::new(), until: after, gap: false };
    for _ in 0..MOST / BATCH {
        let (render, from) = (render.clone(), all.until);
        let (count, until, deliveries) = store
            .read(move |conn| {
                let batch = event::of_site_after(conn, site, from, BATCH)?;
                let until = batch.last().map_or(from, |it| it.0);
                let count = batch.len();
                let mine: Vec<_> = batch.into_iter().filter(|it| concerns(&it.1, who)).collect();
                let mut deliveries = Vec::new();
                render(Some(conn), &mine, &mut deliveries)?;
                Ok((count, until, deliveries))
            })
            .await?;
        all.deliveries.extend(deliveries.into_iter().filter(|it| hears(it.audience, who)));
        all.until = until;
        if all.deliveries.len() > MOST_DELIVERIES {
            break;
        }
        if count < BATCH {
            return Ok(all);
        }
    }
    Ok(Replayed::gap(*store.head().borrow()))
}

/// Whether it is worth rendering for this client.
fn concerns(event: &Event, who: Who) -> bool {
    match who {
        Who::User(_) => true,
        Who::Visitor(visitor) => event.visitor == Some(visitor),
    }
}

/// Whether the client is in the audience; the site is the same already.
fn hears(audience: Audience, who: Who) -> bool {
    match (audience, who) {
        (Audience::Staff(_), Who::User(_)) | (Audience::Visitors(_), Who::Visitor(_)) => true,
        (Audience::User(_, user), Who::User(me)) => user == me,
        (Audience::Visitor(_, visitor), Who::Visitor(me)) => visitor == me,
        _ => false,
    }
}
