//! Which sequence of the context a new request gets, and how much of it was read before. Pure: the caller moves what
//! the context holds.
use llama_cpp_2::token::LlamaToken;

/// Where a request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// The sequence it is read into.
    pub(super) target: usize,
    /// The sequence whose beginning is the same; may be the target itself.
    pub(super) source: usize,
    /// How many tokens are.
    pub(super) known: usize,
}

/// One sequence: what it holds, and whether somebody writes into it.
#[derive(Debug, Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) held: &'a [LlamaToken],
    pub(super) busy: bool,
    /// Rises with every use.
    pub(super) used_at: u64,
}

/// The best place for `prompt`; `None` when every sequence is busy. The last token is always read anew, because what
/// comes after it is asked for.
pub(super) fn place(sequences: &[View<'_>], prompt: &[LlamaToken]) -> Option<Place> {
    let most = prompt.len().saturating_sub(1);
    let known = |it: &View<'_>| common(it.held, prompt).min(most);
    let longest = sequences.iter().enumerate().map(|(place, it)| (known(it), place)).max_by_key(|it| it.0)?;
    let (shared, source) = longest;
    // An idle sequence that would lose little is continued in place. Else the one that was not used for longest goes,
    // so that what others begin with stays known.
    let continued = sequences.get(source).filter(|it| !it.busy && it.held.len() <= shared.saturating_mul(2));
    let idle = sequences.iter().enumerate().filter(|it| !it.1.busy);
    let target = match continued {
        Some(_) => source,
        None => idle.min_by_key(|it| (it.1.used_at, it.0))?.0,
    };
    Some(Place { target, source, known: shared })
}

fn common(held: &[LlamaToken], prompt: &[LlamaToken]) -> usize {
    held.iter().zip(prompt).take_while(|it| it.0 == it.1).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<LlamaToken> {
        text.bytes().map(|it| LlamaToken(i32::from(it))).collect()
    }

    fn placed(held: &[(&str, bool, u64)], prompt: &str) -> Option<Place> {
        let held: Vec<(Vec<LlamaToken>, bool, u64)> =
            held.iter().map(|it| (tokens(it.0), it.1, it.2)).collect();
        let views: Vec<View<'_>> =
            held.iter().map(|(held, busy, at)| View { held, busy: *busy, used_at: *at }).collect();
        place(&views, &tokens(prompt))
    }

    #[test]
    fn the_common_beginning_is_taken_over_from_a_busy_sequence() {
        let found = placed(&[("system: a long question", true, 9), ("", false, 0)], "system: another");
        assert_eq!(found, Some(Place { target: 1, source: 0, known: 9 }));
    }

    #[test]
    fn a_conversation_goes_on_in_its_own_sequence() {
        let found = placed(&[("", false, 0), ("system: hello there", false, 5)], "system: hello there you");
        assert_eq!(found, Some(Place { target: 1, source: 1, known: 19 }));
    }

    #[test]
    fn what_others_begin_with_is_not_overwritten() {
        let held = [("abcdefghijklmnop", false, 9), ("xyz", false, 1)];
        assert_eq!(placed(&held, "abcd!"), Some(Place { target: 1, source: 0, known: 4 }));
    }

    #[test]
    fn the_last_token_is_read_again() {
        assert_eq!(placed(&[("abc", false, 1)], "abc"), Some(Place { target: 0, source: 0, known: 2 }));
    }

    #[test]
    fn there_may_be_no_place() {
        assert_eq!(placed(&[("abc", true, 1)], "abc"), None);
    }
}
