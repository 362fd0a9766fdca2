//! What anybody may do of one thing within an hour, beyond asking: send forms, upload files, search the help centre. Each
//! budget refills evenly, is a site's own, and is counted by the network that it comes from and by the visitor, where
//! one is known. Wrong guesses are [`Attempts`](super::attempts::Attempts)' business: they lock, these only wait.
use super::limit::{Rates, Ticks, network};
use crate::base::ids::{SiteId, VisitorId};
use crate::base::{Clock, Error};
use governor::clock::Clock as _;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;

/// Time after which a used-up budget is whole again.
const PERIOD_SECONDS: u64 = 60 * 60;
/// What an upload costs beside its size: small files fill a disk, too.
const UNIT_BYTES: usize = 1024 * 1024;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    /// A form sent, the one for tickets or one of the site's own.
    Form,
    /// A file of so many bytes kept for who has no account.
    Upload(usize),
    /// What somebody thinks of an article.
    Opinion,
    /// A search on the pages of a help centre.
    Search,
    /// A page of an article that was read.
    Reading,
}

/// The budgets; cloning copies a pointer. In memory: a restart forgives.
#[derive(Clone)]
pub struct Allowances(Option<Arc<Budgets>>);

struct Budgets {
    forms: Budget,
    uploads: Budget,
    opinions: Budget,
    searches: Budget,
    readings: Budget,
    clock: Ticks,
}

/// A whole campus may be behind one network, so it has more than a visitor.
struct Budget {
    networks: Rates<(SiteId, IpAddr)>,
    visitors: Rates<(SiteId, VisitorId)>,
}

impl Allowances {
    /// Budgets that are whole.
    #[must_use]
    pub fn new(clock: &Clock) -> Allowances {
        Allowances(Budgets::new(Ticks::of(clock)).map(Arc::new))
    }

    /// No budgets at all: where the general limit is lifted, these are, too.
    #[must_use]
    pub fn endless() -> Allowances {
        Allowances(None)
    }

    /// Takes one deed from what the visitor and the network have left.
    ///
    /// # Errors
    /// 429 `rate_limited` when nothing is left. Who has used up their own takes nothing from the others.
    pub fn take(
        &self,
        deed: Deed,
        site: SiteId,
        (address, visitor): (IpAddr, Option<VisitorId>),
    ) -> Result<(), Error> {
        let Some(budgets) = &self.0 else { return Ok(()) };
        let now = budgets.clock.now();
        let (budget, cost) = budgets.of(deed);
        if let Some(visitor) = visitor {
            budget.visitors.crowded();
            budget.visitors.take_several(&(site, visitor), cost, now)?;
        }
        let crowded = budget.networks.crowded();
        budget.networks.take_several(&(site, network(address, crowded)), cost, now)
    }
}

impl Budgets {
    fn new(clock: Ticks) -> Option<Budgets> {
        Some(Budgets {
            forms: Budget::new((600, 30), &clock)?,
            // In units of a file and of a MB: 10 files of 10 MB by one visitor, 90 by a network.
            uploads: Budget::new((1000, 120), &clock)?,
            opinions: Budget::new((120, 60), &clock)?,
            searches: Budget::new((1200, 300), &clock)?,
            readings: Budget::new((3000, 600), &clock)?,
            clock,
        })
    }

    fn of(&self, deed: Deed) -> (&Budget, NonZeroU32) {
        match deed {
            Deed::Form => (&self.forms, NonZeroU32::MIN),
            Deed::Upload(bytes) => {
                let units = u32::try_from(bytes / UNIT_BYTES).unwrap_or(u32::MAX);
                (&self.uploads, NonZeroU32::MIN.saturating_add(units))
            }
            Deed::Opinion => (&self.opinions, NonZeroU32::MIN),
            Deed::Search => (&self.searches, NonZeroU32::MIN),
            Deed::Reading => (&self.readings, NonZeroU32::MIN),
        }
    }
}

impl Budget {
    fn new((network, visitor): (u32, u32), clock: &Ticks) -> Option<Budget> {
        Some(Budget {
            networks: Rates::new(network, PERIOD_SECONDS, clock)?,
            visitors: Rates::new(visitor, PERIOD_SECONDS, clock)?,
        })
    }
}

/// An address as requests tell it; what is none shares one budget.
#[must_use]
pub fn address_of(text: &str) -> IpAddr {
    text.parse().unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    const HERE: &str = "192.0.2.1";
    const THERE: &str = "192.0.2.2";

    fn sent(all: &Allowances, site: SiteId, from: &str, visitor: Option<VisitorId>, tries: u32) -> usize {
        let who = (address_of(from), visitor);
        (0..tries).filter(|_| all.take(Deed::Form, site, who).is_ok()).count()
    }

    #[test]
    fn a_budget_is_of_a_site_and_a_network_and_refills_evenly() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let (all, one, other) = (Allowances::new(&clock), SiteId::random(), SiteId::random());
        assert_eq!(sent(&all, one, HERE, None, 700), 600);
        assert_eq!((sent(&all, one, THERE, None, 1), sent(&all, other, HERE, None, 1)), (1, 1));
        clock.advance_ms(6_000);
        assert_eq!(sent(&all, one, HERE, None, 5), 1, "one each six seconds, however often it was asked");
    }

    #[test]
    fn a_visitor_who_floods_takes_nothing_from_the_network() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let (all, site) = (Allowances::new(&clock), SiteId::random());
        assert_eq!(sent(&all, site, HERE, Some(VisitorId::random()), 200), 30);
        assert_eq!(sent(&all, site, HERE, None, 700), 570);
    }

    #[test]
    fn an_upload_costs_by_its_size() {
        let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
        let (all, site, visitor) = (Allowances::new(&clock), SiteId::random(), VisitorId::random());
        let large = Deed::Upload(10 * UNIT_BYTES);
        let kept = (0..20).filter(|_| all.take(large, site, (address_of(HERE), Some(visitor))).is_ok());
        assert_eq!(kept.count(), 10);
        assert!(Allowances::endless().take(large, site, (address_of(HERE), None)).is_ok());
    }
}
