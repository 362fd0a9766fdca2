//! One question of a visitor: from the event to the stored answer, or to a person.
use super::mask::mask;
use super::opinion::{self, Meant};
use super::pipeline::{self, For, Made};
use super::question::{self, Asked};
use super::rules::{self, SmallTalk};
use super::stream::Outlet;
use super::types::{Answer, Rung, Trace, Why};
use super::watch::{Ended, Watch, is_ours};
use super::{handover, store as own};
use crate::app::App;
use crate::base::Lang;
use crate::base::ids::{ConversationId, MessageId, SiteId};
use crate::conversations::types::{Actor, AuthorKind, Draft, Head, MessageView};
use crate::conversations::{self, store};
use crate::files::Links;
use crate::hours::{self, Reception};
use crate::knowledge::{Audience, unanswered};
use crate::providers::Purpose;
use crate::realtime::Audience as Hears;
use crate::routing::service::Place;
use crate::settings::{self, AssistantMode};
use crate::store::Write;
use crate::{Error, Result};
use futures_util::FutureExt as _;
use serde_json::json;
use std::panic::AssertUnwindSafe;
use std::pin::pin;
use std::time::Duration;

/// Silence after an answer before a person is offered.
const OFFER_AFTER: Duration = Duration::from_secs(3);
/// From this answer on a person is offered.
const OFFER_FROM: usize = 2;
/// An answer from a passage that is not further above the floor is unsure.
const UNSURE: f64 = 0.08;
/// Messages that the question is taken from.
const MESSAGES: usize = 14;

/// Pause before what failed is tried once more.
const TRY_AGAIN: Duration = Duration::from_millis(500);

/// Deals with one question, if the conversation is still the assistant's and nothing was said after it. What fails is
/// tried once more; then the visitor is told that there is no answer, and offered a person.
///
/// # Errors
/// When the search or the store fails, also the second time.
pub async fn attend(app: &App, site: SiteId, id: ConversationId, message: MessageId) -> Result<()> {
    let Err(error) = whole(app, site, id, message).await else { return Ok(()) };
    tracing::warn!(%error, conversation = %id, "the assistant could not answer; trying once more");
    tokio::time::sleep(TRY_AGAIN).await;
    let Err(error) = whole(app, site, id, message).await else { return Ok(()) };
    give_up(app, site, id, message).await?;
    Err(error)
}

/// The same, where breaking down is a failure like others.
async fn whole(app: &App, site: SiteId, id: ConversationId, message: MessageId) -> Result<()> {
    let done = AssertUnwindSafe(once(app, site, id, message)).catch_unwind().await;
    done.unwrap_or_else(|_| Err(Error::Internal(anyhow::anyhow!("the assistant broke down over a question"))))
}

async fn once(app: &App, site: SiteId, id: ConversationId, message: MessageId) -> Result<()> {
    let mut message = message;
    // A question that was deleted while it was answered leaves the one before it, which waited for it.
    while let Some(newest) = one(app, site, id, message).await? {
        message = newest;
    }
    Ok(())
}

/// The last rung, where no other could be reached: nothing that was shown stays.
async fn give_up(app: &App, site: SiteId, id: ConversationId, message: MessageId) -> Result<()> {
    let Some(Stand { head, newest, asked }) = stand(app, site, id, message).await? else { return Ok(()) };
    let Reception { refusal, form, .. } = reception(app, site).await?;
    let scene = Scene { app, head: &head, message, alone: refusal.is_some(), form };
    Outlet::to_conversation(app, &head, &scene.message_ref()).vanish();
    let Some(asked) = asked.filter(|_| newest == Some(message)) else { return Ok(()) };
    let text = scene.no_answer()(asked.lang).to_owned();
    let trace = Trace { rung: Rung::Nothing, reason: Some("broken".to_owned()), ..Trace::of_talk(&asked) };
    let made = Made { answer: Answer { text, sources: Vec::new() }, trace };
    if let Some((message, _)) = scene.store(&made).await? {
        offer_later(app, head.clone(), message);
    }
    Ok(())
}

