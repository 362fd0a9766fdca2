//! What desks say about being looked at.
use crate::Result;
use crate::app::App;
use crate::live::Connection;
use crate::realtime::{Client, Nothing};
use serde::Deserialize;
use std::sync::Arc;

/// `desk:look`.
#[derive(Deserialize)]
pub struct LookData {
    /// Whether somebody sits before it, and it is to be seen.
    looking: bool,
}

/// Who looks at a desk needs no word on another machine.
///
/// # Errors
/// 403 for visitors.
pub async fn look(app: App, client: Arc<Client>, data: LookData) -> Result<Nothing> {
    let whose = (client.site, client.user()?);
    let connection: Connection = client;
    app.desks.look(&connection, whose, data.looking);
    Ok(Nothing {})
}
