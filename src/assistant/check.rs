//! What a model says, checked while it speaks. Pure.
//!
//! Words are let through as soon as they are known to stand in the passages; a sentence with others waits until it is
//! whole and is judged as one. So a visitor never sees what a model was talked into, nor an address, a telephone or a
//! number that stands nowhere, nor the rules the model was given. [`Guard::finish`] judges the whole.
mod known;

use super::language;
use super::polarity::Claims;
use super::prompt::UNKNOWN;
use super::types::{Passage, Verdict};
use crate::base::{Lang, text};
use crate::knowledge::passages::sentences;
use known::{COMMON, Known, content_words, unknown_words};
use std::collections::HashSet;

/// Part of a sentence's words that must stand in the passages.
const KNOWN_SHARE: f64 = 0.6;
/// Words in a row that are taken for a piece of the rules.
const LEAK_WORDS: usize = 6;
/// Words of a sentence that may stand on nothing, such as a greeting.
const SHORT: usize = 2;
/// Folded ways to say that one does not know.
const NOT_KNOWING: &[&str] = &[
    "bilmiyorum",
    "bilgi bulunmamakta",
    "bilgi bulunmuyor",
    "bilgi yok",
    "bilgim yok",
    "bilgiye sahip degil",
    "bilgi yer almi",
    "bulunamadi",
    "yanit bulamadim",
    "yanitini bulamad",
    "yer almamakta",
    "kaynaklarda yok",
    "parcalarda yok",
    "i do not know",
    "i don't know",
    "i dont know",
    "no information",
    "not mentioned in",
    "cannot find",
    "does not contain",
    "do not contain",
    "don't have information",
    "not in the passages",
    "not in the sources",
];
/// What a model added to a text that it was only to put another way: an address or a number that does not stand there,
/// or, in the same language, a sentence that says the contrary.
#[must_use]
pub fn added(words: &str, text: &str, same_language: Option<Lang>) -> Option<Verdict> {
    let contrary = |lang: Lang| {
        let claims = Claims::of(text, lang);
        sentences(words).iter().any(|it| claims.contradicted_by(it))
    };
    let foreign = Known::of(text).foreign(words);
    foreign.or_else(|| same_language.is_some_and(contrary).then_some(Verdict::Contradiction))
}

/// An answer that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// As it is shown: citations are numbered in the order of the sources.
    pub text: String,
    /// Numbers of the passages that it cites, in the order it names them.
    pub cited: Vec<usize>,
}

/// Listens to a model.
#[derive(Debug)]
pub struct Guard {
    known: Known,
    claims: Claims,
    rules: HashSet<String>,
    /// What says that the model does not know: of the ways to say so, those that no passage has ("Kayıt bulunamadı").
    not_knowing: Vec<&'static str>,
    passages: usize,
    lang: Lang,
    /// Whether the passages are in the answer's language: only then can its words be found in them.
    comparable: bool,
    /// The sentence that is not whole yet.
    open: String,
    /// Bytes of it that were let through.
    through: usize,
    /// What was let through.
    shown: String,
    /// Bytes of it that are whole sentences, and what these cite.
    whole: (usize, usize),
    cited: Vec<usize>,
}

impl Guard {
    /// For an answer from these passages in this language, made under these rules.
    #[must_use]
    pub fn new(passages: &[Passage], rules: &str, lang: Lang) -> Guard {
        let used: Vec<&Passage> = passages.iter().filter(|it| it.number.is_some()).collect();
        let written = used.iter().map(|it| it.body.as_str()).collect::<Vec<_>>().join(" ");
        let all: String = used.iter().map(|it| format!("{} {}\n", it.title, it.body)).collect();
        let folded = text::fold(&all);
        Guard {
            not_knowing: NOT_KNOWING.iter().copied().filter(|it| !folded.contains(it)).collect(),
            known: Known::of(&all),
            claims: Claims::of(&written, lang),
            rules: runs(rules).into_iter().collect(),
            passages: used.len(),
            lang,
            comparable: language::of(&written).is_none_or(|it| it == lang),
            open: String::new(),
            through: 0,
            shown: String::new(),
            whole: (0, 0),
            cited: Vec::new(),
        }
    }

