//! Values of the opening hours: the screens "business hours", "holidays" and "emergency".
mod emergency;
mod holidays;
mod time;
mod week;

pub use emergency::Emergency;
pub(super) use holidays::last;
pub use holidays::{Correction, Holidays, OwnHoliday, SpecialDays};
pub use time::{Minute, Span};
pub use week::{BusinessHours, Week};