/// One question; answers the one to deal with in its place, where it is gone.
async fn one(app: &App, site: SiteId, id: ConversationId, message: MessageId) -> Result<Option<MessageId>> {
    let Some(Stand { head, newest, asked }) = stand(app, site, id, message).await? else { return Ok(None) };
    if newest != Some(message) {
        // What came after it is asked too, and holds both.
        let gone = app.store.read(move |conn| own::is_gone(conn, site, message)).await?;
        return Ok(newest.filter(|_| gone));
    }
    let Some(asked) = asked else { return Ok(None) };
    let superseded = deal(app, site, &head, message, asked).await?;
    Ok(superseded.then_some(message))
}

/// What a conversation that is the assistant's stands at.
struct Stand {
    head: Head,
    /// The visitor's newest message.
    newest: Option<MessageId>,
    /// What is asked; nothing where all of it was answered.
    asked: Option<Asked>,
}

/// What a conversation stands at when `message` is to be dealt with; `None` when it is not the assistant's.
async fn stand(app: &App, site: SiteId, id: ConversationId, message: MessageId) -> Result<Option<Stand>> {
    let read = app.store.read(move |conn| {
        let Some(head) = store::head(conn, site, id)?.filter(is_ours) else { return Ok(None) };
        let lang = Lang::of_tag(&head.language);
        let asked = match question::of(&own::last_said(conn, site, id, MESSAGES)?, lang) {
            Some(asked) => Some(asked),
            None => own::awaits_words(conn, site, id, message)?.then(|| Asked::of_files(lang)),
        };
        Ok(Some(Stand { head, newest: own::newest_question(conn, site, id)?, asked }))
    });
    read.await
}

/// Deals with what is asked; whether something else was to be dealt with before it came to an end.
async fn deal(app: &App, site: SiteId, head: &Head, message: MessageId, asked: Asked) -> Result<bool> {
    let id = head.id;
    let now = app.clock.now();
    let read = app
        .store
        .read(move |conn| Ok((hours::reception(conn, site, now)?, settings::assistant(conn, site)?.mode)));
    let (reception, mode) = read.await?;
    let (alone, form) = (reception.refusal.is_some(), reception.form);
    let scene = Scene { app, head, message, alone, form };
    let given = app.store.read(move |conn| own::last_answers(conn, site, id, MESSAGES)).await?;
    // It was switched off, or the site has closed, since this began. Other modes are about how conversations begin: in
    // one of these an agent may have given it back to the assistant.
    let silenced = mode == AssistantMode::Off || (alone && !reception.assistant);
    match (asked.wants_person || silenced, rules::small_talk(&asked.said)) {
        (true, _) if !alone => {
            hand_over(app, head, if silenced { Why::Silenced } else { Why::Asked }).await?
        }
        (true, _) if silenced => scene.fall_silent(asked).await?,
        (true, _) => scene.regret(asked).await?,
        (false, None) if asked.said.is_empty() => scene.ask_for_words(asked).await?,
        (false, Some(talk)) => scene.chat(asked, talk, given.first()).await?,
        (false, None) => return scene.answer(asked, &given).await,
    }
    Ok(false)
}

/// A question and where it was asked.
struct Scene<'a> {
    app: &'a App,
    head: &'a Head,
    message: MessageId,
    /// No person can be asked for now.
    alone: bool,
    /// A form can be left in place of a person.
    form: bool,
}

