//! Who is asked first.
use crate::base::text;
use crate::providers::types::{AiRouting, Kind, Provider, Purpose, Which};

/// From this on a question is a complex one.
const COMPLEX: u32 = 5;
/// Past so many characters a question is a long one.
const LONG: usize = 200;

/// How much a question asks of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Complexity {
    /// A small model can do it.
    Simple,
    /// It wants a larger one.
    Complex,
}

/// Length over 200 characters counts 3, more than one question mark 2, a technical word 4; from 5 a question is complex.
/// Case and marks do not matter, and a word also counts with an ending: `entegrasyonu` is `entegrasyon`.
#[must_use]
pub fn complexity(question: &str, technical_words: &[String]) -> Complexity {
    let folded = text::fold(question);
    let technical = technical_words.iter().any(|it| begins_in(&folded, &text::fold(it)));
    let points = [
        (question.chars().count() > LONG, 3),
        (question.chars().filter(|it| matches!(it, '?' | '？' | '؟')).count() > 1, 2),
        (technical, 4),
    ];
    let sum: u32 = points.iter().filter(|it| it.0).map(|it| it.1).sum();
    if sum >= COMPLEX { Complexity::Complex } else { Complexity::Simple }
}

/// Whether a word of `text` begins with `word`.
fn begins_in(text: &str, word: &str) -> bool {
    !word.is_empty()
        && text.match_indices(word).any(|(place, _)| {
            let before = text.get(..place).and_then(|it| it.chars().next_back());
            !before.is_some_and(char::is_alphanumeric)
        })
}

/// Somebody who may be asked, and for which model.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Who.
    pub which: Which,
    /// What they speak.
    pub kind: Kind,
    /// What the site calls them.
    pub name: String,
    /// Which model; empty for the one in this process, which knows for itself.
    pub model: String,
    /// Whether what they are asked stays in the house.
    pub in_house: bool,
}

/// Who is asked for a task, in this order. A purpose's own provider comes first whatever the question is like; otherwise
/// the site's order counts, within which a complex question goes to others than the institution's own servers first, and
/// a simple one to those.
#[must_use]
pub fn order(
    routing: &AiRouting,
    purpose: Purpose,
    question: &str,
    providers: &[Provider],
) -> Vec<Candidate> {
    let settings = routing.of(purpose);
    let mut all = in_order(routing, providers);
    all.retain(|it| !is_off(it.which, providers));
    let chosen = settings.provider.as_deref().and_then(Which::parse);
    if let Some(place) = chosen.and_then(|it| all.iter().position(|one| one.which == it)) {
        let mut first = all.remove(place);
        if let Some(model) = settings.model.clone().filter(|_| first.which != Which::Local) {
            first.model = model;
        }
        if !settings.fall_over {
            return vec![first];
        }
        all.insert(0, first);
        return all;
    }
    if routing.smart {
        let complex = complexity(question, &routing.technical_words) == Complexity::Complex;
        // Stable: within either half the site's order stays.
        all.sort_by_key(|it| it.in_house == complex);
    }
    all
}

/// Whoever costs nothing because they are the institution's, as the site has put them in order: asked in place of a
/// provider that a purpose is bound to, once nothing more may be spent.
#[must_use]
pub fn at_home(routing: &AiRouting, providers: &[Provider]) -> Vec<Candidate> {
    let mut all = in_order(routing, providers);
    all.retain(|it| it.in_house && !is_off(it.which, providers));
    all
}

fn is_off(which: Which, providers: &[Provider]) -> bool {
    providers.iter().any(|it| Which::Set(it.id) == which && !it.enabled)
}

