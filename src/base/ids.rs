//! Typed identifiers: a UUID v7 per table, so that ids are made before the write and sort by time.

/// Declares an id type that cannot be mixed up with another table's.
macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[derive(serde::Serialize, serde::Deserialize, utoipa::ToSchema)]
        #[serde(transparent)]
        #[schema(value_type = String, format = Uuid)]
        pub struct $name(uuid::Uuid);

        impl $name {
            /// Of nothing: all zeros.
            pub const NIL: Self = Self(uuid::Uuid::nil());

            /// A fresh id, later than every id made before.
            #[must_use]
            pub fn random() -> Self {
                Self(uuid::Uuid::now_v7())
            }
            /// The bare UUID, for places that hold ids of several tables (the event log).
            #[must_use]
            pub fn uuid(self) -> uuid::Uuid {
                self.0
            }
            /// The typed id of a bare UUID that is known to belong to this table.
            #[must_use]
            pub fn of(uuid: uuid::Uuid) -> Self {
                Self(uuid)
            }
        }
        impl rusqlite::types::ToSql for $name {
            fn to_sql(&self) -> rusqlite::Result<rusqlite::types::ToSqlOutput<'_>> {
                Ok(rusqlite::types::ToSqlOutput::Borrowed(rusqlite::types::ValueRef::Blob(self.0.as_bytes())))
            }
        }
        impl rusqlite::types::FromSql for $name {
            fn column_result(value: rusqlite::types::ValueRef<'_>) -> rusqlite::types::FromSqlResult<Self> {
                <[u8; 16]>::column_result(value).map(|bytes| Self(uuid::Uuid::from_bytes(bytes)))
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }
        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> std::result::Result<Self, uuid::Error> {
                text.parse().map(Self)
            }
        }
    };
}

id!(
    /// Identifies a site (tenant).
    SiteId
);
id!(
    /// Identifies a user of the desk.
    UserId
);
id!(
    /// Identifies a sign-in of a user.
    LoginId
);
id!(
    /// Identifies a visitor of a site.
    VisitorId
);
id!(
    /// Identifies a visitor's session on the site's pages.
    SessionId
);
id!(
    /// Identifies a conversation.
    ConversationId
);
id!(
    /// Identifies a message in a conversation or a ticket.
    MessageId
);
id!(
    /// Identifies an uploaded file.
    FileId
);
id!(
    /// Identifies an article of the knowledge base.
    ArticleId
);
id!(
    /// Identifies a question that no article answered.
    UnansweredId
);
id!(
    /// Identifies a question whose answer is known.
    GoldenQuestionId
);
id!(
    /// Identifies a run over the questions whose answers are known.
    GoldenRunId
);
id!(
    /// Identifies an import into the knowledge base.
    ImportId
);
id!(
    /// Identifies a row of the audit trail.
    AuditId
);
id!(
    /// Identifies a browser that a user is told on.
    PushSubscriptionId
);
id!(
    /// Identifies a department, a team or a skill, where it may be any of them.
    GroupId
);
id!(
    /// Identifies a department.
    DepartmentId
);
id!(
    /// Identifies a team.
    TeamId
);
id!(
    /// Identifies a skill.
    SkillId
);
id!(
    /// Identifies a canned response.
    CannedResponseId
);
id!(
    /// Identifies a tag of a site.
    TagId
);
id!(
    /// Identifies a saved view of the inbox.
    SavedViewId
);
id!(
    /// Identifies a notification of a user.
    NotificationId
);
id!(
    /// Identifies a ban of a visitor.
    BanId
);
id!(
    /// Identifies a macro.
    MacroId
);
id!(
    /// Identifies a provider of language models that a site has set.
    ProviderId
);
id!(
    /// Identifies a request to a language model.
    UsageId
);
id!(
    /// Identifies a mail that is sent or to be sent.
    MailId
);
id!(
    /// Identifies an address at which a site gets mail.
    InboxId
);
id!(
    /// Identifies a mail that came: made of what it says, so that the same mail is the same one again.
    IncomingMailId
);
id!(
    /// Identifies a link with which a user chooses a password.
    PasswordLinkId
);
id!(
    /// Identifies a notice about a spent budget.
    BudgetNoticeId
);
id!(
    /// Identifies a ticket.
    TicketId
);
id!(
    /// Identifies an entry of a ticket's history.
    TicketChangeId
);
id!(
    /// Identifies a category of tickets.
    TicketCategoryId
);
id!(
    /// Identifies a template of tickets.
    TicketTemplateId
);
id!(
    /// Identifies a policy of service levels.
    SlaPolicyId
);
id!(
    /// Identifies a form that visitors fill in.
    FormId
);
id!(
    /// Identifies what somebody sent by a form.
    SubmissionId
);
