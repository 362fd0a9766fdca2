//! Whether several answers are written together, a token of each in one step, or in turn. Which is faster depends on the
//! file and the processor: for weights of four bits in blocks of 256 a step for four takes three times as long as one
//! for one, for those of five and eight bits nearly five times. So both are measured while answers are written.
use std::time::Duration;

/// After so many steps the other way is tried: what a step takes changes with the texts' length and with the machine.
const LOOK_AGAIN: u32 = 64;

/// What steps took that only wrote.
#[derive(Debug, Default)]
pub(super) struct Pace {
    /// By the number of answers in the step, from none.
    took: Vec<Option<Duration>>,
    steps: u32,
}

impl Pace {
    /// Whether `writers` answers go on together in the next step.
    pub(super) fn together(&mut self, writers: usize) -> bool {
        let Some(alone) = self.of(1) else { return writers < 2 };
        let Some(shared) = self.of(writers).filter(|_| writers > 1) else { return true };
        let in_turn = alone.saturating_mul(u32::try_from(writers).unwrap_or(u32::MAX));
        self.steps = (self.steps + 1) % LOOK_AGAIN;
        (shared < in_turn) != (self.steps == 0)
    }

    /// Notes what a step for `writers` answers took. Half of it counts: a step that was held up is soon forgotten.
    pub(super) fn note(&mut self, writers: usize, took: Duration) {
        if self.took.len() <= writers {
            self.took.resize(writers + 1, None);
        }
        if let Some(known) = self.took.get_mut(writers) {
            *known = Some(known.map_or(took, |it| (it + took) / 2));
        }
    }

    fn of(&self, writers: usize) -> Option<Duration> {
        self.took.get(writers).copied().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many of 640 steps for four are taken together, where one for one takes 10 ms.
    fn together_of_640(four: u64) -> usize {
        let mut pace = Pace::default();
        let step = |pace: &mut Pace| {
            let together = pace.together(4);
            let (writers, took) = if together { (4, four) } else { (1, 10) };
            pace.note(writers, Duration::from_millis(took));
            together
        };
        (0..640).filter(|_| step(&mut pace)).count()
    }

    #[test]
    fn the_faster_way_is_taken_and_the_other_looked_at_now_and_then() {
        assert!((600..640).contains(&together_of_640(30)), "{}", together_of_640(30));
        assert!((1..40).contains(&together_of_640(50)), "{}", together_of_640(50));
    }

    #[test]
    fn one_answer_goes_on_and_what_is_unknown_is_measured() {
        let mut pace = Pace::default();
        assert!(pace.together(1));
        assert!(!pace.together(4), "first what a step for one takes");
        pace.note(1, Duration::from_millis(10));
        assert!(pace.together(4), "then what one for four takes");
        assert!(pace.together(1));
    }

    #[test]
    fn a_step_that_was_held_up_is_forgotten() {
        let mut pace = Pace::default();
        pace.note(1, Duration::from_millis(10));
        pace.note(2, Duration::from_secs(2)); // the first one reads the file
        let mut together = 0;
        for _ in 0..1000 {
            let both = pace.together(2);
            pace.note(if both { 2 } else { 1 }, Duration::from_millis(if both { 12 } else { 10 }));
            together += usize::from(both);
        }
        assert!(together > 300, "{together}");
    }
}
