//! Setting providers, and trying them.
use super::{sources, usage};
use crate::app::App;
use crate::audit::{self, Actor, Entry};
use crate::base::ids::{ProviderId, SiteId};
use crate::base::{At, Lang, words};
use crate::engine::llm::{Ask, Sampling, Speaker, Turn, Usage};
use crate::providers::rules::{self, Candidate, Checked};
use crate::providers::store::{self, Sealed};
use crate::providers::types::{
    AiRouting, Condition, Kind, LOCAL, Listed, Provider, ProviderInput, Row, Which, found,
};
use crate::providers::wire::http::{self, Patience};
use crate::providers::wire::{self, Failure, Part, Secret};
use crate::settings;
use crate::store::{Present, Write};
use crate::{Error, Result};
use futures_util::StreamExt as _;
use serde::Serialize;
use std::time::Duration;

/// Most providers of a site.
const MOST: usize = 30;
/// How long a trial waits.
const TRIAL: Patience = Patience { first_word: Duration::from_secs(20), between: Duration::from_secs(15) };
/// Longest answer of a trial that is shown, in characters.
const SHOWN_CHARS: usize = 300;

/// The providers of a site, and the order in which they are asked.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct Providers {
    /// In that order; the model in this process is not among them.
    pub items: Vec<Listed>,
    /// Ids, and `local` for the model in this process; also those that are switched off.
    pub order: Vec<String>,
}

/// The providers of `site`.
///
/// # Errors
/// When the database cannot be read.
pub async fn list(app: &App, site: SiteId, lang: Lang) -> Result<Providers> {
    let (providers, routing) = app
        .store
        .read(move |conn| Ok((store::list(conn, site)?, settings::read::<AiRouting>(conn, site)?.settings)))
        .await?;
    let providers: Vec<Provider> = providers.into_iter().map(|it| it.provider).collect();
    let all: Vec<Which> = rules::in_order(&routing, &providers).into_iter().map(|it| it.which).collect();
    let of = |it: &Which| match it {
        Which::Set(id) => providers.iter().find(|one| one.id == *id).cloned(),
        Which::Local => None,
    };
    let items = all.iter().filter_map(of).map(|it| listed(app, it, lang)).collect();
    Ok(Providers { items, order: all.iter().map(ToString::to_string).collect() })
}

/// One of them.
///
/// # Errors
/// 404.
pub async fn show(app: &App, site: SiteId, id: ProviderId, lang: Lang) -> Result<Listed> {
    let it = found(app.store.read(move |conn| store::find(conn, site, id)).await?)?;
    Ok(listed(app, it.provider, lang))
}

fn listed(app: &App, provider: Provider, lang: Lang) -> Listed {
    let trouble = app.rests.trouble(provider.id.uuid());
    let condition = trouble.map_or_else(Condition::default, |it| Condition {
        failures: it.failures,
        last_failure: Some(words::of_code(it.reason, lang)),
        last_failure_code: Some(it.reason.to_owned()),
        last_failure_at: Some(At(it.at)),
        resting_until: it.until.filter(|until| *until > app.clock.now()).map(At),
    });
    Listed { provider, condition }
}

/// Adds one.
///
/// # Errors
/// 422 as [`rules::check`], and `too_many`.
pub async fn create(app: &App, site: SiteId, actor: Actor, input: ProviderInput) -> Result<ProviderId> {
    let it = rules::check(&input, None)?;
    let (id, now) = (ProviderId::random(), app.clock.now());
    let key = sealed(app, id, &it)?;
    let decide = move |present: &Present<'_>| {
        if store::list(present, site)?.len() >= MOST {
            return Err(Error::beyond("name", "too_many", 30));
        }
        let mut write = Write::new();
        store::insert(&mut write, site, id, (&it, key.as_ref()), now)?;
        let entry = Entry::new(&actor, Some(site), "ai_provider.created", now).to("ai_provider", id.uuid());
        audit::record(present, &mut write, entry.new_value(it.audited()))?;
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    Ok(id)
}

/// Changes one that still has the version `expected`; any, when that is `None`.
///
/// # Errors
/// 404, 412 with the present one, 422 as [`rules::check`].
pub async fn update(
    app: &App,
    site: SiteId,
    actor: Actor,
    (id, expected): (ProviderId, Option<i64>),
    input: ProviderInput,
) -> Result<()> {
    let (now, keys) = (app.clock.now(), app.keys.clone());
    let decide = move |present: &Present<'_>| {
        let old = found(store::find(present, site, id)?)?.provider;
        if expected.is_some_and(|it| it != old.version) {
            return Err(Error::Stale(Box::new(serde_json::to_value(&old).unwrap_or_default())));
        }
        let it = rules::check(&input, Some(&old))?;
        let new = it.key.as_deref().filter(|it| !it.is_empty());
        let key = new.map(|key| sources::seal(&keys, id, key)).transpose()?;
        let mut write = Write::new();
        store::update(&mut write, site, id, (&it, key.as_ref()), now)?;
        let entry = Entry::new(&actor, Some(site), "ai_provider.updated", now).to("ai_provider", id.uuid());
        audit::record(present, &mut write, entry.old(old.audited()).new_value(it.audited()))?;
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    // It may do better now.
    app.rests.worked(id.uuid());
    Ok(())
}

