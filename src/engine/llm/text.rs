//! Makes text of the bytes that a model writes: whole characters only, without the model's thoughts, and not past a
//! mark that ends its turn.

/// Around what a model thinks before it answers.
const THOUGHTS: (&str, &str) = ("<think>", "</think>");

/// What a model has written so far, as far as it was not handed out.
#[derive(Debug)]
pub(super) struct Text {
    bytes: Vec<u8>,
    /// Whole characters that may still turn out to be part of a mark.
    held: String,
    /// Marks that end the answer.
    ends: &'static [&'static str],
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Nothing but space was written.
    Before,
    Thinking,
    Speaking,
    Over,
}

impl Text {
    pub(super) fn new(ends: &'static [&'static str]) -> Text {
        Text { bytes: Vec::new(), held: String::new(), ends, state: State::Before }
    }

    /// Takes the bytes of one more token; answers what can be said now.
    pub(super) fn push(&mut self, bytes: &[u8]) -> String {
        self.bytes.extend_from_slice(bytes);
        let whole = self.whole_characters();
        self.held.push_str(&whole);
        self.ready(false)
    }

    /// What was held back, at the end.
    pub(super) fn finish(&mut self) -> String {
        let rest = String::from_utf8_lossy(&std::mem::take(&mut self.bytes)).into_owned();
        self.held.push_str(&rest);
        self.ready(true)
    }

    /// Whether a mark ended the answer.
    pub(super) fn is_over(&self) -> bool {
        self.state == State::Over
    }

    /// Takes every whole character out of the bytes; what can never become one is replaced.
    fn whole_characters(&mut self) -> String {
        let mut text = String::new();
        loop {
            match std::str::from_utf8(&self.bytes) {
                Ok(whole) => {
                    text.push_str(whole);
                    self.bytes.clear();
                    return text;
                }
                Err(error) => {
                    let valid = error.valid_up_to();
                    let wrong = error.error_len();
                    text.push_str(&String::from_utf8_lossy(self.bytes.get(..valid).unwrap_or_default()));
                    self.bytes.drain(..valid + wrong.unwrap_or(0));
                    match wrong {
                        Some(_) => text.push(char::REPLACEMENT_CHARACTER),
                        None => return text, // the rest of the character comes with the next token
                    }
                }
            }
        }
    }

    fn ready(&mut self, last: bool) -> String {
        if self.state == State::Before {
            self.held.drain(..self.held.len() - self.held.trim_start().len());
            if self.held.starts_with(THOUGHTS.0) {
                self.state = State::Thinking;
            } else if !self.held.is_empty() && (last || !THOUGHTS.0.starts_with(self.held.as_str())) {
                self.state = State::Speaking;
            }
        }
        if self.state == State::Thinking
            && let Some(place) = self.held.find(THOUGHTS.1)
        {
            self.held.drain(..place + THOUGHTS.1.len());
            self.state = State::Before;
            return self.ready(last);
        }
        match self.state {
            State::Speaking => self.speak(last),
            _ => String::new(),
        }
    }

    fn speak(&mut self, last: bool) -> String {
        if let Some(place) = self.ends.iter().filter_map(|it| self.held.find(it)).min() {
            self.state = State::Over;
            self.held.truncate(place);
            return std::mem::take(&mut self.held);
        }
        let kept = if last { 0 } else { self.ends.iter().map(|it| begun(&self.held, it)).max().unwrap_or(0) };
        let rest = self.held.split_off(self.held.len() - kept);
        std::mem::replace(&mut self.held, rest)
    }
}

/// How many bytes at the end of `text` may be the beginning of `mark`.
fn begun(text: &str, mark: &str) -> usize {
    let most = mark.len().saturating_sub(1).min(text.len());
    let fits = |it: &usize| text.as_bytes().ends_with(mark.as_bytes().get(..*it).unwrap_or_default());
    (1..=most).rev().find(fits).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(ends: &'static [&'static str], tokens: &[&[u8]]) -> (Vec<String>, bool) {
        let mut text = Text::new(ends);
        let mut said: Vec<String> = tokens.iter().map(|it| text.push(it)).collect();
        said.push(text.finish());
        (said, text.is_over())
    }

    #[test]
    fn a_character_is_never_handed_out_in_halves() {
        let bytes = "Güz dönemi şöyle: 🎓".as_bytes();
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        let (said, _) = said(&[], &single);
        assert_eq!(said.concat(), "Güz dönemi şöyle: 🎓");
        assert_eq!((said[1].as_str(), said[2].as_str()), ("", "ü"));
    }

    #[test]
    fn what_is_no_character_is_replaced() {
        let (said, _) = said(&[], &[b"a\xff", b"b\xc3", b"c"]);
        assert_eq!(said.concat(), "a\u{fffd}b\u{fffd}c");
    }

    #[test]
    fn a_mark_ends_the_answer_also_in_pieces() {
        let (said, over) = said(&["<|im_end|>"], &[b"Evet <", b"3 <|im_", b"end|> ve", b" sonra"]);
        assert_eq!((said.concat().as_str(), over), ("Evet <3 ", true));
    }

    #[test]
    fn thoughts_and_space_before_the_answer_are_left_out() {
        let (said, _) = said(&[], &[b"\n<thi", b"nk>", "hmm, ş".as_bytes(), b"</think>\n\n", b"Evet."]);
        assert_eq!(said.concat(), "Evet.");
        let (said, _) = super::tests::said(&[], &[b" <b>", b"x"]);
        assert_eq!(said.concat(), "<b>x");
    }
}
