//! The one table of rights: every endpoint and socket event, and who may use it. `authorize` applies it to every
//! request; a test walks it against the API description, each role and both own and foreign sites.
use crate::base::Role;

/// Who may use an endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Everybody; the endpoint checks its own proof, if any (a password, a signed link, a cookie).
    Open,
    /// Whoever names a site by its public key, or more: a visitor, a user.
    Public,
    /// The same, but a token that is not good (any more) is as none: a page begins with it.
    Page,
    /// A visitor of the site.
    Visitor,
    /// A visitor, or a user of the site; what is a visitor's own, the endpoint checks.
    VisitorOrStaff,
    /// Every user, also without a site.
    SignedIn,
    /// A user of the site.
    Agent,
    /// An admin of the site.
    Admin,
    /// An admin of any site.
    AdminSomewhere,
    /// Whoever runs the installation.
    Superadmin,
}

use Who::{Admin, AdminSomewhere, Agent, Open, Page, Public, SignedIn, Superadmin, Visitor, VisitorOrStaff};

/// Method, path, who. Names in braces stand for any one part of a path.
pub const ENDPOINTS: &[(&str, &str, Who)] = &[
    ("GET", "/api/setup", Open),
    ("POST", "/api/setup", Open),
    ("GET", "/api/version", Open),
    ("GET", "/api/openapi.json", Open),
    ("GET", "/health", Open),
    ("GET", "/ready", Open),
    ("GET", "/metrics", Open),
    ("POST", "/api/auth/login", Open),
    ("POST", "/api/auth/refresh", Open),
    ("POST", "/api/auth/logout", Open),
    ("POST", "/api/auth/forgot-password", Open),
    ("POST", "/api/auth/reset-password", Open),
    ("POST", "/api/auth/reset-password/check", Open),
    ("POST", "/api/auth/totp/enroll", SignedIn),
    ("POST", "/api/auth/totp/confirm", SignedIn),
    ("POST", "/api/auth/totp/disable", SignedIn),
    ("POST", "/api/auth/totp/recovery-codes", SignedIn),
    ("POST", "/api/auth/register", Admin),
    ("GET", "/api/auth/me", SignedIn),
    ("PUT", "/api/auth/me", SignedIn),
    ("PUT", "/api/auth/password", SignedIn),
    ("GET", "/api/auth/sessions", SignedIn),
    ("DELETE", "/api/auth/sessions/{id}", SignedIn),
    ("GET", "/api/sites", AdminSomewhere),
    ("POST", "/api/sites", Superadmin),
    ("GET", "/api/sites/{id}", Admin),
    ("PUT", "/api/sites/{id}", Admin),
    ("DELETE", "/api/sites/{id}", Superadmin),
    ("GET", "/api/sites/{id}/identity-secret", Admin),
    ("POST", "/api/sites/{id}/identity-secret", Admin),
    ("GET", "/api/users", Admin),
    ("POST", "/api/users", Admin),
    ("GET", "/api/users/{id}", Admin),
    ("PUT", "/api/users/{id}", Admin),
    ("DELETE", "/api/users/{id}", Admin),
    ("POST", "/api/users/{id}/invitation", Admin),
    ("DELETE", "/api/users/{id}/second-factor", Admin),
    ("GET", "/api/departments", Agent),
    ("POST", "/api/departments", Admin),
    ("GET", "/api/departments/{id}", Agent),
    ("PUT", "/api/departments/{id}", Admin),
    ("DELETE", "/api/departments/{id}", Admin),
    ("GET", "/api/teams", Agent),
    ("POST", "/api/teams", Admin),
    ("GET", "/api/teams/{id}", Agent),
    ("PUT", "/api/teams/{id}", Admin),
    ("DELETE", "/api/teams/{id}", Admin),
    ("GET", "/api/skills", Agent),
    ("POST", "/api/skills", Admin),
    ("GET", "/api/skills/{id}", Agent),
    ("PUT", "/api/skills/{id}", Admin),
    ("DELETE", "/api/skills/{id}", Admin),
    ("GET", "/api/agents", Agent),
    ("GET", "/api/agents/me/state", Agent),
    ("PUT", "/api/agents/me/state", Agent),
    ("GET", "/api/agents/available", Public),
    ("GET", "/api/chat", Agent),
    ("GET", "/api/chat/counts", Agent),
    ("GET", "/api/chat/search", Agent),
    ("GET", "/api/chat/{id}", Agent),
    ("PUT", "/api/chat/{id}", Agent),
    ("DELETE", "/api/chat/{id}", Admin),
    ("GET", "/api/chat/{id}/messages", VisitorOrStaff),
    ("POST", "/api/chat/{id}/message", VisitorOrStaff),
    ("PUT", "/api/chat/{id}/message/{message}", VisitorOrStaff),
    ("DELETE", "/api/chat/{id}/message/{message}", VisitorOrStaff),
    ("PUT", "/api/chat/{id}/message/{message}/reaction", VisitorOrStaff),
    ("POST", "/api/chat/{id}/note", Agent),
    ("PUT", "/api/chat/{id}/assign", Agent),
    ("PUT", "/api/chat/{id}/transfer", Agent),
    ("PUT", "/api/chat/{id}/close", Agent),
    ("PUT", "/api/chat/{id}/snooze", Agent),
    ("GET", "/api/chat/{id}/draft", Agent),
    ("PUT", "/api/chat/{id}/draft", Agent),
    ("GET", "/api/chat/{id}/history", Agent),
    ("GET", "/api/chat/{id}/transcript", Agent),
    ("POST", "/api/chat/{id}/transcript/mail", Agent),
    ("PUT", "/api/chat/{id}/reopen", Agent),
    ("PUT", "/api/chat/{id}/ai", Agent),
    ("PUT", "/api/chat/{id}/read", Agent),
    ("POST", "/api/chat/{id}/tag", Agent),
    ("DELETE", "/api/chat/{id}/tag/{tag}", Agent),
    ("POST", "/api/chat/{id}/rating", Visitor),
    ("GET", "/api/chat/{id}/tickets", Agent),
    ("POST", "/api/chat/{id}/tickets", Agent),
    ("GET", "/api/tickets", Agent),
    ("POST", "/api/tickets", Agent),
    ("GET", "/api/tickets/board", Agent),
    ("GET", "/api/tickets/search", Agent),
    ("GET", "/api/tickets/counts", Agent),
    ("POST", "/api/tickets/bulk", Agent),
    ("GET", "/api/tickets/{id}", Agent),
    ("PUT", "/api/tickets/{id}", Agent),
    ("DELETE", "/api/tickets/{id}", Admin),
    ("POST", "/api/tickets/{id}/reply", Agent),
    ("POST", "/api/tickets/{id}/note", Agent),
    ("PUT", "/api/tickets/{id}/assign", Agent),
    ("PUT", "/api/tickets/{id}/status", Agent),
    ("GET", "/api/tickets/{id}/history", Agent),
    ("GET", "/api/tickets/{id}/messages", Agent),
    ("GET", "/api/tickets/{id}/mails", Agent),
    ("GET", "/api/tickets/{id}/lock", Agent),
    ("POST", "/api/tickets/{id}/lock", Agent),
    ("DELETE", "/api/tickets/{id}/lock", Agent),
    ("POST", "/api/tickets/{id}/watchers", Agent),
    ("DELETE", "/api/tickets/{id}/watchers/{user}", Agent),
    ("POST", "/api/tickets/{id}/links", Agent),
    ("DELETE", "/api/tickets/{id}/links/{other}", Agent),
    ("POST", "/api/tickets/{id}/merge", Agent),
    ("POST", "/api/tickets/{id}/renew-link", Agent),
    ("POST", "/api/tickets/{id}/split", Agent),
    ("GET", "/api/tickets/{id}/draft", Agent),
    ("PUT", "/api/tickets/{id}/draft", Agent),
    ("GET", "/api/ticket-categories", Agent),
    ("POST", "/api/ticket-categories", Admin),
    ("GET", "/api/ticket-categories/{id}", Agent),
    ("PUT", "/api/ticket-categories/{id}", Admin),
    ("DELETE", "/api/ticket-categories/{id}", Admin),
    ("GET", "/api/ticket-templates", Agent),
    ("POST", "/api/ticket-templates", Admin),
    ("GET", "/api/ticket-templates/{id}", Agent),
    ("PUT", "/api/ticket-templates/{id}", Admin),
    ("DELETE", "/api/ticket-templates/{id}", Admin),
    ("POST", "/api/widget/tickets", Public),
    ("GET", "/api/widget/tickets", Visitor),
    ("POST", "/api/widget/tickets/find", Public),
    ("GET", "/api/ticket-page/{token}", Open),
    ("POST", "/api/ticket-page/{token}/reply", Open),
    ("POST", "/api/ticket-page/{token}/files", Open),
    ("GET", "/api/bans", Agent),
    ("POST", "/api/bans", Agent),
    ("DELETE", "/api/bans/{id}", Agent),
    ("GET", "/api/notifications", Agent),
    ("PUT", "/api/notifications/read", Agent),
    ("PUT", "/api/notifications/{id}/read", Agent),
    ("GET", "/api/notifications/preferences", SignedIn),
    ("PUT", "/api/notifications/preferences", SignedIn),
    ("GET", "/api/push", SignedIn),
    ("POST", "/api/push/subscribe", SignedIn),
    ("DELETE", "/api/push/{id}", SignedIn),
    ("POST", "/api/push/{id}/test", SignedIn),
    ("GET", "/api/settings/ticket-fields", Agent),
    ("PUT", "/api/settings/ticket-fields", Admin),
    ("GET", "/api/widget/ticket-fields", Public),
    ("GET", "/api/forms", Agent),
    ("POST", "/api/forms", Admin),
    ("GET", "/api/forms/{id}", Agent),
    ("PUT", "/api/forms/{id}", Admin),
    ("DELETE", "/api/forms/{id}", Admin),
    ("GET", "/api/forms/{id}/submissions", Agent),
    ("POST", "/api/forms/{id}/submissions", Public),
    ("POST", "/api/forms/{id}/submissions/{submission}/ticket", Agent),
    ("GET", "/api/widget/forms", Public),
    ("GET", "/api/widget/forms/{id}", Public),
    ("GET", "/api/sla-policies", Agent),
    ("POST", "/api/sla-policies", Admin),
    ("GET", "/api/sla-policies/presets", Agent),
    ("PUT", "/api/sla-policies/order", Admin),
    ("POST", "/api/sla-policies/try", Agent),
    ("GET", "/api/sla-policies/{id}", Agent),
    ("PUT", "/api/sla-policies/{id}", Admin),
    ("DELETE", "/api/sla-policies/{id}", Admin),
    ("GET", "/api/analytics/sla", Agent),
    ("GET", "/api/canned-responses", Agent),
    ("POST", "/api/canned-responses", Agent),
    ("GET", "/api/canned-responses/{id}", Agent),
    ("PUT", "/api/canned-responses/{id}", Agent),
    ("DELETE", "/api/canned-responses/{id}", Agent),
    ("POST", "/api/canned-responses/{id}/use", Agent),
    ("GET", "/api/macros", Agent),
    ("POST", "/api/macros", Agent),
    ("GET", "/api/macros/{id}", Agent),
    ("PUT", "/api/macros/{id}", Agent),
    ("DELETE", "/api/macros/{id}", Agent),
    ("POST", "/api/macros/{id}/run", Agent),
    ("GET", "/api/saved-views", Agent),
    ("POST", "/api/saved-views", Agent),
    ("GET", "/api/saved-views/counts", Agent),
    ("GET", "/api/saved-views/{id}", Agent),
    ("PUT", "/api/saved-views/{id}", Agent),
    ("DELETE", "/api/saved-views/{id}", Agent),
    ("GET", "/api/tags", Agent),
    ("POST", "/api/tags", Agent),
    ("GET", "/api/tags/{id}", Agent),
    ("PUT", "/api/tags/{id}", Agent),
    ("DELETE", "/api/tags/{id}", Agent),
    ("GET", "/api/visitors/{id}", Agent),
    ("PUT", "/api/visitors/{id}", Agent),
    ("POST", "/api/visitors/{id}/tag", Agent),
    ("DELETE", "/api/visitors/{id}/tag/{tag}", Agent),
    ("GET", "/api/tracking/visitors", Agent),
    ("GET", "/api/tracking/visitors/{id}", Agent),
    ("GET", "/api/tracking/visitors/{id}/sessions", Agent),
    ("GET", "/api/tracking/visitors/{id}/history", Agent),
    ("POST", "/api/tracking/visitors/{id}/chat", Agent),
    ("POST", "/api/tracking/pageview", Visitor),
    ("POST", "/api/files", VisitorOrStaff),
    ("GET", "/api/files/{id}", Open),
    ("GET", "/api/knowledge", Agent),
    ("POST", "/api/knowledge", Agent),
    ("GET", "/api/knowledge/categories", Agent),
    ("GET", "/api/knowledge/search", Public),
    ("GET", "/api/knowledge/public", Public),
    ("GET", "/api/knowledge/public/{slug}", Public),
    ("POST", "/api/knowledge/bulk", Agent),
    ("POST", "/api/knowledge/import", Agent),
    ("GET", "/api/knowledge/imports", Agent),
    ("GET", "/api/knowledge/imports/{id}", Agent),
    ("DELETE", "/api/knowledge/imports/{id}", Agent),
    ("GET", "/api/knowledge/imports/{id}/items", Agent),
    ("POST", "/api/knowledge/images", Agent),
    ("GET", "/api/knowledge/images/{id}", Open),
    ("GET", "/api/knowledge/feedback", Agent),
    ("GET", "/api/knowledge/golden", Agent),
    ("POST", "/api/knowledge/golden", Agent),
    ("POST", "/api/knowledge/golden/run", Agent),
    ("POST", "/api/knowledge/golden/import", Agent),
    ("PUT", "/api/knowledge/golden/{id}", Agent),
    ("DELETE", "/api/knowledge/golden/{id}", Agent),
    ("GET", "/api/knowledge/unanswered", Agent),
    ("PUT", "/api/knowledge/unanswered/{id}", Agent),
    ("GET", "/api/knowledge/{id}", Agent),
    ("PUT", "/api/knowledge/{id}", Agent),
    ("DELETE", "/api/knowledge/{id}", Agent),
    ("GET", "/api/knowledge/{id}/versions", Agent),
    ("GET", "/api/knowledge/{id}/versions/{version}", Agent),
    ("POST", "/api/knowledge/{id}/versions/{version}/restore", Agent),
    ("GET", "/api/knowledge/{id}/feedback", Agent),
    ("POST", "/api/knowledge/{id}/feedback", Public),
    ("POST", "/api/ai/suggest", Agent),
    ("POST", "/api/ai/suggest/outcome", Agent),
    ("POST", "/api/ai/test", Agent),
    ("GET", "/api/ai/providers", Admin),
    ("POST", "/api/ai/providers", Admin),
    ("POST", "/api/ai/providers/test", Admin),
    ("GET", "/api/ai/providers/{id}", Admin),
    ("PUT", "/api/ai/providers/{id}", Admin),
    ("DELETE", "/api/ai/providers/{id}", Admin),
    ("GET", "/api/ai/usage", Admin),
    ("GET", "/api/ai/usage/requests", Admin),
    ("GET", "/api/settings/ai-budget", Admin),
    ("PUT", "/api/settings/ai-budget", Admin),
    ("GET", "/api/settings/ai-routing", Admin),
    ("PUT", "/api/settings/ai-routing", Admin),
    ("GET", "/api/ai/models", Admin),
    ("PUT", "/api/ai/models/settings", Superadmin),
    ("GET", "/api/ai/models/downloads", Admin),
    ("DELETE", "/api/ai/models/downloads/{file}", Superadmin),
    ("POST", "/api/ai/models/pull", Superadmin),
    ("POST", "/api/ai/models/add", Superadmin),
    ("POST", "/api/ai/models/try", Superadmin),
    ("DELETE", "/api/ai/models/{file}", Superadmin),
    ("GET", "/api/ai/able", Agent),
    ("GET", "/api/ai/similar", Agent),
    ("POST", "/api/ai/summary", Agent),
    ("POST", "/api/ai/rewrite", Agent),
    ("POST", "/api/ai/article-draft", Agent),
    ("GET", "/api/ai/traces/{message}", Admin),
    ("GET", "/api/analytics/ai", Admin),
    ("POST", "/api/widget/answers/{message}/feedback", Visitor),
    ("GET", "/api/settings/widget", Admin),
    ("PUT", "/api/settings/widget", Admin),
    ("GET", "/api/settings/ai", Admin),
    ("PUT", "/api/settings/ai", Admin),
    ("GET", "/api/settings/help", Admin),
    ("PUT", "/api/settings/help", Admin),
    ("GET", "/api/settings/business-hours/check", Public),
    ("POST", "/api/settings/business-hours/preview", Admin),
    ("GET", "/api/settings/business-hours", Admin),
    ("PUT", "/api/settings/business-hours", Admin),
    ("GET", "/api/settings/holidays/calendar", Admin),
    ("GET", "/api/settings/holidays", Admin),
    ("PUT", "/api/settings/holidays", Admin),
    ("GET", "/api/settings/emergency", Admin),
    ("PUT", "/api/settings/emergency", Admin),
    ("GET", "/api/settings/routing", Admin),
    ("PUT", "/api/settings/routing", Admin),
    ("POST", "/api/settings/routing/test", Admin),
    ("GET", "/api/settings/mail", Admin),
    ("PUT", "/api/settings/mail", Admin),
    ("GET", "/api/settings/mail/account", Admin),
    ("PUT", "/api/settings/mail/account", Admin),
    ("DELETE", "/api/settings/mail/account", Admin),
    ("POST", "/api/settings/mail/account/check", Admin),
    ("GET", "/api/settings/mail/inboxes", Admin),
    ("POST", "/api/settings/mail/inboxes", Admin),
    ("PUT", "/api/settings/mail/inboxes/{id}", Admin),
    ("DELETE", "/api/settings/mail/inboxes/{id}", Admin),
    ("POST", "/api/settings/mail/inboxes/check", Admin),
    ("GET", "/api/mail/incoming", Admin),
    ("GET", "/api/mail/incoming/{id}/raw", Admin),
    ("POST", "/api/mail/incoming/{id}/retry", Admin),
    ("DELETE", "/api/mail/incoming/{id}", Admin),
    ("GET", "/api/settings/mail/templates", Admin),
    ("PUT", "/api/settings/mail/templates/{kind}/{language}", Admin),
    ("DELETE", "/api/settings/mail/templates/{kind}/{language}", Admin),
    ("POST", "/api/settings/mail/templates/{kind}/{language}/preview", Admin),
    ("POST", "/api/settings/mail/templates/{kind}/{language}/test", Admin),
    ("GET", "/api/mail", Admin),
    ("POST", "/api/mail/{id}/retry", Admin),
    ("GET", "/api/mail/account", Superadmin),
    ("PUT", "/api/mail/account", Superadmin),
    ("DELETE", "/api/mail/account", Superadmin),
    ("POST", "/api/mail/account/check", Superadmin),
    ("GET", "/api/audit", Admin),
    ("GET", "/api/events", Agent),
    ("POST", "/api/widget/session", Page),
    ("PUT", "/api/widget/visitor", Visitor),
    ("GET", "/api/widget/departments", Public),
    ("POST", "/api/widget/transcript", Visitor),
    ("GET", "/api/widget/messages", Visitor),
];

