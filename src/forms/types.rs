//! Values of forms.
use crate::base::ids::{DepartmentId, FormId, SubmissionId, TicketCategoryId, TicketId, VisitorId};
use crate::base::{At, Lang, Priority};
use crate::fields::Field;
use crate::files::FileView;
use crate::settings::Worded;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What an admin says of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = FormDesign)]
pub struct Design {
    /// What it is called. 1 to 120 characters.
    pub title: Worded,
    /// What stands above the fields. At most 2,000 characters, Markdown subset.
    pub intro: Worded,
    /// The questions, in order. 1 to 60.
    pub fields: Vec<Field>,
    /// What the button says; `Gönder` when empty. At most 40 characters.
    pub button: Worded,
    /// What is said afterwards. At most 1,000 characters.
    pub thanks: Worded,
    /// Whether it can be filled in: at its address, by whoever knows it.
    pub open: bool,
    /// Whether the widget offers it.
    pub in_widget: bool,
    /// What becomes of a submission.
    pub ticket: TicketPlan,
    /// Whether who gives a mail address is told by mail that it arrived; a ticket tells that by itself.
    pub confirm: bool,
}

/// How a submission becomes a ticket.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
#[schema(as = FormTicketPlan)]
pub struct TicketPlan {
    /// Whether every submission becomes one at once; an agent can make one of it otherwise.
    pub automatic: bool,
    /// Key of the field whose answer is the subject; the form's title when left out.
    pub subject_field: Option<String>,
    /// Key of the field whose answer is the requester's name.
    pub name_field: Option<String>,
    /// Where it belongs.
    pub department_id: Option<DepartmentId>,
    /// What it is about.
    pub category_id: Option<TicketCategoryId>,
    /// How much it presses; as its category says when left out.
    pub priority: Option<Priority>,
}

/// A form.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct Form {
    /// Its identity.
    pub id: FormId,
    /// Its name in addresses; made of the title, never changes.
    pub slug: String,
    /// Where it is filled in, below the server's address.
    pub path: String,
    /// What an admin says of it.
    #[serde(flatten)]
    pub design: Design,
    /// How often it was sent.
    pub submissions: i64,
    /// When it was sent last.
    pub last_submission_at: Option<At>,
    /// For `If-Match`.
    pub version: i64,
    /// When it was made.
    pub created_at: At,
    /// When it was changed last.
    pub updated_at: At,
}

/// A form as who fills it in sees it.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct PublicForm {
    /// Its identity.
    pub id: FormId,
    /// What it is called.
    pub title: Worded,
    /// What stands above the fields.
    pub intro: Worded,
    /// The questions for visitors.
    pub fields: Vec<Field>,
    /// What the button says.
    pub button: Worded,
}

impl From<Form> for PublicForm {
    fn from(it: Form) -> PublicForm {
        let Design { title, intro, fields, button, .. } = it.design;
        let fields = fields.into_iter().filter(|it| it.visible).collect();
        PublicForm { id: it.id, title, intro, fields, button }
    }
}

/// What somebody is about to send.
#[derive(Debug, Clone)]
pub struct NewSubmission {
    /// By the keys of the fields.
    pub answers: Map<String, Value>,
    /// In which language it was filled in.
    pub language: Lang,
    /// The page it was filled in on.
    pub page: Option<String>,
    /// Who, when known: whose the uploaded files are, too.
    pub visitor: Option<VisitorId>,
    /// Where it is sent from; not kept.
    pub address: std::net::IpAddr,
    /// The sender's own name for it: sent again, the first one is the answer.
    pub client_ref: Option<String>,
}

/// What somebody sent.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = FormSubmission)]
pub struct Submission {
    /// Its identity.
    pub id: SubmissionId,
    /// By which form.
    pub form_id: FormId,
    /// The questions as they were then.
    pub fields: Vec<Field>,
    /// The answers by their keys.
    #[schema(value_type = Object)]
    pub answers: Map<String, Value>,
    /// Files that came with them.
    pub files: Vec<FileView>,
    /// In which language it was filled in.
    pub language: Lang,
    /// The page it was filled in on.
    pub page: Option<String>,
    /// Who, when known.
    pub visitor_id: Option<VisitorId>,
    /// The ticket that it became.
    pub ticket: Option<SubmissionTicket>,
    /// When.
    pub created_at: At,
}

/// A ticket, in short.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub struct SubmissionTicket {
    /// Which.
    pub id: TicketId,
    /// Its number.
    pub number: i64,
}

/// What who sent it hears.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[schema(as = FormSent)]
pub struct Sent {
    /// The submission.
    pub id: SubmissionId,
    /// What the form says afterwards.
    pub thanks: Worded,
    /// The number of the ticket that it became.
    pub ticket_number: Option<i64>,
    /// With which the requester asks for the ticket.
    pub tracking_code: Option<String>,
}