    /// Begins anew: another provider speaks.
    pub fn restart(&mut self) {
        (self.open, self.shown, self.through, self.whole) = (String::new(), String::new(), 0, (0, 0));
        self.cited.clear();
    }

    /// Takes the next words; answers what may be shown now.
    ///
    /// # Errors
    /// What is wrong with a sentence: nothing of the answer counts.
    pub fn hear(&mut self, words: &str) -> Result<String, Verdict> {
        self.open.push_str(words);
        let mut out = String::new();
        while let Some(end) = whole(&self.open) {
            let rest = self.open.split_off(end);
            let sentence = std::mem::replace(&mut self.open, rest);
            self.judge(&sentence)?;
            let rest = sentence.get(self.through..).unwrap_or_default();
            out.push_str(&self.let_through(rest));
            self.through = 0;
            self.whole = (self.shown.len(), self.cited.len());
        }
        let sure = self.sure();
        let begun = self.open.get(self.through..sure).unwrap_or_default().to_owned();
        self.through = self.through.max(sure);
        out.push_str(&self.let_through(&begun));
        Ok(out)
    }

    /// The end: the last sentence, and the answer as a whole. What has not been shown yet comes first. A last sentence
    /// that was cut off, because the answer was too long, is left out: half of it may say the contrary.
    ///
    /// # Errors
    /// What is wrong.
    pub fn finish(mut self) -> Result<(String, Checked), Verdict> {
        let last = std::mem::take(&mut self.open);
        let mut tail = String::new();
        if self.whole.0 > 0 && is_cut_off(&last) {
            self.shown.truncate(self.whole.0);
            self.cited.truncate(self.whole.1);
        } else {
            self.judge(&last)?;
            tail = self.let_through(last.get(self.through..).unwrap_or_default());
        }
        let text = self.shown.trim().to_owned();
        if text.is_empty() {
            return Err(Verdict::Empty);
        }
        if self.cited.is_empty() {
            return Err(Verdict::NoCitation);
        }
        if language::of(&text).is_some_and(|it| it != self.lang) {
            return Err(Verdict::WrongLanguage);
        }
        Ok((tail, Checked { text, cited: self.cited }))
    }

    /// Numbers citations anew and keeps what is shown. Citations are never cut in two: see [`Guard::sure`].
    fn let_through(&mut self, words: &str) -> String {
        let mut out = String::with_capacity(words.len());
        for part in parts(words) {
            match part {
                Part::Words(it) => out.push_str(it),
                Part::Citation(numbers) => {
                    let all = self.passages;
                    for number in numbers.into_iter().filter(|it| (1..=all).contains(it)) {
                        out.push_str(&format!("[{}]", self.place_of(number)));
                    }
                }
            }
        }
        self.shown.push_str(&out);
        out
    }

    /// Where a passage stands among the sources.
    fn place_of(&mut self, number: usize) -> usize {
        if !self.cited.contains(&number) {
            self.cited.push(number);
        }
        self.cited.iter().position(|it| *it == number).map_or(0, |it| it + 1)
    }

    /// Up to where the open sentence surely may be shown: whole words, all of which the passages have.
    fn sure(&self) -> usize {
        if !self.comparable {
            return self.through;
        }
        let end = self.open.rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let begun = self.open.get(..end).unwrap_or_default();
        // An open bracket may become a citation.
        let closed = begun.rfind('[').filter(|at| !begun.get(*at..).is_some_and(|it| it.contains(']')));
        let begun = begun.get(..closed.unwrap_or(end)).unwrap_or_default();
        let known = unknown_words(begun, &self.known).is_empty()
            && self.foreign(begun).is_none()
            && self.claims.flipped_in(begun) == 0;
        if known { begun.len().max(self.through) } else { self.through }
    }

