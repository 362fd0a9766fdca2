//! What a yes or a no of a visitor is about: the answer before, an offer, or whether there is more to ask. Pure.
use super::rules::{self, SmallTalk};
use super::types::{Rung, Why};
use crate::base::{Lang, text};

/// Folded yeses and nos that say nothing of an answer.
const BARE: &[&str] = &[
    "evet",
    "evet tesekkurler",
    "evet tesekkur ederim",
    "evet sagolun",
    "evet sagol",
    "yes",
    "yes thanks",
    "yes thank you",
    "hayir",
    "yok",
    "no",
];

/// What small talk comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    /// Nothing but what it says.
    Only(SmallTalk),
    /// It tells whether the answer before helped.
    Judges(SmallTalk),
    /// It may be about articles that came near, or not: a person is offered with what is said to it.
    Unclear(SmallTalk),
    /// It takes the offer of a person.
    TakesOffer(Why),
}

/// What small talk means after `last`, the assistant's last answer, which reads `before`.
#[must_use]
pub fn of(talk: SmallTalk, said: &str, last: Option<Rung>, before: Option<&str>) -> Meant {
    let bare = is_bare(said);
    let Some(rung) = last else {
        let opinion = matches!(talk, SmallTalk::Yes | SmallTalk::No);
        return Meant::Only(if opinion { SmallTalk::Greeting } else { talk });
    };
    match (talk, rung) {
        // No answer was given: what was said in its place offers a person.
        (SmallTalk::Yes, Rung::Nothing) if bare => Meant::TakesOffer(Why::NoAnswer),
        (SmallTalk::Yes, Rung::Talk) if bare && before.is_some_and(invites) => {
            Meant::TakesOffer(Why::NotHelpful)
        }
        (SmallTalk::Yes, Rung::Articles) if bare => Meant::Unclear(SmallTalk::Thanks),
        (SmallTalk::Yes, Rung::Nothing | Rung::Talk) => Meant::Only(SmallTalk::Thanks),
        // There is no further question, which is no opinion.
        (SmallTalk::No, Rung::Talk) if bare => Meant::Only(SmallTalk::Thanks),
        (SmallTalk::Yes | SmallTalk::No, Rung::Model | Rung::Extractive | Rung::Articles)
        | (SmallTalk::No, Rung::Nothing) => Meant::Judges(talk),
        (other, _) => Meant::Only(other),
    }
}

/// Whether a message is a yes or a no that does not say to what.
fn is_bare(message: &str) -> bool {
    let folded = text::fold(message);
    let words: Vec<&str> =
        folded.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    BARE.contains(&words.join(" ").as_str())
}

/// Whether what the assistant said, an answer apart, invites the visitor to be connected to a person.
fn invites(said: &str) -> bool {
    let is = |lang: &Lang| {
        said == rules::reply(SmallTalk::No, *lang, false) || said == rules::cannot_read(*lang, false)
    };
    [Lang::Tr, Lang::En].iter().any(is)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is meant by words that are said after an answer on `last`, which reads `before`.
    fn meant(said: &str, last: Option<Rung>, before: &str) -> Meant {
        of(rules::small_talk(said).unwrap(), said, last, Some(before))
    }

    #[test]
    fn a_yes_to_an_offer_takes_it_and_judges_nothing() {
        let invitation = rules::reply(SmallTalk::No, Lang::Tr, false);
        assert_eq!(meant("Evet", Some(Rung::Nothing), "…"), Meant::TakesOffer(Why::NoAnswer));
        assert_eq!(meant("evet, teşekkürler", Some(Rung::Nothing), "…"), Meant::TakesOffer(Why::NoAnswer));
        assert_eq!(meant("Evet", Some(Rung::Talk), invitation), Meant::TakesOffer(Why::NotHelpful));
        assert_eq!(meant("Evet", Some(Rung::Articles), "…"), Meant::Unclear(SmallTalk::Thanks));
        assert_eq!(meant("çözüldü", Some(Rung::Nothing), "…"), Meant::Only(SmallTalk::Thanks));
        assert_eq!(meant("Evet", Some(Rung::Talk), "Rica ederim."), Meant::Only(SmallTalk::Thanks));
    }

    #[test]
    fn an_answer_is_judged_by_what_is_said_right_after_it() {
        for rung in [Rung::Model, Rung::Extractive] {
            assert_eq!(meant("Evet", Some(rung), "…"), Meant::Judges(SmallTalk::Yes));
            assert_eq!(meant("hayır", Some(rung), "…"), Meant::Judges(SmallTalk::No));
        }
        assert_eq!(meant("evet oldu", Some(Rung::Articles), "…"), Meant::Judges(SmallTalk::Yes));
        assert_eq!(meant("Evet", None, ""), Meant::Only(SmallTalk::Greeting));
    }

    #[test]
    fn a_no_to_whether_there_is_more_is_no_opinion() {
        let more = rules::reply(SmallTalk::Thanks, Lang::Tr, false);
        for said in ["Hayır", "yok"] {
            assert_eq!(meant(said, Some(Rung::Talk), more), Meant::Only(SmallTalk::Thanks), "{said}");
        }
        assert_eq!(meant("olmadı", Some(Rung::Talk), more), Meant::Only(SmallTalk::No));
    }
}