/// Who may send a socket event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Party {
    /// Widgets only.
    Visitor,
    /// Signed-in users only.
    User,
    /// Either.
    Both,
}

/// Client-to-server socket events.
pub const SOCKET_EVENTS: &[(&str, Party)] = &[
    ("tracking:visitor:connect", Party::Visitor),
    ("tracking:pageview", Party::Visitor),
    ("tracking:activity", Party::Visitor),
    ("chat:start", Party::Visitor),
    ("chat:message", Party::Both),
    ("chat:typing", Party::Both),
    ("chat:view", Party::User),
    ("desk:look", Party::User),
    ("ticket:lock", Party::User),
    ("ticket:unlock", Party::User),
    ("ticket:view", Party::User),
    ("chat:delivered", Party::Both),
    ("chat:read", Party::Both),
    ("chat:edit", Party::Both),
    ("chat:delete", Party::Both),
    ("chat:react", Party::Both),
    ("chat:escalate", Party::Visitor),
    ("chat:close", Party::Visitor),
    ("kb:suggest", Party::Visitor),
    ("agent:state", Party::User),
    ("agent:activity", Party::User),
    ("agent:offer:accept", Party::User),
    ("agent:offer:decline", Party::User),
    ("queue:leave", Party::Visitor),
    ("ai:stop", Party::User),
    ("ai:resume", Party::User),
    ("ai:suggest", Party::User),
];

