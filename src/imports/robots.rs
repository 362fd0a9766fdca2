//! What a site allows programs that visit it (RFC 9309).
use std::time::Duration;
use texting_robots::Robot;

/// How we call ourselves; sites name it in their `robots.txt`.
const AGENT: &str = "AsistTR";
/// Between two pages, when the site says nothing.
const PAUSE: Duration = Duration::from_millis(200);
/// Longest pause that is kept to; a site that asks for more gets this.
const LONGEST_PAUSE_SECONDS: f32 = 10.0;

/// The rules of one site.
pub(super) enum Rules {
    /// It has none.
    None,
    /// It cannot say at the moment, so nothing is allowed.
    Unknown,
    /// These.
    Some(Box<Robot>),
}

impl Rules {
    /// The rules in a `robots.txt`.
    pub(super) fn of(text: &[u8]) -> Rules {
        Robot::new(AGENT, text).map_or(Rules::None, |it| Rules::Some(Box::new(it)))
    }

    /// Whether an address may be visited.
    pub(super) fn allow(&self, url: &str) -> bool {
        match self {
            Rules::None => true,
            Rules::Unknown => false,
            Rules::Some(robot) => robot.allowed(url),
        }
    }

    /// How long to wait between two pages.
    pub(super) fn pause(&self) -> Duration {
        let Rules::Some(robot) = self else { return PAUSE };
        let wanted =
            robot.delay.filter(|it| it.is_finite() && *it >= 0.0).map(|it| it.min(LONGEST_PAUSE_SECONDS));
        wanted.map_or(PAUSE, |it| Duration::from_secs_f32(it).max(PAUSE))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_rules_go_before_everybodys() {
        let rules = Rules::of(
            b"User-agent: *\nDisallow: /\n\nUser-agent: asisttr\nDisallow: /gizli\nCrawl-delay: 2\n",
        );
        assert!(rules.allow("https://a.b/acik") && !rules.allow("https://a.b/gizli/x"));
        assert_eq!(rules.pause(), Duration::from_secs(2));
        assert!(!Rules::Unknown.allow("https://a.b/") && Rules::None.allow("https://a.b/"));
    }
}