/// Removes one.
///
/// # Errors
/// 404.
pub async fn delete(app: &App, site: SiteId, actor: Actor, id: ProviderId) -> Result<()> {
    let now = app.clock.now();
    let decide = move |present: &Present<'_>| {
        let old = found(store::find(present, site, id)?)?.provider;
        let mut write = Write::new();
        store::delete(&mut write, site, id);
        let entry = Entry::new(&actor, Some(site), "ai_provider.deleted", now).to("ai_provider", id.uuid());
        audit::record(present, &mut write, entry.old(old.audited()))?;
        Ok((write, ()))
    };
    app.store.decide(decide).await?;
    app.rests.worked(id.uuid());
    Ok(())
}

fn sealed(app: &App, id: ProviderId, it: &Checked) -> Result<Option<Vec<u8>>> {
    let key = it.key.as_deref().filter(|it| !it.is_empty());
    key.map(|key| sources::seal(&app.keys, id, key)).transpose()
}

/// What is to be tried: a stored provider, changes of one that are not stored yet, or a new one.
#[derive(serde::Deserialize, utoipa::ToSchema)]
pub struct TrialInput {
    /// Of a stored one, or `local`.
    pub id: Option<String>,
    /// Which model; the first one when left out.
    pub model: Option<String>,
    /// The fields that are to be tried; without models only their list is asked for.
    #[serde(flatten)]
    pub fields: ProviderInput,
}

/// How a trial went.
#[derive(Debug, Default, Serialize, utoipa::ToSchema)]
pub struct Trial {
    /// Whether it answered; `true` also where only models were asked for.
    pub ok: bool,
    /// What is wrong, as a code.
    pub code: Option<String>,
    /// The same in words, in the language of the request.
    pub detail: Option<String>,
    /// Which model was asked.
    pub model: Option<String>,
    /// The beginning of its answer.
    pub answer: Option<String>,
    /// Until its first word.
    pub first_word_ms: Option<u64>,
    /// Until its last word.
    pub total_ms: Option<u64>,
    /// The provider's models; `null` where it cannot tell them.
    pub models: Option<Vec<String>>,
}

impl Trial {
    fn failed(self, failure: Failure, lang: Lang) -> Trial {
        self.refused(failure.code(), lang)
    }

    fn refused(mut self, code: &str, lang: Lang) -> Trial {
        self.code = Some(code.to_owned());
        self.detail = Some(words::of_code(code, lang));
        self
    }
}

/// Really asks a provider.
///
/// # Errors
/// 404 for an unknown id, 422 for fields that cannot be tried. That the provider fails is no error.
pub async fn test(app: &App, site: SiteId, input: TrialInput, lang: Lang) -> Result<Trial> {
    if input.id.as_deref() == Some(LOCAL) {
        return Ok(speak(app, site, (&[], local()), lang, Trial::default()).await);
    }
    let id = input.id.as_deref().map(|it| it.parse::<ProviderId>().map_err(|_| Error::NotFound("provider")));
    let before = match id.transpose()? {
        Some(id) => Some(found(app.store.read(move |conn| store::find(conn, site, id)).await?)?),
        None => None,
    };
    let mut fields = input.fields;
    let asks = fields.models.as_ref().is_none_or(|it| it.iter().any(|it| !it.trim().is_empty()))
        && (fields.models.is_some() || before.is_some());
    if !asks {
        fields.models = Some(vec![input.model.clone().unwrap_or_else(|| LOCAL.to_owned())]);
    }
    fields.name =
        fields.name.filter(|it| !it.trim().is_empty()).or(before.is_none().then(|| LOCAL.to_owned()));
    let checked = rules::check(&fields, before.as_ref().map(|it| &it.provider))?;
    let tried = stand_in(app, before, checked)?;
    let mut trial = Trial::default();
    let (now, paid) = (app.clock.now(), !tried.provider.in_house);
    if asks && paid && app.store.read(move |conn| usage::budget(conn, site, now)).await?.spent {
        return Ok(trial.refused("ai_budget_spent", lang));
    }
    match models(app, &tried).await {
        Ok(models) => trial.models = models,
        // Who answers, but cannot list, may still have words.
        Err(Failure::NotThere | Failure::Rejected(_) | Failure::Unreadable) if asks => (),
        Err(failure) => return Ok(trial.failed(failure, lang)),
    }
    if !asks {
        trial.ok = true;
        return Ok(trial);
    }
    let provider = &tried.provider;
    let model = input.model.filter(|it| !it.trim().is_empty()).or(provider.models.first().cloned());
    let candidate = Candidate {
        which: Which::Set(provider.id),
        kind: provider.kind,
        name: provider.name.clone(),
        model: model.unwrap_or_default(),
        in_house: provider.in_house,
    };
    Ok(speak(app, site, (&[tried], candidate), lang, trial).await)
}