    fn judge(&self, sentence: &str) -> Result<(), Verdict> {
        let folded = text::fold(sentence);
        if folded.contains(&text::fold(UNKNOWN)) || self.not_knowing.iter().any(|it| folded.contains(it)) {
            return Err(Verdict::DoesNotKnow);
        }
        if runs(sentence).iter().any(|it| self.rules.contains(it)) {
            return Err(Verdict::Leak);
        }
        if let Some(verdict) = self.foreign(sentence) {
            return Err(verdict);
        }
        if !self.comparable {
            // Its words cannot be found in the passages: at least each sentence says what it stands on.
            let cites = parts(sentence).any(|it| matches!(it, Part::Citation(_)));
            return if cites || content_words(sentence).len() <= SHORT {
                Ok(())
            } else {
                Err(Verdict::NoCitation)
            };
        }
        let mut all = content_words(sentence);
        all.retain(|it| !COMMON.contains(&it.folded.as_str()));
        let unknown = unknown_words(sentence, &self.known);
        if 1.0 - ratio(unknown.len(), all.len()) < KNOWN_SHARE {
            return Err(Verdict::Ungrounded);
        }
        if self.claims.contradicted_by(sentence) {
            return Err(Verdict::Contradiction);
        }
        Ok(())
    }

    /// An address or a number that stands in no passage.
    fn foreign(&self, words: &str) -> Option<Verdict> {
        let bare: String = parts(words)
            .map(|it| match it {
                Part::Words(it) => it,
                Part::Citation(_) => " ",
            })
            .collect();
        self.known.foreign(&bare)
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        f64::from(u32::try_from(part).unwrap_or(u32::MAX)) / f64::from(u32::try_from(whole).unwrap_or(1))
    }
}

/// A piece of an answer.
enum Part<'t> {
    Words(&'t str),
    Citation(Vec<usize>),
}

/// Words, and citations such as `[2]` and `[1, 2]`.
fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((number, length)) = citation(rest) {
            rest = rest.get(length..).unwrap_or_default();
            return Some(Part::Citation(number));
        }
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let next = rest.get(first..).and_then(|it| it.find('[')).map_or(rest.len(), |it| it + first);
        let (words, after) = rest.split_at_checked(next)?;
        rest = after;
        Some(Part::Words(words))
    })
}

/// A citation at the head of a text, and its length.
fn citation(text: &str) -> Option<(Vec<usize>, usize)> {
    let inner = text.strip_prefix('[')?;
    let end = inner.find(']').filter(|it| (1..=12).contains(it))?;
    let numbers = inner.get(..end)?.split(',').map(|it| it.trim().parse().ok());
    Some((numbers.collect::<Option<_>>()?, end + 2))
}

/// Where the first whole sentence ends, with the space behind it and citations that follow its stop.
fn whole(text: &str) -> Option<usize> {
    let first = sentences(text).first()?.len();
    let mut end = first;
    while let Some(rest) = text.get(end..) {
        let space = rest.len() - rest.trim_start_matches(' ').len();
        match rest.get(space..).and_then(citation) {
            Some((_, length)) => end += space + length,
            None => break,
        }
    }
    let rest = text.get(end..)?;
    // The words that follow are there: the sentence is over, and no citation can come any more.
    (!rest.is_empty() && !rest.trim_start().is_empty() && !rest.trim_start().starts_with('[')).then_some(end)
}

/// Whether a sentence has no end: neither its sign, nor what it stands on, nor is it an item of a list.
fn is_cut_off(last: &str) -> bool {
    let line = last.trim_end().lines().last().unwrap_or_default().trim_start();
    let item =
        line.starts_with(['-', '*', '•', '|', '#']) || line.starts_with(|it: char| it.is_ascii_digit());
    !item && line.ends_with(|it: char| it.is_alphanumeric() || matches!(it, ',' | '(' | '-' | '–' | '\''))
}

/// Runs of so many words, to find a piece of one text in another.
fn runs(text: &str) -> Vec<String> {
    let folded = text::fold(text);
    let words: Vec<&str> =
        folded.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
    words.windows(LEAK_WORDS).map(|it| it.join(" ")).collect()
}

#[cfg(test)]
mod tests;