impl Scene<'_> {
    fn message_ref(&self) -> String {
        own::answer_ref(self.message)
    }

    /// A person is asked for, and none can be reached: what else there is, is offered.
    async fn regret(&self, asked: Asked) -> Result<()> {
        let text = rules::nobody_to_ask(asked.lang).to_owned();
        if let Some((message, _)) = self.store(&talked(&asked, text)).await? {
            offer_later(self.app, self.head.clone(), message);
        }
        Ok(())
    }

    /// Files came without a word.
    async fn ask_for_words(&self, asked: Asked) -> Result<()> {
        let text = rules::cannot_read(asked.lang, self.alone).to_owned();
        if self.store(&talked(&asked, text)).await?.is_some() {
            offer(self.app, self.head, None).await?;
        }
        Ok(())
    }

    /// The assistant answers no more, and nobody else can be asked: the visitor is not asked to go on, and people find
    /// the question later.
    async fn fall_silent(&self, asked: Asked) -> Result<()> {
        let text = rules::silenced(asked.lang, self.form).to_owned();
        let is_question = asked.is_question();
        let mut made = talked(&asked, text);
        if is_question {
            (made.trace.rung, made.trace.reason) = (Rung::Nothing, Some("silenced".to_owned()));
        }
        let Some((_, new)) = self.store(&made).await? else { return Ok(()) };
        if is_question && new {
            unanswered::record(self.app, self.head.site, &mask(&asked.text), Some(self.head.id)).await?;
        }
        offer(self.app, self.head, None).await
    }

    /// Answers what asks for nothing. Yes and no are about the answer before, where there is one.
    async fn chat(&self, asked: Asked, talk: SmallTalk, last: Option<&own::Given>) -> Result<()> {
        let before = asked.before.last().map(|it| it.text.as_str());
        let meant = opinion::of(talk, &asked.said, last.map(|it| it.rung), before);
        let talk = match meant {
            Meant::TakesOffer(_) if self.alone => return self.regret(asked).await,
            Meant::TakesOffer(why) => return hand_over(self.app, self.head, why).await,
            Meant::Judges(talk) | Meant::Only(talk) | Meant::Unclear(talk) => talk,
        };
        if let (Meant::Judges(_), Some(it)) = (meant, last) {
            self.judge(it.message, talk == SmallTalk::Yes).await?;
        }
        let text = rules::reply(talk, asked.lang, self.alone).to_owned();
        let stored = self.store(&talked(&asked, text)).await?;
        let not_helped = talk == SmallTalk::No || matches!(meant, Meant::Unclear(_));
        if not_helped && stored.is_some() {
            offer(self.app, self.head, None).await?;
        }
        Ok(())
    }

    async fn judge(&self, message: MessageId, helpful: bool) -> Result<()> {
        let mut write = Write::new();
        own::judge(&mut write, self.head.site, message, helpful, self.app.clock.now());
        self.app.store.commit(write).await.map(|_| ())
    }

    /// What is said when there is nothing to say.
    fn no_answer(&self) -> fn(Lang) -> &'static str {
        match (self.alone, self.form) {
            (false, _) => rules::no_answer,
            (true, true) => rules::no_answer_alone,
            (true, false) => rules::no_answer_at_all,
        }
    }

    /// Answers from the articles, as well as that can be done now; whether the question was another by then.
    async fn answer(&self, asked: Asked, given: &[own::Given]) -> Result<bool> {
        let mut outlet = Outlet::to_conversation(self.app, self.head, &self.message_ref());
        let made = match self.make(asked.clone(), None, &mut outlet).await? {
            Ok(made) => made,
            // Whoever comes back is to find an answer.
            Err(Ended::Left) => match self.make(asked, Some("visitor_left"), &mut outlet).await? {
                Ok(made) => made,
                Err(why) => {
                    outlet.vanish();
                    return Ok(why == Ended::Superseded);
                }
            },
            Err(why @ (Ended::Taken | Ended::Superseded)) => {
                outlet.vanish();
                return Ok(why == Ended::Superseded);
            }
        };
        let stored = self.store(&made).await?;
        let Some((message, new)) = stored else {
            outlet.vanish();
            return Ok(false);
        };
        outlet.done();
        if new && made.trace.rung.misses() {
            let question = &made.trace.standalone;
            unanswered::record(self.app, self.head.site, question, Some(self.head.id)).await?;
        }
        let answers = 1 + given.iter().filter(|it| it.rung != Rung::Talk).count();
        let score = made.trace.score().unwrap_or(0.0);
        let unsure = made.trace.rung.misses() || score < made.trace.floor + UNSURE;
        if unsure || answers >= OFFER_FROM {
            offer_later(self.app, self.head.clone(), message);
        }
        Ok(false)
    }

    /// The answer, unless nobody waits for it any more.
    async fn make(
        &self,
        asked: Asked,
        no_model: Option<&'static str>,
        outlet: &mut Outlet,
    ) -> Result<Result<Made, Ended>> {
        let of = For {
            site: self.head.site,
            audience: Audience::Public,
            purpose: Purpose::Answer,
            conversation: Some(self.head.id),
            no_model,
            no_answer: self.no_answer(),
        };
        let mut watch = Watch::new(self.app, self.head, self.message, outlet.shown());
        let mut making = pin!(pipeline::answer(self.app, of, asked, outlet));
        tokio::select! {
            made = &mut making => made.map(Ok),
            why = watch.ended() => Ok(Err(why)),
        }
    }

    /// Stores what is said with how it came, unless a person spoke or stopped the assistant meanwhile. Answering a
    /// question again, after a crash, finds the first answer; the answer says whether it is new.
    async fn store(&self, made: &Made) -> Result<Option<(MessageView, bool)>> {
        let (site, id, now) = (self.head.site, self.head.id, self.app.clock.now());
        let links = Links::new(&self.app.keys, now);
        let (name, trace) = (self.message_ref(), made.trace.clone());
        let draft = Draft {
            body: made.answer.text.clone(),
            sources: made.answer.sources.clone(),
            client_ref: Some(name.clone()),
            ..Draft::default()
        };
        let stored = self.app.store.decide(move |present| {
            let mut write = Write::new();
            if let Some(first) =
                store::find_by_client_ref(present, &links, site, id, AuthorKind::Assistant, &name)?
            {
                return Ok((write, Some((first, false))));
            }
            let Some(head) = store::head(present, site, id)?.filter(is_ours) else {
                return Ok((write, None));
            };
            let by = Actor::Assistant;
            let message =
                conversations::service::post(present, &mut write, &head, &by, draft, (&links, now))?;
            own::record(&mut write, &head, &message, &trace);
            Ok((write, Some((message, true))))
        });
        stored.await.map(|(_, message)| message)
    }
}

