//! Changes of conversations. Every one raises `version`.
use crate::Error;
use crate::base::Priority;
use crate::base::ids::{ConversationId, DepartmentId, SiteId, SkillId, UserId, VisitorId};
use crate::conversations::types::{AssistantState, AuthorKind, Status};
use crate::store::{Seq, Write};
use jiff::Timestamp;

/// A conversation about to begin.
pub struct NewConversation<'a> {
    /// Its identity.
    pub id: ConversationId,
    /// The tenant.
    pub site: SiteId,
    /// Its number on the site.
    pub number: i64,
    /// Whose it is.
    pub visitor: VisitorId,
    /// Where it begins.
    pub status: Status,
    /// Who has it.
    pub assignee: Option<UserId>,
    /// Why, as JSON.
    pub assigned_reason: Option<String>,
    /// What the assistant does in it.
    pub assistant: AssistantState,
    /// Language of the visitor.
    pub language: &'a str,
    /// Where it belongs.
    pub department: Option<DepartmentId>,
    /// What it needs.
    pub skills: &'a [SkillId],
    /// How urgent it is.
    pub priority: Priority,
}

/// Begins a conversation.
pub fn insert(write: &mut Write, new: &NewConversation<'_>, at: Timestamp) {
    let at = at.as_millisecond();
    let waiting_since = (new.status != Status::Bot).then_some(at);
    let queued_at = (new.status == Status::Queued).then_some(at);
    let assigned_at = new.assignee.map(|_| at);
    write.run(
        "INSERT INTO conversations (id, site_id, number, visitor_id, status, assignee_id, assigned_reason, assistant,
             language, created_at, last_message_at, waiting_since, department_id, required_skills, queued_at, priority,
             assigned_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        &[
            &new.id,
            &new.site,
            &new.number,
            &new.visitor,
            &new.status,
            &new.assignee,
            &new.assigned_reason,
            &new.assistant,
            &new.language,
            &at,
            &waiting_since,
            &new.department,
            &serde_json::json!(new.skills).to_string(),
            &queued_at,
            &new.priority,
            &assigned_at,
        ],
    );
}

/// Notes that a message was added: order of lists, unread, who waits for whom.
pub fn note_message(write: &mut Write, id: ConversationId, author: AuthorKind, seq: Seq, at: Timestamp) {
    let at = at.as_millisecond();
    match author {
        AuthorKind::Visitor => write.run(
            "UPDATE conversations SET last_seq = ?2, last_message_at = ?3, unread = unread + 1, snoozed_until = NULL,
                 idle_noticed_at = NULL, waiting_since = CASE status WHEN 'bot' THEN waiting_since ELSE COALESCE(waiting_since, ?3) END
             WHERE id = ?1",
            &[&id, &seq, &at],
        ),
        AuthorKind::Agent => write.run(
            "UPDATE conversations SET last_seq = ?2, last_message_at = ?3, waiting_since = NULL, idle_noticed_at = NULL,
                 first_reply_at = COALESCE(first_reply_at, ?3)
             WHERE id = ?1",
            &[&id, &seq, &at],
        ),
        AuthorKind::Assistant => write.run(
            "UPDATE conversations SET last_seq = ?2, last_message_at = ?3, assistant_answers = assistant_answers + 1,
                 idle_noticed_at = NULL, unread = 0
             WHERE id = ?1",
            &[&id, &seq, &at],
        ),
        AuthorKind::System => write.run(
            "UPDATE conversations SET last_seq = ?2, last_message_at = ?3 WHERE id = ?1",
            &[&id, &seq, &at],
        ),
    };
}

/// Notes that a note was added: it is the newest entry, but the visitor waits on.
pub fn note_note(write: &mut Write, id: ConversationId, seq: Seq, at: Timestamp) {
    write.run(
        "UPDATE conversations SET last_seq = ?2, last_message_at = ?3 WHERE id = ?1",
        &[&id, &seq, &at.as_millisecond()],
    );
}

/// Gives it to an agent; the assistant falls silent.
pub fn assign(write: &mut Write, id: ConversationId, agent: UserId, reason: Option<&str>, at: Timestamp) {
    write.run(
        "UPDATE conversations SET status = 'active', assignee_id = ?2, assigned_reason = ?3, version = version + 1,
             assistant = CASE assistant WHEN 'on' THEN 'stopped' ELSE assistant END,
             waiting_since = COALESCE(waiting_since, ?4), assigned_at = ?4, queued_at = NULL, form_offered_at = NULL,
             offered_to = NULL, offer_ends_at = NULL, declined = '[]'
         WHERE id = ?1",
        &[&id, &agent, &reason, &at.as_millisecond()],
    );
}

