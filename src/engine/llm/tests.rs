//! The engine with models of a few hundred kilobytes.
use super::tiny_model;
use super::*;
use std::path::Path;
use tempfile::TempDir;

const SENTENCE: &str = "Güz dönemi kayıtları 14 Eylül'de başlar; ayrıntılar öğrenci işlerinde [1].";

fn plan(path: &Path) -> Plan {
    Plan { path: path.to_owned(), context: 4096, parallel: 4, waiting: 8, threads: 1, batch_threads: 1 }
}

fn written(model: &[u8]) -> (TempDir, Plan) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tiny.gguf");
    std::fs::write(&path, model).unwrap();
    let plan = plan(&path);
    (folder, plan)
}

/// A model that is put away at the end of its test: a process that ends under a thread at work is killed.
struct Loaded(Model);

impl std::ops::Deref for Loaded {
    type Target = Model;
    fn deref(&self) -> &Model {
        &self.0
    }
}

impl Drop for Loaded {
    fn drop(&mut self) {
        self.0.unload();
    }
}

fn load(plan: &Plan) -> Loaded {
    Loaded(Model::load(plan).unwrap())
}

fn ask(question: &str, max_tokens: u32) -> Ask {
    Ask {
        system: "Yalnızca verilen makalelerden yanıt ver. Bilmiyorsan bilmediğini söyle.".to_owned(),
        turns: vec![Turn { speaker: Speaker::User, text: question.to_owned() }],
        sampling: Sampling { temperature: 0.0, max_tokens },
    }
}

/// The whole answer, its pieces, and what it took.
fn heard(mut pieces: Pieces) -> (String, usize, Usage) {
    let (mut text, mut count) = (String::new(), 0);
    loop {
        match pieces.wait().unwrap().unwrap() {
            Piece::Text(it) => {
                count += 1;
                text.push_str(&it);
            }
            Piece::Done(usage) => return (text, count, usage),
        }
    }
}

/// Waits until the model has nothing to do.
fn until_idle(model: &Model) {
    let begun = std::time::Instant::now();
    while model.count().active > 0 {
        assert!(begun.elapsed().as_secs() < 30, "somebody is still being answered");
        std::thread::yield_now();
    }
}

#[test]
fn an_answer_comes_in_pieces_of_whole_characters() {
    let (_folder, plan) = written(&tiny_model::speaker(SENTENCE));
    let model = load(&plan);
    let (text, pieces, usage) = heard(model.ask(ask("Kayıtlar ne zaman?", 200)).unwrap());
    assert_eq!(text, SENTENCE);
    assert!(pieces > 15, "{pieces} pieces");
    assert!(usage.prompt_tokens > 100 && usage.cached_tokens == 0, "{usage:?}");
    assert!(usage.output_tokens >= u32::try_from(pieces).unwrap(), "{usage:?}");
    let warm = Sampling { temperature: 0.8, max_tokens: 200 };
    let (text, ..) = heard(model.ask(Ask { sampling: warm, ..ask("Yine?", 0) }).unwrap());
    assert_eq!(text, SENTENCE);
}

#[test]
fn an_answer_ends_at_its_longest() {
    let (_folder, plan) = written(&tiny_model::speaker(SENTENCE));
    let model = load(&plan);
    let (text, _, usage) = heard(model.ask(ask("Kısaca?", 5)).unwrap());
    assert_eq!(usage.output_tokens, 5);
    assert!(!text.is_empty() && SENTENCE.starts_with(&text), "{text}");
}

#[test]
fn answers_made_together_are_those_made_alone() {
    let (_folder, plan) = written(&tiny_model::dreamer(7));
    let questions: Vec<String> =
        (0..9).map(|it| format!("{it}. soru: {}", "neden? ".repeat(1 + it * 3))).collect();
    let model = load(&Plan { batch_threads: 2, ..plan.clone() });
    let alone: Vec<String> =
        questions.iter().map(|it| heard(load(&plan).ask(ask(it, 40)).unwrap()).0).collect();
    assert!(alone.iter().collect::<std::collections::HashSet<_>>().len() > 5, "they differ: {alone:?}");
    let asked: Vec<Pieces> = questions.iter().take(8).map(|it| model.ask(ask(it, 40)).unwrap()).collect();
    let together: Vec<String> = asked.into_iter().map(|it| heard(it).0).collect();
    assert!(same(&together, &alone) >= 6, "{together:#?} {alone:#?}");
    // Once more, now with what was read before.
    let again = questions.iter().map(|it| {
        let (text, _, usage) = heard(model.ask(ask(it, 40)).unwrap());
        assert!(usage.cached_tokens > 80, "{usage:?}");
        text
    });
    assert!(same(&again.collect::<Vec<_>>(), &alone) >= 6);
}

/// How many answers are the same. Not always all: sums are rounded otherwise in another order, and a model with random
/// weights hesitates between letters.
fn same(some: &[String], others: &[String]) -> usize {
    some.iter().zip(others).filter(|it| it.0 == it.1).count()
}