fn local() -> Candidate {
    let name = LOCAL.to_owned();
    Candidate { which: Which::Local, kind: Kind::Local, name, model: String::new(), in_house: true }
}

/// The provider as it would be stored.
fn stand_in(app: &App, before: Option<Sealed>, it: Checked) -> Result<Sealed> {
    let (id, old) = match before {
        Some(it) => (it.provider.id, it.key),
        None => (ProviderId::random(), None),
    };
    let key = if it.key.is_none() { old } else { sealed(app, id, &it)? };
    let now = At(app.clock.now());
    let provider = Provider {
        id,
        kind: it.kind,
        name: it.name,
        address: it.address,
        models: it.models,
        api_version: it.api_version,
        in_house: it.in_house,
        enabled: it.enabled,
        key_end: it.key_end,
        version: 0,
        created_at: now,
        updated_at: now,
    };
    Ok(Sealed { provider, key })
}

async fn models(app: &App, it: &Sealed) -> Result<Option<Vec<String>>, Failure> {
    let wire = wire::of(it.provider.kind).ok_or(Failure::NotThere)?;
    let key: Option<Secret> = sources::key_of(&app.keys, it).map_err(|_| Failure::KeyRefused)?;
    http::models(&app.outgoing, wire, &sources::endpoint(&it.provider, key, "")?).await
}

/// Asks for a sentence.
async fn speak(
    app: &App,
    site: SiteId,
    (known, who): (&[Sealed], Candidate),
    lang: Lang,
    mut trial: Trial,
) -> Trial {
    let ask = Ask {
        system: lang.pick("Tek kısa cümleyle yanıt ver.", "Answer in one short sentence.").to_owned(),
        turns: vec![Turn { speaker: Speaker::User, text: lang.pick("Merhaba!", "Hello!").to_owned() }],
        sampling: Sampling { temperature: 0.2, max_tokens: 300 },
    };
    let began = app.clock.steady();
    let elapsed = || u64::try_from(app.clock.steady().saturating_sub(began).as_millis()).ok();
    trial.model = Some(who.model.clone()).filter(|it| !it.is_empty());
    let mut begun = match sources::ask(app, known, &who, &ask, TRIAL).await {
        Ok(begun) => begun,
        Err(failure) => {
            trial.total_ms = elapsed();
            return broken(app, site, (&who, trial), (None, ""), failure, lang).await;
        }
    };
    trial.model = Some(begun.model);
    let (mut said, mut took) = (String::new(), None);
    while let Some(part) = begun.words.next().await {
        match part {
            Ok(Part::Text(text)) => {
                trial.first_word_ms = trial.first_word_ms.or_else(elapsed);
                said.push_str(&text);
            }
            Ok(Part::Done(usage)) => took = usage,
            Err(failure) => {
                trial.total_ms = elapsed();
                return broken(app, site, (&who, trial), (took, &said), failure, lang).await;
            }
        }
    }
    if let Which::Set(id) = who.which {
        app.rests.worked(id.uuid());
    }
    trial.ok = true;
    trial.total_ms = elapsed();
    let kept = usage::record(app, site, row(&who, &trial, (took, &said), "answered"));
    let _ = kept.await;
    trial.answer = Some(said.trim().chars().take(SHOWN_CHARS).collect());
    trial
}

/// A trial that failed; counted where the provider had read what it was asked.
async fn broken(
    app: &App,
    site: SiteId,
    (who, trial): (&Candidate, Trial),
    (took, said): (Option<Usage>, &str),
    failure: Failure,
    lang: Lang,
) -> Trial {
    if failure.comes_after_reading() {
        let kept = usage::record(app, site, row(who, &trial, (took, said), failure.code()));
        let _ = kept.await;
    }
    trial.failed(failure, lang)
}

/// A trial costs as much as any other request.
fn row(who: &Candidate, trial: &Trial, (took, said): (Option<Usage>, &str), outcome: &'static str) -> Row {
    let estimate = || (20, rules::estimated_tokens(said));
    Row {
        provider: who.which.to_string(),
        name: who.name.clone(),
        model: trial.model.clone().unwrap_or_default(),
        purpose: "test",
        tokens: took.map_or_else(estimate, |it| (it.prompt_tokens, it.output_tokens)),
        estimated: took.is_none(),
        first_word_ms: trial.first_word_ms,
        total_ms: trial.total_ms.unwrap_or_default(),
        conversation: None,
        outcome,
    }
}
