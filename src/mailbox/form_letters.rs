//! What letters about forms say.
use super::blocks::{Line, Values};
use super::letters::moment;
use crate::Result;
use crate::app::App;
use crate::base::ids::SubmissionId;
use crate::outbox::NewLetter;
use crate::{forms, sites};
use jiff::tz::TimeZone;

/// The places of a letter about what somebody sent; `None` when that is gone.
pub(super) async fn values(app: &App, new: &NewLetter) -> Result<Option<Values>> {
    let (site, id, lang) = (new.site, SubmissionId::of(new.about), new.language);
    let zone = app.store.read(move |conn| Ok(sites::find(conn, site)?.map(|it| it.time_zone))).await?;
    let zone = zone.and_then(|it| TimeZone::get(&it).ok()).unwrap_or(TimeZone::UTC);
    let Some(it) = forms::service::received(app, site, id, lang).await? else { return Ok(None) };
    let time = moment(it.at, &zone);
    let line = |(who, text): (String, String)| Line::new(who, "visitor", time.clone(), text);
    let words = vec![("form.ad", it.form), ("ziyaretci.ad", it.name.unwrap_or_default())];
    Ok(Some(Values { words, lines: it.said.into_iter().map(line).collect() }))
}