/// An answer to what asks for nothing.
fn talked(asked: &Asked, text: String) -> Made {
    let answer = Answer { text, sources: Vec::new() };
    Made { answer, trace: Trace::of_talk(asked) }
}

/// A person is needed: an agent gets it at once, or it waits and the visitor may choose the form instead.
async fn hand_over(app: &App, head: &Head, why: Why) -> Result<()> {
    let (_, place) =
        conversations::service::escalate(app, head.site, head.id, Actor::Visitor(head.visitor)).await?;
    handover::record(app, head.site, head.id, why).await?;
    if place.is_some() {
        offer(app, head, place).await?;
    }
    Ok(())
}

async fn reception(app: &App, site: SiteId) -> Result<Reception> {
    let now = app.clock.now();
    app.store.read(move |conn| hours::reception(conn, site, now)).await
}

/// Offers a person when nothing is said for a moment.
fn offer_later(app: &App, head: Head, answer: MessageView) {
    let app = app.clone();
    app.lifecycle.clone().run("offer a person", async move {
        tokio::time::sleep(OFFER_AFTER).await;
        let (site, id) = (head.site, head.id);
        let silent = app.store.read(move |conn| {
            Ok(store::is_last_message(conn, site, id, answer.seq)?
                && store::head(conn, site, id)?.is_some_and(|it| is_ours(&it)))
        });
        if !matches!(silent.await, Ok(true)) {
            return;
        }
        if let Err(error) = offer(&app, &head, None).await {
            tracing::error!(%error, conversation = %id, "no person could be offered");
        }
    });
}

/// Tells the visitor what there is to choose from, if anything.
///
/// # Errors
/// When the database cannot be read.
pub async fn offer(app: &App, head: &Head, place: Option<Place>) -> Result<()> {
    let options: &[&str] = match reception(app, head.site).await? {
        Reception { refusal: None, .. } => &["wait", "ticket"],
        Reception { form: true, .. } => &["ticket"],
        Reception { .. } => return Ok(()),
    };
    let told = json!({
        "conversationId": head.id, "options": options, "position": place.map(|it| it.position),
        "estimated_wait_seconds": place.map(|it| it.estimated_wait_seconds),
    });
    app.hub.tell(Hears::Visitor(head.site, head.visitor), "ai:escalation", &told);
    Ok(())
}