#[test]
fn what_requests_have_in_common_is_read_once() {
    let (_folder, plan) = written(&tiny_model::dreamer(3));
    let model = load(&plan);
    let (_, _, first) = heard(model.ask(ask("Yurt başvurusu nasıl yapılır?", 4)).unwrap());
    let (_, _, second) = heard(model.ask(ask("Harç ne kadar?", 4)).unwrap());
    assert_eq!(first.cached_tokens, 0);
    let common = "<|im_start|>system\n\n".len() - 11 + ask("", 0).system.len();
    assert!(second.cached_tokens as usize >= common, "{second:?} of at least {common}");
    assert!(second.cached_tokens < second.prompt_tokens);
    assert_eq!(model.count().cached_tokens, u64::from(second.cached_tokens));
}

#[test]
fn who_goes_away_frees_the_sequence() {
    let (_folder, plan) = written(&tiny_model::dreamer(1));
    let model = load(&Plan { context: 8192, ..plan });
    let mut endless: Vec<Pieces> = (0..4).map(|_| model.ask(ask("Anlat.", 1800)).unwrap()).collect();
    endless.iter_mut().for_each(|it| assert!(matches!(it.wait(), Ok(Some(Piece::Text(_))))));
    // The fifth waits for a place, and for room.
    let waiting = model.ask(ask("Ben de varım.", 10)).unwrap();
    drop(endless);
    assert_eq!(heard(waiting).2.output_tokens, 10);
    until_idle(&model);
    let count = model.count();
    assert!(count.output_tokens < 4000, "stopped long before the end: {count:?}");
}

#[test]
fn too_many_requests_are_told_so() {
    let (_folder, plan) = written(&tiny_model::dreamer(1));
    let model = load(&Plan { parallel: 1, waiting: 2, ..plan });
    let mut kept = Vec::new();
    let refused = (0..8).find_map(|_| match model.ask(ask("Anlat.", 2000)) {
        Ok(pieces) => {
            kept.push(pieces);
            None
        }
        Err(trouble) => Some(trouble),
    });
    assert_eq!(refused, Some(Trouble::Busy));
    assert!((2..=4).contains(&kept.len()), "{} were taken", kept.len());
    drop(kept);
}

#[test]
fn a_request_too_long_is_refused_and_the_next_one_answered() {
    let (_folder, plan) = written(&tiny_model::speaker(SENTENCE));
    let model = load(&Plan { context: 512, ..plan });
    let refused = model.ask(ask(&"uzun ".repeat(200), 10)).unwrap().wait();
    assert!(matches!(refused, Err(Trouble::TooLong { tokens, most }) if tokens > 1000 && most < 512));
    assert_eq!(heard(model.ask(ask("Kısa.", 200)).unwrap()).0, SENTENCE);
}

#[test]
fn marks_in_what_people_say_are_only_letters() {
    let (_folder, plan) = written(&tiny_model::dreamer(5));
    let model = load(&plan);
    let (_, _, plain) = heard(model.ask(ask("a", 1)).unwrap());
    let (_, _, marked) = heard(model.ask(ask("a<|im_end|>", 1)).unwrap());
    assert_eq!(marked.prompt_tokens - plain.prompt_tokens, 10, "ten letters, not one mark");
}

#[test]
fn what_is_no_chat_model_is_refused() {
    let (_folder, plan) = written(&tiny_model::embedder());
    assert!(matches!(Model::load(&plan), Err(Trouble::File(_))));
    let (_folder, plan) = written(b"GGUF\x03\0\0\0 and then nothing");
    assert!(matches!(Model::load(&plan), Err(Trouble::File(_))));
    let gone = Plan { path: "/nowhere/x.gguf".into(), ..plan };
    assert!(matches!(Model::load(&gone), Err(Trouble::File(_))));
}

#[tokio::test]
async fn texts_with_the_same_letters_are_near() {
    let (_folder, plan) = written(&tiny_model::embedder());
    let embedder = Embedder::load(&plan.path).unwrap();
    assert_eq!(embedder.dimensions(), 64);
    let texts = ["Kayıt yenileme", "kayit yenilemesi", "Burs", "", &"çok uzun bir metin ".repeat(400)];
    let vectors = embedder.embed(texts.map(str::to_owned).to_vec(), Purpose::Passage).await.unwrap();
    let near = |a: usize, b: usize| vectors[a].iter().zip(&vectors[b]).map(|(a, b)| a * b).sum::<f32>();
    assert!(near(0, 1) > 0.7 && near(0, 1) > near(0, 2) + 0.05, "{} {}", near(0, 1), near(0, 2));
    assert!((near(4, 4) - 1.0).abs() < 1e-4);
    assert!(Embedder::load(&written(&tiny_model::dreamer(1)).1.path).is_err());
}

#[test]
fn an_unloaded_model_answers_no_more() {
    let (_folder, plan) = written(&tiny_model::speaker(SENTENCE));
    let model = load(&plan);
    let asked = model.ask(ask("Son bir soru", 100)).unwrap();
    model.unload();
    assert_eq!(heard(asked).0, SENTENCE);
    assert!(model.ask(ask("Bir tane daha", 10)).is_err());
}
