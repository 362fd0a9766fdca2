//! What changes of tickets mean for the promises made for them: gathered while a change is put together, and worked out
//! once when it is whole, within the same write.
use super::Work;
use crate::Result;
use crate::base::ids::TicketId;
use crate::sla::types::Clock;
use crate::sla::{self, Case, Phase, Said};
use crate::tickets::store;
use crate::tickets::types::{Head, Status};

/// A ticket that a change touched.
pub(super) struct Touched {
    head: Head,
    said: Option<Said>,
}

impl Work<'_> {
    /// Notes how a ticket is after the change, and what was said publicly in it.
    pub(super) fn touch(&mut self, head: &Head, said: Option<Said>) {
        match self.touched.iter_mut().find(|it| it.head.id == head.id) {
            Some(it) => (it.head, it.said) = (head.clone(), said.or(it.said)),
            None => self.touched.push(Touched { head: head.clone(), said }),
        }
    }

    /// Adds what the change means for the promises of every ticket that it touched.
    pub(super) fn keep_promises(&mut self) -> Result<()> {
        for Touched { head, said } in std::mem::take(&mut self.touched) {
            let known = store::begun(self.present, head.site, head.id)?;
            let created_at = known.as_ref().map_or(self.context.now, |it| it.created_at);
            let answered = known.as_ref().is_some_and(|it| it.answered);
            let case = Case {
                ticket: head.id,
                site: head.site,
                phase: phase(&head),
                priority: head.priority,
                category: head.category,
                department: head.department,
                requester: head.requester.email.clone(),
                assignee: head.assignee,
                created_at,
                answered: answered || said == Some(Said::ByAgent),
                waiting_since: known.and_then(|it| it.waiting_since),
            };
            let changed: Vec<Clock> = self.clocks_of(head.id);
            sla::service::keep(self.present, &mut self.write, &case, (said, changed), self.context.now)?;
        }
        Ok(())
    }

    fn clocks_of(&self, id: TicketId) -> Vec<Clock> {
        self.clocks.iter().filter(|it| it.0 == id).map(|it| it.1.clone()).collect()
    }
}

fn phase(head: &Head) -> Phase {
    match head.status {
        _ if head.merged_into.is_some() => Phase::Gone,
        Status::New | Status::Open => Phase::Ours,
        Status::WaitingReply | Status::Pending => Phase::Waits,
        Status::Resolved | Status::Closed => Phase::Solved,
    }
}
