//! What waits for an embedding model, in the order in which it is done: a question before the next passage, for somebody
//! waits for what it finds.
use super::{Purpose, Trouble};
use std::collections::VecDeque;
use std::sync::mpsc::Receiver;
use tokio::sync::oneshot;

/// Requests that may wait: searches, and the passages that are embedded beside them.
pub(super) const WAITING: usize = 64;

/// The vectors of texts, or why there are none.
pub(super) type Vectors = Result<Vec<Vec<f32>>, Trouble>;

/// Texts on their way to the model's thread.
pub(super) struct Texts {
    pub(super) texts: Vec<String>,
    pub(super) purpose: Purpose,
    pub(super) answer: oneshot::Sender<Vectors>,
}

/// A request that was begun, as far as it has come.
struct Begun {
    texts: Vec<String>,
    vectors: Vec<Vec<f32>>,
    answer: oneshot::Sender<Vectors>,
}

/// Requests that wait.
#[derive(Default)]
pub(super) struct Line {
    questions: VecDeque<Begun>,
    passages: VecDeque<Begun>,
}

impl Line {
    /// Embeds what comes, text after text, until nobody is left who could ask.
    pub(super) fn work(
        mut self,
        inbox: &Receiver<Texts>,
        mut of: impl FnMut(&str) -> Result<Vec<f32>, Trouble>,
    ) {
        loop {
            if self.len() == 0 {
                let Ok(first) = inbox.recv() else { return };
                self.add(first);
            }
            while self.len() < WAITING
                && let Ok(next) = inbox.try_recv()
            {
                self.add(next);
            }
            self.go_on(&mut of);
        }
    }

    fn len(&self) -> usize {
        self.questions.len() + self.passages.len()
    }

    fn add(&mut self, it: Texts) {
        let line = if it.purpose == Purpose::Question { &mut self.questions } else { &mut self.passages };
        let vectors = Vec::with_capacity(it.texts.len());
        line.push_back(Begun { texts: it.texts, vectors, answer: it.answer });
    }

    /// One text of the request whose turn it is.
    fn go_on(&mut self, of: &mut impl FnMut(&str) -> Result<Vec<f32>, Trouble>) {
        let line = if self.questions.is_empty() { &mut self.passages } else { &mut self.questions };
        let Some(mut it) = line.pop_front() else { return };
        if it.answer.is_closed() {
            return; // nobody waits for it any more
        }
        match it.texts.get(it.vectors.len()).map(|text| of(text)) {
            Some(Ok(vector)) => it.vectors.push(vector),
            Some(Err(trouble)) => return drop(it.answer.send(Err(trouble))),
            None => (),
        }
        if it.vectors.len() < it.texts.len() {
            line.push_front(it);
        } else {
            drop(it.answer.send(Ok(it.vectors)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::sync_channel;

    #[test]
    fn a_question_goes_before_the_rest_of_the_passages() {
        let (sender, inbox) = sync_channel(WAITING);
        let ask = |texts: &[&str], purpose| {
            let (answer, vectors) = oneshot::channel();
            let texts = texts.iter().map(|it| (*it).to_owned()).collect();
            sender.send(Texts { texts, purpose, answer }).unwrap();
            vectors
        };
        let mut passages = ask(&["a", "b", "c"], Purpose::Passage);
        let mut question = None;
        let mut done = Vec::new();
        let mut line = Line::default();
        let mut of = |text: &str| {
            done.push(text.to_owned());
            Ok(vec![0.5])
        };
        line.add(inbox.recv().unwrap());
        for step in 0..4 {
            if step == 1 {
                question = Some(ask(&["q"], Purpose::Question));
                line.add(inbox.recv().unwrap());
            }
            line.go_on(&mut of);
        }
        assert_eq!(done, ["a", "q", "b", "c"]);
        assert_eq!(question.unwrap().try_recv().unwrap().unwrap().len(), 1);
        assert_eq!(passages.try_recv().unwrap().unwrap().len(), 3);
        assert_eq!(line.len(), 0);
    }

    #[test]
    fn what_nobody_waits_for_is_left_and_the_line_ends_with_who_could_ask() {
        let (sender, inbox) = sync_channel(WAITING);
        let (answer, gone) = oneshot::channel();
        drop(gone);
        sender.send(Texts { texts: vec!["a".to_owned()], purpose: Purpose::Passage, answer }).unwrap();
        drop(sender);
        Line::default().work(&inbox, |_| panic!("nobody waits"));
    }
}