/// Who may call `method` on a path that matched the pattern `path`; `None` without a row.
#[must_use]
pub fn find(method: &str, path: &str) -> Option<Who> {
    // A HEAD is a GET without the body.
    let method = if method == "HEAD" { "GET" } else { method };
    ENDPOINTS.iter().find(|it| it.0 == method && same_pattern(it.1, path)).map(|it| it.2)
}

/// Whether any method is allowed on the path pattern.
#[must_use]
pub fn knows_path(path: &str) -> bool {
    ENDPOINTS.iter().any(|it| same_pattern(it.1, path))
}

/// Whether pages of other origins may call it: what is made for widgets.
#[must_use]
pub fn for_pages(method: &str, path: &str) -> bool {
    let widgets = matches!(find(method, path), Some(Page | Public | Visitor | VisitorOrStaff));
    // What the widget shows by a link or a token in the address, which are all the permission there is.
    let by_token = ["/api/files/{id}", "/api/knowledge/images/{id}"].contains(&path)
        || path.starts_with("/api/ticket-page/");
    widgets || by_token
}

/// Who may send the socket event `name`; `None` for an unknown one.
#[must_use]
pub fn of_event(name: &str) -> Option<Party> {
    SOCKET_EVENTS.iter().find(|it| it.0 == name).map(|it| it.1)
}