/// Takes it from its agent and puts it where `status` says.
pub fn release(
    write: &mut Write,
    id: ConversationId,
    status: Status,
    assistant: AssistantState,
    at: Timestamp,
) {
    let waiting_since = (status == Status::Queued).then_some(at.as_millisecond());
    write.run(
        "UPDATE conversations SET status = ?2, assistant = ?3, assignee_id = NULL, assigned_at = NULL, assigned_reason = NULL,
             waiting_since = ?4, queued_at = ?4, form_offered_at = NULL, offered_to = NULL, offer_ends_at = NULL,
             declined = '[]', version = version + 1
         WHERE id = ?1",
        &[&id, &status, &assistant, &waiting_since],
    );
}

/// Asks an agent to take a conversation that waits, until `ends`; `declined` have let it pass before.
pub fn offer(
    write: &mut Write,
    id: ConversationId,
    (agent, ends): (UserId, Timestamp),
    reason: Option<&str>,
    declined: &[UserId],
) {
    write.run(
        "UPDATE conversations SET offered_to = ?2, offer_ends_at = ?3, assigned_reason = ?4, declined = ?5,
             version = version + 1
         WHERE id = ?1 AND status = 'queued'",
        &[&id, &agent, &ends.as_millisecond(), &reason, &serde_json::json!(declined).to_string()],
    );
}

/// The agent who was asked has let it pass.
pub fn end_offer(write: &mut Write, id: ConversationId, declined: &[UserId], at: Timestamp) {
    write.run(
        "UPDATE conversations SET offered_to = NULL, offer_ends_at = ?3, assigned_reason = NULL, declined = ?2,
             version = version + 1
         WHERE id = ?1 AND status = 'queued'",
        &[&id, &serde_json::json!(declined).to_string(), &at.as_millisecond()],
    );
}

/// Notes that the form was offered in place of more waiting.
pub fn note_form_offer(write: &mut Write, id: ConversationId, at: Timestamp) {
    write.run(
        "UPDATE conversations SET form_offered_at = ?2 WHERE id = ?1 AND status = 'queued'",
        &[&id, &at.as_millisecond()],
    );
}

/// Says where it belongs.
pub fn set_department(write: &mut Write, id: ConversationId, department: DepartmentId) {
    write.run(
        "UPDATE conversations SET department_id = ?2, version = version + 1 WHERE id = ?1",
        &[&id, &department],
    );
}

/// Says how urgent it is.
pub fn set_priority(write: &mut Write, id: ConversationId, priority: Priority) {
    write.run(
        "UPDATE conversations SET priority = ?2, version = version + 1 WHERE id = ?1",
        &[&id, &priority],
    );
}

/// What is known of a conversation beside what was said in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Details {
    /// How urgent it is.
    pub priority: Priority,
    /// What it is about.
    pub subject: Option<String>,
    /// Language of the visitor.
    pub language: String,
    /// Where it belongs.
    pub department: Option<DepartmentId>,
    /// What it needs.
    pub skills: Vec<SkillId>,
}

/// Keeps all of that.
pub fn set_details(write: &mut Write, id: ConversationId, it: &Details) {
    write.run(
        "UPDATE conversations SET priority = ?2, subject = ?3, language = ?4, department_id = ?5, required_skills = ?6,
             version = version + 1
         WHERE id = ?1",
        &[
            &id,
            &it.priority,
            &it.subject,
            &it.language,
            &it.department,
            &serde_json::json!(it.skills).to_string(),
        ],
    );
}

/// Lets the assistant speak or be silent, and nothing else.
pub fn set_assistant(write: &mut Write, id: ConversationId, assistant: AssistantState) {
    write.run(
        "UPDATE conversations SET assistant = ?2, version = version + 1 WHERE id = ?1",
        &[&id, &assistant],
    );
}

/// Ends it.
pub fn close(write: &mut Write, id: ConversationId, at: Timestamp) {
    write.run(
        "UPDATE conversations SET status = 'closed', closed_at = ?2, waiting_since = NULL, unread = 0, snoozed_until = NULL,
             queued_at = NULL, form_offered_at = NULL, offered_to = NULL, offer_ends_at = NULL, declined = '[]',
             version = version + 1
         WHERE id = ?1",
        &[&id, &at.as_millisecond()],
    );
}