/// Everybody, as the site has put them in order.
#[must_use]
pub fn in_order(routing: &AiRouting, providers: &[Provider]) -> Vec<Candidate> {
    let local = Candidate {
        which: Which::Local,
        kind: Kind::Local,
        name: Which::Local.to_string(),
        model: String::new(),
        in_house: true,
    };
    let set = providers.iter().filter_map(|it| {
        Some(Candidate {
            which: Which::Set(it.id),
            kind: it.kind,
            name: it.name.clone(),
            model: it.models.first()?.clone(),
            in_house: it.in_house,
        })
    });
    let place = |it: &Candidate| routing.order.iter().position(|one| *one == it.which.to_string());
    let mut all: Vec<Candidate> = std::iter::once(local).chain(set).collect();
    all.sort_by_key(|it| match (place(it), it.which) {
        (Some(place), _) => (1, place),
        (None, Which::Local) => (0, 0),
        (None, Which::Set(_)) => (2, 0),
    });
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::At;
    use crate::base::ids::ProviderId;

    fn provider(kind: Kind, in_house: bool) -> Provider {
        Provider {
            id: ProviderId::random(),
            kind,
            name: kind.as_str().to_owned(),
            address: String::new(),
            models: vec!["bir".to_owned(), "iki".to_owned()],
            api_version: String::new(),
            in_house,
            enabled: true,
            key_end: None,
            version: 1,
            created_at: At::of_ms(0),
            updated_at: At::of_ms(0),
        }
    }

    fn names(routing: &AiRouting, question: &str, providers: &[Provider]) -> Vec<String> {
        order(routing, Purpose::Answer, question, providers).into_iter().map(|it| it.name).collect()
    }

    #[test]
    fn a_question_is_complex_from_five_points_on() {
        let words = ["entegrasyon".to_owned(), "hata kodu".to_owned()];
        let of = |question: &str| complexity(question, &words);
        let long = "Merhaba. ".repeat(23);
        assert_eq!(of("Kayıt ne zaman?"), Complexity::Simple);
        assert_eq!(of(&long), Complexity::Simple, "long alone: 3");
        assert_eq!(of("ENTEGRASYONU nasıl yaparım?"), Complexity::Simple, "a technical word alone: 4");
        assert_eq!(of(&format!("{long}? Ne? Kim?")), Complexity::Complex, "long and two questions: 5");
        assert_eq!(of("Entegrasyon ne? Nasıl?"), Complexity::Complex, "4 and 2");
        assert_eq!(of(&format!("{long} hata kodunu")), Complexity::Complex, "3 and 4");
        assert_eq!(of("reentegrasyon ne? Nasıl?"), Complexity::Simple, "not within a word");
    }

    #[test]
    fn exactly_two_hundred_characters_are_not_long() {
        let words = ["api".to_owned()];
        let of_length = |chars: usize| format!("api{}", "ş".repeat(chars - 3));
        assert_eq!(complexity(&of_length(200), &words), Complexity::Simple);
        assert_eq!(complexity(&of_length(201), &words), Complexity::Complex);
    }

    #[test]
    fn the_sites_order_counts_and_the_own_model_comes_first_unless_it_is_placed() {
        let all = [provider(Kind::Openai, false), provider(Kind::Ollama, true)];
        let mut routing = AiRouting::default();
        assert_eq!(names(&routing, "?", &all), ["local", "openai", "ollama"]);
        routing.order = vec![all[1].id.to_string(), "local".to_owned()];
        assert_eq!(names(&routing, "?", &all), ["ollama", "local", "openai"]);
        let mut off = all.clone();
        off[1].enabled = false;
        assert_eq!(names(&routing, "?", &off), ["local", "openai"]);
    }

    #[test]
    fn smart_routing_sends_simple_questions_home_and_complex_ones_out() {
        let all =
            [provider(Kind::Openai, false), provider(Kind::Ollama, true), provider(Kind::Google, false)];
        let ids: Vec<String> = all.iter().map(|it| it.id.to_string()).collect();
        let routing = AiRouting { smart: true, order: ids, ..AiRouting::default() };
        assert_eq!(names(&routing, "Merhaba", &all), ["local", "ollama", "openai", "google"]);
        assert_eq!(names(&routing, "API ne? Nasıl?", &all), ["openai", "google", "local", "ollama"]);
    }

    #[test]
    fn a_purposes_own_provider_goes_before_everything() {
        let all = [provider(Kind::Openai, false), provider(Kind::Ollama, true)];
        let mut routing = AiRouting { smart: true, ..AiRouting::default() };
        routing.answer.provider = Some(all[0].id.to_string());
        routing.answer.model = Some("iki".to_owned());
        let asked = order(&routing, Purpose::Answer, "Merhaba", &all);
        assert_eq!((asked[0].name.as_str(), asked[0].model.as_str()), ("openai", "iki"));
        assert_eq!(asked.len(), 3);
        routing.answer.fall_over = false;
        assert_eq!(names(&routing, "Merhaba", &all), ["openai"]);
        assert_eq!(order(&routing, Purpose::Summary, "Merhaba", &all)[0].which, Which::Local);
        let mut off = all.clone();
        off[1].enabled = false;
        let home = |providers: &[Provider]| -> Vec<String> {
            at_home(&routing, providers).into_iter().map(|it| it.name).collect()
        };
        assert_eq!((home(&all), home(&off)), (vec!["local".into(), "ollama".into()], vec!["local".into()]));
        routing.answer.provider = Some(ProviderId::random().to_string());
        assert_eq!(names(&routing, "Merhaba", &all), ["local", "ollama", "openai"], "it is gone");
    }
}
