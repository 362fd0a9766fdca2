//! The heartbeat of a connection: the server asks from time to time whether the client is there.
use super::packet::{PING_INTERVAL, PING_TIMEOUT};
use std::pin::Pin;
use std::time::Duration;
use tokio::time::{Instant, Sleep, sleep};

/// When a client was last asked, and whether it showed a sign of life since.
pub(super) struct Heart {
    until: Pin<Box<Sleep>>,
    asked: bool,
    heard: bool,
}

/// What is to be done.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Beat {
    /// Ask the client.
    Ping,
    /// Nothing: it answered.
    Quiet,
    /// It did not answer in time.
    Dead,
}

impl Heart {
    /// The first question comes after the interval.
    pub(super) fn start() -> Heart {
        Heart { until: Box::pin(sleep(PING_INTERVAL)), asked: false, heard: false }
    }

    /// The client said something.
    pub(super) fn heard(&mut self) {
        self.heard = true;
    }

    /// Waits for the next beat. Cancel-safe.
    pub(super) async fn next(&mut self) -> Beat {
        self.until.as_mut().await;
        let (beat, pause) = self.beat();
        self.until.as_mut().reset(Instant::now() + pause);
        beat
    }

    /// What is to be done now, and how long it is until the next beat.
    fn beat(&mut self) -> (Beat, Duration) {
        if !self.asked {
            (self.asked, self.heard) = (true, false);
            (Beat::Ping, PING_TIMEOUT)
        } else if self.heard {
            self.asked = false;
            (Beat::Quiet, PING_INTERVAL.saturating_sub(PING_TIMEOUT))
        } else {
            (Beat::Dead, PING_TIMEOUT)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_client_that_answers_lives_and_one_that_does_not_is_dead() {
        let mut heart = Heart::start();
        let (beat, first) = heart.beat();
        assert_eq!(beat, Beat::Ping);
        heart.heard();
        let (beat, second) = heart.beat();
        assert_eq!(beat, Beat::Quiet);
        assert_eq!(first + second, PING_INTERVAL, "asked again an interval after the last question");
        assert_eq!(heart.beat().0, Beat::Ping);
        assert_eq!(heart.beat().0, Beat::Dead);
    }
}
