//! A request as the tokens that a model was taught to continue. What people and articles say is never read as one of
//! the marks that tell who speaks: each text is cut into tokens on its own, without marks.
use crate::engine::llm::{Ask, Speaker, Trouble};
use llama_cpp_2::model::{LlamaChatMessage, LlamaChatTemplate, LlamaModel};
use llama_cpp_2::token::LlamaToken;

/// The layout for models that bring none that is known.
const FALLBACK: &str = "chatml";
/// Marks that end an answer there: such a model may write them as plain text.
const FALLBACK_ENDS: &[&str] = &["<|im_end|>", "<|im_start|>"];

/// How a model wants what was said laid out.
pub(super) struct Layout {
    template: LlamaChatTemplate,
    /// Marks that end an answer, beside the tokens that do.
    pub(super) ends: &'static [&'static str],
}

impl Layout {
    /// The model's own, if it can be used.
    pub(super) fn of(model: &LlamaModel) -> Result<Layout, Trouble> {
        if let Ok(template) = model.chat_template(None) {
            let own = Layout { template, ends: &[] };
            let probe = [("user", 0), ("assistant", 1), ("user", 2)];
            if own.rendered(model, &probe).is_some_and(|it| (0..3).all(|place| it.contains(&mark(place)))) {
                return Ok(own);
            }
        }
        let template = LlamaChatTemplate::new(FALLBACK).map_err(super::failed)?;
        Ok(Layout { template, ends: FALLBACK_ENDS })
    }

    /// The tokens to continue.
    pub(super) fn tokens(&self, model: &LlamaModel, ask: &Ask) -> Result<Vec<LlamaToken>, Trouble> {
        let mut texts: Vec<&str> = Vec::new();
        let mut roles: Vec<(&str, usize)> = Vec::new();
        let spoken = ask.turns.iter().map(|it| match it.speaker {
            Speaker::User => ("user", it.text.as_str()),
            Speaker::Assistant => ("assistant", it.text.as_str()),
        });
        let system = Some(("system", ask.system.as_str())).filter(|it| !it.1.trim().is_empty());
        for (place, (role, text)) in system.into_iter().chain(spoken).enumerate() {
            roles.push((role, place));
            texts.push(text.trim());
        }
        let rendered = self.rendered(model, &roles).filter(|it| it.contains(&mark(0)) || texts.is_empty());
        // A template that leaves instructions out gets them as what is said first.
        let rendered = match rendered {
            Some(rendered) => rendered,
            None => {
                roles.iter_mut().filter(|it| it.0 == "system").for_each(|it| it.0 = "user");
                self.rendered(model, &roles)
                    .ok_or_else(|| super::failed("the chat template does not work"))?
            }
        };
        Ok(cut(model, &rendered, &texts))
    }

    /// The layout with marks in the places of the texts.
    fn rendered(&self, model: &LlamaModel, roles: &[(&str, usize)]) -> Option<String> {
        let message =
            |(role, place): &(&str, usize)| LlamaChatMessage::new((*role).to_owned(), mark(*place)).ok();
        let chat = roles.iter().map(message).collect::<Option<Vec<_>>>()?;
        model.apply_chat_template(&self.template, &chat, true).ok()
    }
}

/// Stands for a text: characters that are for private use, and that no template has.
fn mark(place: usize) -> String {
    format!("\u{e000}{place}\u{e001}")
}

/// Tokens of the layout, in which marks count, and of the texts between, in which they do not.
fn cut(model: &LlamaModel, rendered: &str, texts: &[&str]) -> Vec<LlamaToken> {
    let vocabulary = model.vocab();
    let mut tokens = Vec::new();
    let mut first = true;
    for part in rendered.split_inclusive('\u{e001}') {
        let (layout, place) = part.split_once('\u{e000}').unwrap_or((part, ""));
        if !layout.is_empty() || first {
            tokens.extend(vocabulary.tokenize(layout.as_bytes(), first, true));
        }
        first = false;
        let text = place.trim_end_matches('\u{e001}').parse().ok().and_then(|it: usize| texts.get(it));
        if let Some(text) = text.filter(|it| !it.is_empty()) {
            tokens.extend(vocabulary.tokenize(text.as_bytes(), false, false));
        }
    }
    tokens
}
