//! Whether a model may compute on every core. The library's threads spin while they wait for each other: two of them
//! on two cores are nearly twice as fast as one while nothing else wants a core, and come almost to a standstill when
//! something does (measured: less than a tenth). So what else runs is looked at after every step.

/// After so many quiet steps the machine counts as quiet: half a second or so.
const QUIET: u32 = 32;

/// What a step of several tokens may use.
#[derive(Debug)]
pub(super) struct Cores {
    /// Whether such a step takes the core that otherwise stays free for the rest of the program.
    takes_all: bool,
    /// Steps since something else ran.
    quiet: u32,
}

impl Cores {
    pub(super) fn new(takes_all: bool) -> Cores {
        Cores { takes_all, quiet: 0 }
    }

    /// Looks who runs now; to be called after each step, and before the first one in a while.
    pub(super) fn look(&mut self) {
        if self.takes_all {
            let stat = std::fs::read_to_string("/proc/stat").unwrap_or_default();
            self.note(running(&stat));
        }
    }

    /// Whether nobody else wants a core at this moment: a prompt may be read in large steps.
    pub(super) fn are_free(&self) -> bool {
        !self.takes_all || self.quiet > 0
    }

    /// Whether nobody did for a while: several answers may be written together without holding up messages.
    pub(super) fn are_long_free(&self) -> bool {
        !self.takes_all || self.quiet >= QUIET
    }

    fn note(&mut self, running: Option<u32>) {
        // This thread is one of them.
        self.quiet = if running.is_some_and(|it| it <= 1) { self.quiet.saturating_add(1) } else { 0 };
    }
}

/// How many threads of the machine run or would (`procs_running` of proc(5)).
fn running(stat: &str) -> Option<u32> {
    stat.lines().find_map(|it| it.strip_prefix("procs_running "))?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_runs_is_read_from_the_systems_own_words() {
        assert_eq!(running("cpu  1 2 3\nctxt 9\nprocs_running 3\nprocs_blocked 0\n"), Some(3));
        assert_eq!(running("cpu  1 2 3\n"), None);
        assert!(running(&std::fs::read_to_string("/proc/stat").unwrap_or_default()).is_some_and(|it| it > 0));
    }

    #[test]
    fn others_come_first_and_are_not_forgotten_at_once() {
        let mut cores = Cores::new(true);
        assert!(!cores.are_free(), "nothing is known yet");
        cores.note(Some(1));
        assert!(cores.are_free() && !cores.are_long_free());
        (0..QUIET).for_each(|_| cores.note(Some(1)));
        assert!(cores.are_long_free());
        cores.note(Some(2));
        assert!(!cores.are_free() && !cores.are_long_free());
        cores.note(None);
        assert!(!cores.are_free(), "where it cannot be known, the core stays free");
    }

    #[test]
    fn who_leaves_a_core_free_anyway_needs_not_look() {
        let mut cores = Cores::new(false);
        cores.look();
        assert!(cores.are_free() && cores.are_long_free());
    }
}
