//! Those who may be asked, and asking one of them.
use crate::app::App;
use crate::base::ids::ProviderId;
use crate::engine::llm::{Ask, Piece};
use crate::models::{self, Refusal};
use crate::providers::rules::Candidate;
use crate::providers::store::Sealed;
use crate::providers::types::{Provider, Which};
use crate::providers::wire::http::{self, Patience};
use crate::providers::wire::{self, Endpoint, Failure, Part, Secret, Without, Words};
use crate::web::keys::Keys;
use crate::{Error, Result};
use futures_util::{StreamExt as _, stream};
use tokio::time::{Instant, timeout_at};

/// What keys are encrypted for.
const SEALED_FOR: &str = "ai provider";

/// An answer on its way, with the model that gives it.
pub(super) struct Begun {
    pub(super) model: String,
    pub(super) words: Words,
}

/// Encrypts a key for storage beside the provider `id`.
///
/// # Errors
/// When there is no randomness.
pub(super) fn seal(keys: &Keys, id: ProviderId, key: &str) -> Result<Vec<u8>> {
    keys.seal(SEALED_FOR, id.uuid().as_bytes(), key.as_bytes())
}

fn open(keys: &Keys, id: ProviderId, sealed: &[u8]) -> Result<Secret> {
    let key = keys.open_sealed(SEALED_FOR, id.uuid().as_bytes(), sealed)?;
    String::from_utf8(key).map(Secret::new).map_err(|error| Error::Internal(error.into()))
}

/// The key of a stored provider, in the clear.
///
/// # Errors
/// When it was encrypted under another master key.
pub(super) fn key_of(keys: &Keys, it: &Sealed) -> Result<Option<Secret>> {
    it.key.as_deref().map(|sealed| open(keys, it.provider.id, sealed)).transpose()
}

/// Where a provider is asked.
///
/// # Errors
/// When its address cannot be one.
pub(super) fn endpoint(it: &Provider, key: Option<Secret>, model: &str) -> Result<Endpoint, Failure> {
    Ok(Endpoint {
        address: it.address.parse().map_err(|_| Failure::AddressInvalid)?,
        key,
        model: model.to_owned(),
        api_version: it.api_version.clone(),
        without: Without::default(),
    })
}

/// Asks one of `known` for words.
///
/// # Errors
/// Why it does not answer.
pub(super) async fn ask(
    app: &App,
    known: &[Sealed],
    candidate: &Candidate,
    ask: &Ask,
    patience: Patience,
) -> Result<Begun, Failure> {
    let Which::Set(id) = candidate.which else { return local(app, ask.clone(), patience).await };
    let found = known.iter().find(|it| it.provider.id == id).ok_or(Failure::NotThere)?;
    let wire = wire::of(candidate.kind).ok_or(Failure::NotThere)?;
    let key = key_of(&app.keys, found).map_err(|error| {
        tracing::error!(%error, provider = %id, "the key of a provider cannot be read; enter it anew");
        Failure::KeyRefused
    })?;
    let at = endpoint(&found.provider, key, &candidate.model)?;
    let words = http::ask(&app.outgoing, wire, at, ask, patience).await?;
    Ok(Begun { model: candidate.model.clone(), words })
}

/// Asks the model in this process.
async fn local(app: &App, ask: Ask, patience: Patience) -> Result<Begun, Failure> {
    let deadline = Instant::now() + patience.first_word;
    let begun = timeout_at(deadline, models::generate(app, ask)).await.map_err(|_| Failure::TimedOut)?;
    let answer = begun.map_err(of_refusal)?;
    let model = answer.model().to_owned();
    let words = stream::try_unfold((answer, deadline), move |(mut answer, deadline)| async move {
        let piece = timeout_at(deadline, answer.next()).await.map_err(|_| Failure::TimedOut)?;
        let part = match piece.map_err(of_refusal)? {
            None => return Ok(None),
            Some(Piece::Text(text)) => Part::Text(text),
            Some(Piece::Done(usage)) => Part::Done(Some(usage)),
        };
        Ok(Some((part, (answer, Instant::now() + patience.between))))
    });
    Ok(Begun { model, words: words.boxed() })
}

fn of_refusal(refusal: Refusal) -> Failure {
    match refusal {
        Refusal::NoModel | Refusal::NotHere => Failure::NoModel,
        Refusal::NoMemory => Failure::NoMemory,
        Refusal::Busy => Failure::TooMany(None),
        Refusal::TooLong => Failure::TooLong,
        Refusal::Failed => Failure::BrokenOff,
    }
}
