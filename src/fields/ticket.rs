//! The screen "ticket fields": what a site asks of its tickets beside what every ticket has.
use super::definition::{mistakes, normalise};
use super::types::Field;
use crate::Result;
use crate::base::FieldError;
use crate::base::ids::SiteId;
use crate::settings::{self, Screen};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};

/// The site's own fields of tickets.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct TicketFields {
    /// In the order in which they are shown. At most 60.
    pub fields: Vec<Field>,
}

impl Screen for TicketFields {
    const KEY: &'static str = "ticket_fields";

    fn normalise(&mut self, _old: &TicketFields) {
        normalise(&mut self.fields);
    }

    fn mistakes(&self) -> Vec<FieldError> {
        mistakes("fields", &self.fields)
    }
}

/// The site's own fields of tickets.
///
/// # Errors
/// When the database cannot be read.
pub fn of_tickets(conn: &Connection, site: SiteId) -> Result<Vec<Field>> {
    Ok(settings::read::<TicketFields>(conn, site)?.settings.fields)
}