/// Equal but for the names in braces.
fn same_pattern(one: &str, other: &str) -> bool {
    let same = |(a, b): (&str, &str)| a == b || (a.starts_with('{') && b.starts_with('{'));
    one.split('/').count() == other.split('/').count() && one.split('/').zip(other.split('/')).all(same)
}

/// What the desk may offer to a role; only for showing, the endpoints check for themselves.
#[must_use]
pub fn of_role(role: Role) -> Vec<&'static str> {
    let agent = ["chats", "tickets", "visitors", "knowledge.read", "knowledge.own"];
    let admin = [
        "chats.delete",
        "chats.watch",
        "tickets.delete",
        "canned.every_team",
        "views.site",
        "knowledge.all",
        "people",
        "settings",
        "audit",
        "site",
    ];
    let superadmin = ["sites", "superadmins", "system"];
    let mut all = agent.to_vec();
    if role >= Role::Admin {
        all.extend(admin);
    }
    if role >= Role::Superadmin {
        all.extend(superadmin);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whatever_the_braces_say() {
        assert_eq!(find("PUT", "/api/chat/{conversation}/message/{mid}"), Some(VisitorOrStaff));
        assert_eq!(find("HEAD", "/api/users"), Some(Admin));
        assert_eq!(find("PATCH", "/api/users"), None);
        assert_eq!(find("GET", "/api/users/{id}/more"), None);
    }

    #[test]
    fn no_endpoint_has_two_rows() {
        for (number, row) in ENDPOINTS.iter().enumerate() {
            let twin = ENDPOINTS[number + 1..].iter().find(|it| it.0 == row.0 && same_pattern(it.1, row.1));
            assert!(twin.is_none(), "{row:?} twice");
        }
    }
}
