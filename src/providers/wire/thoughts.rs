//! Some models write down what they think before they answer, between `<think>` and `</think>`, and some servers pass
//! that on as if it were the answer. Nobody is to read it.

const BEGIN: &str = "<think>";
const END: &str = "</think>";

/// Takes the thoughts off the front of an answer.
#[derive(Debug, Default)]
pub(super) struct Thoughts {
    held: String,
    state: State,
}

#[derive(Debug, Default, PartialEq, Eq)]
enum State {
    /// It may still begin with a thought.
    #[default]
    Beginning,
    Thinking,
    /// White space between the thought and the answer.
    Thought,
    Speaking,
}

impl Thoughts {
    /// What is to be read of the next words.
    pub(super) fn take(&mut self, words: String) -> String {
        if self.state == State::Speaking {
            return words;
        }
        self.held.push_str(&words);
        if self.state == State::Beginning {
            let begun = self.held.trim_start();
            if let Some(rest) = begun.strip_prefix(BEGIN) {
                self.held = rest.to_owned();
                self.state = State::Thinking;
            } else if BEGIN.starts_with(begun) {
                return String::new();
            } else {
                self.state = State::Speaking;
                return std::mem::take(&mut self.held);
            }
        }
        if self.state == State::Thinking {
            let Some((_, rest)) = self.held.split_once(END) else { return String::new() };
            self.held = rest.to_owned();
            self.state = State::Thought;
        }
        let answer = self.held.trim_start().to_owned();
        self.held.clear();
        if !answer.is_empty() {
            self.state = State::Speaking;
        }
        answer
    }

    /// What was held back and turned out to be the answer.
    pub(super) fn rest(&mut self) -> String {
        if self.state == State::Beginning { std::mem::take(&mut self.held) } else { String::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pieces: &[&str]) -> String {
        let mut thoughts = Thoughts::default();
        let mut out: String = pieces.iter().map(|it| thoughts.take((*it).to_owned())).collect();
        out.push_str(&thoughts.rest());
        out
    }

    #[test]
    fn thoughts_go_wherever_they_are_cut() {
        assert_eq!(read(&["<think>Hmm", "… peki</thi", "nk>", "\n\n", "Merhaba ", "<b>"]), "Merhaba <b>");
        assert_eq!(read(&["\n<th", "ink></think>Evet"]), "Evet");
        assert_eq!(read(&["<think>sonsuz"]), "");
    }

    #[test]
    fn an_answer_stays_as_it_is() {
        assert_eq!(read(&["<", "3 saat"]), "<3 saat");
        assert_eq!(read(&["<th"]), "<th");
        assert_eq!(read(&["Bakın: ", "<think>x</think>"]), "Bakın: <think>x</think>");
    }
}