/// Opens a closed one again, for `agent`. Fails with `conversation_open` when the visitor has begun another one.
pub fn reopen(write: &mut Write, id: ConversationId, visitor: VisitorId, agent: UserId, at: Timestamp) {
    write.one(
        "UPDATE conversations SET status = 'active', assignee_id = ?2, assigned_at = ?4, closed_at = NULL, version = version + 1,
             waiting_since = (SELECT MIN(m.created_at) FROM messages m
                 WHERE m.conversation_id = ?1 AND m.note = 0 AND m.deleted_at IS NULL AND m.author_kind = 'visitor'
                     AND m.seq > COALESCE((SELECT MAX(x.seq) FROM messages x
                         WHERE x.conversation_id = ?1 AND x.note = 0 AND x.author_kind IN ('agent', 'assistant')), 0))
         WHERE id = ?1 AND NOT EXISTS
             (SELECT 1 FROM conversations o WHERE o.visitor_id = ?3 AND o.status <> 'closed')",
        &[&id, &agent, &visitor, &at.as_millisecond()],
        Error::Conflict("conversation_open"),
    );
}

/// Notes how far the visitor (or, with `by_agent`, an agent) has received or read. Never goes back.
pub fn mark(write: &mut Write, id: ConversationId, by: AuthorKind, delivered: Seq, read: Seq) {
    match by {
        AuthorKind::Visitor => write.run(
            "UPDATE conversations SET visitor_delivered_seq = MAX(visitor_delivered_seq, ?2, ?3),
                 visitor_read_seq = MAX(visitor_read_seq, ?3)
             WHERE id = ?1",
            &[&id, &delivered, &read],
        ),
        _ => write.run(
            "UPDATE conversations SET agent_delivered_seq = MAX(agent_delivered_seq, ?2, ?3),
                 agent_read_seq = MAX(agent_read_seq, ?3)
             WHERE id = ?1",
            &[&id, &delivered, &read],
        ),
    };
}

/// Sets how many of the visitor's messages no agent has read.
pub fn set_unread(write: &mut Write, id: ConversationId, unread: i64) {
    write.run("UPDATE conversations SET unread = ?2 WHERE id = ?1", &[&id, &unread]);
}

/// Notes that something about it changed that is not in its own row.
pub fn raise_version(write: &mut Write, id: ConversationId) {
    write.run("UPDATE conversations SET version = version + 1 WHERE id = ?1", &[&id]);
}

/// Keeps the visitor's rating.
pub fn rate(write: &mut Write, id: ConversationId, rating: i64, comment: Option<&str>) {
    write.run(
        "UPDATE conversations SET rating = ?2, rating_comment = ?3, version = version + 1 WHERE id = ?1",
        &[&id, &rating, &comment],
    );
}

/// Removes a conversation with all its messages, and the questions that nobody else asked. The bytes of its files are swept
/// up by the caller.
pub fn remove(write: &mut Write, site: SiteId, id: ConversationId) {
    write.run("DELETE FROM messages WHERE conversation_id = ?1", &[&id]);
    write.run("DELETE FROM reactions WHERE conversation_id = ?1", &[&id]);
    write.run("DELETE FROM drafts WHERE conversation_id = ?1", &[&id]);
    write.run("DELETE FROM conversation_tags WHERE conversation_id = ?1", &[&id]);
    write.run("DELETE FROM files WHERE conversation_id = ?1", &[&id]);
    write.run("DELETE FROM ai_answers WHERE conversation_id = ?1", &[&id]);
    write.run("DELETE FROM ai_traces WHERE conversation_id = ?1", &[&id]);
    write.run("DELETE FROM ai_handovers WHERE conversation_id = ?1", &[&id]);
    write.run("DELETE FROM unanswered_questions WHERE conversation_id = ?1 AND count = 1", &[&id]);
    write.run("UPDATE unanswered_questions SET conversation_id = NULL WHERE conversation_id = ?1", &[&id]);
    write.run("DELETE FROM article_conversations WHERE conversation_id = ?1", &[&id]);
    write.run("UPDATE tickets SET conversation_id = NULL WHERE conversation_id = ?1", &[&id]);
    write.one(
        "DELETE FROM conversations WHERE id = ?2 AND site_id = ?1",
        &[&site, &id],
        Error::NotFound("conversation"),
    );
}

/// Conversations of one visitor, and what was said in them, are another's from now on.
pub fn move_to(write: &mut Write, site: SiteId, from: VisitorId, into: VisitorId) {
    write.run(
        "UPDATE messages SET author_id = ?3
         WHERE author_kind = 'visitor' AND author_id = ?2
             AND conversation_id IN (SELECT id FROM conversations WHERE visitor_id = ?2 AND site_id = ?1)",
        &[&site, &from, &into],
    );
    write.run(
        "UPDATE reactions SET author_id = ?3
         WHERE author_kind = 'visitor' AND author_id = ?2
             AND conversation_id IN (SELECT id FROM conversations WHERE visitor_id = ?2 AND site_id = ?1)",
        &[&site, &from, &into],
    );
    write.run(
        "UPDATE conversations SET visitor_id = ?3, version = version + 1 WHERE visitor_id = ?2 AND site_id = ?1",
        &[&site, &from, &into],
    );
}
