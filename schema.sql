-- AsistTR's whole schema. Ids are UUID v7 (16-byte BLOB) made by the program, times Unix milliseconds, enums text.
-- Every tenant's row carries its site; every query names it.

-- The event log: what happened, thin (ids only), in commit order. Kept for 30 days.
CREATE TABLE events (
    seq             INTEGER PRIMARY KEY AUTOINCREMENT,
    site_id         BLOB    NOT NULL,
    kind            TEXT    NOT NULL,           -- 'message.created'
    object_id       BLOB    NOT NULL,           -- the thing it happened to
    conversation_id BLOB,
    visitor_id      BLOB,                       -- the visitor who may hear of it
    at              INTEGER NOT NULL
) STRICT;
CREATE INDEX events_of_site ON events (site_id, seq);

-- How far each follower of the log has come.
CREATE TABLE followers (
    name   TEXT PRIMARY KEY,
    cursor INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Facts about this installation: 'setup_token_hash', 'institution', 'models', 'embedding' …
CREATE TABLE installation (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Human numbers, rising per site and kind of thing.
CREATE TABLE counters (
    site_id BLOB    NOT NULL,
    name    TEXT    NOT NULL,                   -- 'conversation', 'visitor', 'ticket'
    value   INTEGER NOT NULL,
    PRIMARY KEY (site_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE sites (
    id         BLOB    PRIMARY KEY,
    name       TEXT    NOT NULL,
    slug       TEXT    NOT NULL UNIQUE,
    api_key    TEXT    NOT NULL UNIQUE,         -- public: it names the site, it proves nothing
    origins    TEXT    NOT NULL,                -- JSON array; empty: any origin
    language   TEXT    NOT NULL CHECK (language IN ('tr', 'en')),
    time_zone  TEXT    NOT NULL,                -- IANA name
    second_factor INTEGER NOT NULL DEFAULT 0,   -- its people must have one
    secret     TEXT    NOT NULL,                -- signs identity tokens of the institution's own server
    version    INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    deleted_at INTEGER
) STRICT, WITHOUT ROWID;

-- A site's settings, one JSON object per screen.
CREATE TABLE settings (
    site_id    BLOB    NOT NULL,
    key        TEXT    NOT NULL,                -- 'widget', 'ai', 'business_hours' …
    value      TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (site_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
    id            BLOB    PRIMARY KEY,
    email         TEXT    NOT NULL UNIQUE,      -- trimmed, lower case
    name          TEXT    NOT NULL,
    password_hash TEXT    NOT NULL,             -- Argon2id, PHC string
    language      TEXT    NOT NULL CHECK (language IN ('tr', 'en')),
    superadmin    INTEGER NOT NULL DEFAULT 0,
    active        INTEGER NOT NULL DEFAULT 1,
    preferences   TEXT    NOT NULL DEFAULT '{}',
    last_login_at INTEGER,
    version       INTEGER NOT NULL DEFAULT 1,
    created_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Which sites a user works on, and as what.
CREATE TABLE memberships (
    site_id   BLOB    NOT NULL,
    user_id   BLOB    NOT NULL,
    role      TEXT    NOT NULL CHECK (role IN ('agent', 'admin')),
    max_chats INTEGER NOT NULL DEFAULT 5,
    languages      TEXT    NOT NULL DEFAULT '[]',   -- JSON: what the agent speaks, 'tr', 'en' …
    priority_level INTEGER NOT NULL DEFAULT 1,      -- 1 to 10: VIPs go to the highest
    accept_calls   INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (site_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX memberships_of_user ON memberships (user_id);

-- Departments, teams and skills: how agents are grouped and matched.
CREATE TABLE groups (
    id         BLOB    PRIMARY KEY,
    site_id    BLOB    NOT NULL,
    kind       TEXT    NOT NULL CHECK (kind IN ('department', 'team', 'skill')),
    name       TEXT    NOT NULL,
    name_key   TEXT    NOT NULL,                -- folded: no two that read alike
    urgent     INTEGER NOT NULL DEFAULT 0,      -- a department whose visitors wait less
    version    INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX group_by_name ON groups (site_id, kind, name_key);

-- Who is in a department (one at most), in teams, and has skills.
CREATE TABLE group_members (
    site_id  BLOB NOT NULL,
    user_id  BLOB NOT NULL,
    group_id BLOB NOT NULL,
    kind     TEXT NOT NULL,                     -- of the group
    PRIMARY KEY (site_id, user_id, group_id)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX department_of_member ON group_members (site_id, user_id) WHERE kind = 'department';
CREATE INDEX members_of_group ON group_members (group_id);

-- One sign-in of a user, alive until revoked or expired. The refresh token rotates; both hashes are SHA-256.
CREATE TABLE logins (
    id            BLOB    PRIMARY KEY,
    user_id       BLOB    NOT NULL,
    refresh_hash  BLOB    NOT NULL,
    previous_hash BLOB,                         -- used again: somebody copied it, the whole sign-in ends
    rotated_at    INTEGER NOT NULL,
    address       TEXT    NOT NULL,
    agent         TEXT    NOT NULL,             -- the browser's own name of itself
    created_at    INTEGER NOT NULL,
    last_used_at  INTEGER NOT NULL,
    expires_at    INTEGER NOT NULL,
    revoked_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX logins_of_user ON logins (user_id);

-- The second factor of a user: what their authenticator app knows, sealed with the installation's key.
CREATE TABLE second_factors (
    user_id      BLOB    PRIMARY KEY,
    secret       BLOB    NOT NULL,              -- sealed
    confirmed_at INTEGER,                       -- NULL: being set up, not asked for yet
    last_step    INTEGER NOT NULL DEFAULT 0,    -- of the last code used; it and earlier ones are refused
    created_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Codes for the day on which the app is lost, each good once; keyed hashes.
CREATE TABLE recovery_codes (
    user_id BLOB    NOT NULL,
    hash    BLOB    NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;

-- Links with which a user chooses a password, each good once. What the link carries is signed, not stored.
CREATE TABLE password_links (
    id         BLOB    PRIMARY KEY,
    user_id    BLOB    NOT NULL,
    purpose    TEXT    NOT NULL CHECK (purpose IN ('invitation', 'reset')),
    invited_by BLOB,                            -- the user who did
    site_id    BLOB,                            -- where they were invited to
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX password_links_of_user ON password_links (user_id, created_at);

-- What an agent chose to be, per site. Whether the agent is there at all is told by the sockets.
CREATE TABLE agent_states (
    site_id          BLOB    NOT NULL,
    user_id          BLOB    NOT NULL,
    state            TEXT    NOT NULL CHECK (state IN ('available', 'busy', 'on_break', 'away', 'do_not_disturb')),
    message          TEXT,
    until            INTEGER,
    idle_from        TEXT,                      -- what it was before it became away by itself
    connected        INTEGER NOT NULL DEFAULT 0, -- a desk is open, or was lost less than a minute ago
    last_assigned_at INTEGER NOT NULL DEFAULT 0,
    last_turn        INTEGER NOT NULL DEFAULT 0, -- number of the last choice, rising over the site
    changed_at       INTEGER NOT NULL,
    PRIMARY KEY (site_id, user_id)
) STRICT, WITHOUT ROWID;

-- Who did what. Append-only; each row carries the hash of the one before it.
CREATE TABLE audit (
    number      INTEGER PRIMARY KEY AUTOINCREMENT,
    id          BLOB    NOT NULL,
    site_id     BLOB,                           -- NULL: the installation itself
    at          INTEGER NOT NULL,
    actor_kind  TEXT    NOT NULL,               -- 'user', 'visitor', 'system', 'cli'
    actor_id    BLOB,
    action      TEXT    NOT NULL,               -- 'site.updated'
    target_kind TEXT    NOT NULL,
    target_id   BLOB,
    address     TEXT,
    agent       TEXT,
    old         TEXT,                           -- JSON
    new         TEXT,                           -- JSON
    hash        BLOB    NOT NULL                -- SHA-256 over the row and the hash before
) STRICT;
CREATE INDEX audit_of_site ON audit (site_id, number);

CREATE TABLE visitors (
    id            BLOB    PRIMARY KEY,
    site_id       BLOB    NOT NULL,
    number        INTEGER NOT NULL,
    name          TEXT,
    email         TEXT,
    phone         TEXT,
    verified_id   TEXT,                         -- `sub` of a verified identity token
    custom_data   TEXT    NOT NULL DEFAULT '{}',
    language      TEXT,
    vip           INTEGER NOT NULL DEFAULT 0,
    visit_count   INTEGER NOT NULL DEFAULT 1,
    page          TEXT,
    title         TEXT,
    address       TEXT,                         -- where the last session came from, for bans that go by it
    first_seen_at INTEGER NOT NULL,
    last_seen_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX visitors_of_site ON visitors (site_id, last_seen_at);
CREATE UNIQUE INDEX visitors_by_identity ON visitors (site_id, verified_id) WHERE verified_id IS NOT NULL;

-- Visitors who turned out to be the same person as an older one, with whom they are now one: their tokens stay good.
CREATE TABLE merged_visitors (
    id        BLOB    PRIMARY KEY,
    site_id   BLOB    NOT NULL,
    into_id   BLOB    NOT NULL,                 -- never itself one of these
    number    INTEGER NOT NULL,                 -- what it was called
    merged_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX merged_visitors_into ON merged_visitors (into_id);

-- One stay of a visitor on the site's pages; half an hour of silence ends it.
CREATE TABLE sessions (
    id         BLOB    PRIMARY KEY,
    site_id    BLOB    NOT NULL,
    visitor_id BLOB    NOT NULL,
    began_at   INTEGER NOT NULL,
    last_at    INTEGER NOT NULL,                -- last sign of life
    browser    TEXT,
    system     TEXT,
    device     TEXT CHECK (device IN ('desktop', 'phone', 'tablet')),
    screen     TEXT,                            -- '1440x900'
    language   TEXT,
    referrer   TEXT,
    campaign   TEXT,                            -- JSON: what the first address said
    country    TEXT,                            -- 'TR', where a file of places is installed
    city       TEXT,
    page_views INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_of_visitor ON sessions (visitor_id, began_at);
CREATE INDEX sessions_by_start ON sessions (began_at);

-- Pages that were looked at.
CREATE TABLE page_views (
    site_id     BLOB    NOT NULL,
    visitor_id  BLOB    NOT NULL,
    at          INTEGER NOT NULL,
    session_id  BLOB    NOT NULL,
    url         TEXT    NOT NULL,
    title       TEXT,
    duration_ms INTEGER,                        -- NULL while it is open
    scroll      INTEGER,                        -- how far down, in per cent
    PRIMARY KEY (visitor_id, at)
) STRICT, WITHOUT ROWID;

-- When a visitor rested within a session, and when not.
CREATE TABLE session_states (
    session_id BLOB    NOT NULL,
    at         INTEGER NOT NULL,
    idle       INTEGER NOT NULL,
    PRIMARY KEY (session_id, at)
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations (
    id                     BLOB    PRIMARY KEY,
    site_id                BLOB    NOT NULL,
    number                 INTEGER NOT NULL,
    visitor_id             BLOB    NOT NULL,
    status                 TEXT    NOT NULL CHECK (status IN ('bot', 'queued', 'active', 'closed')),
    assignee_id            BLOB,
    assigned_at            INTEGER,             -- when it became theirs
    assigned_reason        TEXT,                -- JSON: strategy and figures behind the choice
    department_id          BLOB,
    required_skills        TEXT    NOT NULL DEFAULT '[]', -- JSON: ids
    queued_at              INTEGER,             -- since when it waits for an agent
    form_offered_at        INTEGER,             -- when the form was last offered in place of more waiting
    offered_to             BLOB,                -- the agent who is asked to take it
    offer_ends_at          INTEGER,
    declined               TEXT    NOT NULL DEFAULT '[]', -- JSON: agents who let it pass
    subject                TEXT,
    priority               TEXT    NOT NULL DEFAULT 'normal' CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    language               TEXT    NOT NULL,
    channel                TEXT    NOT NULL DEFAULT 'widget' CHECK (channel IN ('widget', 'email', 'api')),
    assistant              TEXT    NOT NULL CHECK (assistant IN ('on', 'stopped', 'off')),
    assistant_answers      INTEGER NOT NULL DEFAULT 0,
    unread                 INTEGER NOT NULL DEFAULT 0,  -- visitor's messages that no agent has read
    last_seq               INTEGER NOT NULL DEFAULT 0,  -- of the last message or note
    visitor_delivered_seq  INTEGER NOT NULL DEFAULT 0,
    visitor_read_seq       INTEGER NOT NULL DEFAULT 0,
    agent_delivered_seq    INTEGER NOT NULL DEFAULT 0,
    agent_read_seq         INTEGER NOT NULL DEFAULT 0,
    rating                 INTEGER CHECK (rating BETWEEN 1 AND 5),
    rating_comment         TEXT,
    version                INTEGER NOT NULL DEFAULT 1,
    created_at             INTEGER NOT NULL,
    first_reply_at         INTEGER,
    last_message_at        INTEGER NOT NULL,
    waiting_since          INTEGER,             -- since when the visitor waits for a person's answer
    closed_at              INTEGER,
    snoozed_until          INTEGER,             -- out of the lists until then, or until the visitor writes
    snooze_told            INTEGER,             -- the `snoozed_until` of which it was told that its time has come
    idle_noticed_at        INTEGER              -- when the visitor was asked whether anybody is still there; counts
                                                -- while it is the newest entry
) STRICT, WITHOUT ROWID;
CREATE INDEX conversations_by_activity ON conversations (site_id, last_message_at);
-- All that a search narrows down by, so that it need not look at the conversations themselves.
CREATE INDEX conversations_by_facts ON conversations (site_id, id, status, assignee_id, rating, department_id, channel, priority);
CREATE INDEX conversations_of_visitor ON conversations (visitor_id, created_at);
CREATE UNIQUE INDEX conversation_open_of_visitor ON conversations (visitor_id) WHERE status <> 'closed';
CREATE INDEX conversations_rated ON conversations (site_id, assignee_id, rating) WHERE rating IS NOT NULL;
-- The same for those with a rating, which are few of all.
CREATE INDEX conversations_by_rating ON conversations (site_id, rating, status, assignee_id) WHERE rating IS NOT NULL;
CREATE INDEX conversations_open ON conversations (site_id, status, assignee_id) WHERE status <> 'closed';
CREATE INDEX conversations_put_off ON conversations (snoozed_until)
    WHERE snoozed_until IS NOT NULL AND snoozed_until IS NOT snooze_told;

-- Clustered by conversation: a thread is read in one sweep.
CREATE TABLE messages (
    conversation_id BLOB    NOT NULL,
    seq             INTEGER NOT NULL,           -- of the event that told it
    id              BLOB    NOT NULL UNIQUE,
    site_id         BLOB    NOT NULL,
    author_kind     TEXT    NOT NULL CHECK (author_kind IN ('visitor', 'agent', 'assistant', 'system')),
    author_id       BLOB,
    note            INTEGER NOT NULL DEFAULT 0, -- only agents see it
    whisper         INTEGER NOT NULL DEFAULT 0, -- a note to who has the conversation
    body            TEXT    NOT NULL,
    client_ref      TEXT,                       -- the sender's own name for it: sent again, it is not stored again
    reply_to        BLOB,
    sources         TEXT,                       -- JSON: what the assistant quoted
    system_code     TEXT,                       -- what happened, worded by the reader's program
    system_params   TEXT,                       -- JSON
    files           INTEGER NOT NULL DEFAULT 0, -- number of attachments
    created_at      INTEGER NOT NULL,
    edited_at       INTEGER,
    deleted_at      INTEGER,
    PRIMARY KEY (conversation_id, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX message_by_client_ref ON messages (conversation_id, author_kind, client_ref) WHERE client_ref IS NOT NULL;

-- What agents have begun to write.
CREATE TABLE drafts (
    user_id         BLOB    NOT NULL,
    conversation_id BLOB    NOT NULL,
    site_id         BLOB    NOT NULL,
    body            TEXT    NOT NULL,
    note            INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,
    PRIMARY KEY (user_id, conversation_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX drafts_of_conversation ON drafts (conversation_id);

-- One emoji of a person on a message.
CREATE TABLE reactions (
    conversation_id BLOB    NOT NULL,
    message_id      BLOB    NOT NULL,
    author_kind     TEXT    NOT NULL CHECK (author_kind IN ('visitor', 'agent')),
    author_id       BLOB    NOT NULL,
    site_id         BLOB    NOT NULL,
    emoji           TEXT    NOT NULL,
    at              INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, message_id, author_kind, author_id)
) STRICT, WITHOUT ROWID;

-- Providers of language models that a site has set. The key is encrypted with the master key outside the database.
CREATE TABLE ai_providers (
    id          BLOB    PRIMARY KEY,
    site_id     BLOB    NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind IN ('ollama', 'openai', 'anthropic', 'google', 'azure')),
    name        TEXT    NOT NULL,
    address     TEXT    NOT NULL,
    models      TEXT    NOT NULL,               -- JSON array; the first is asked unless a purpose names another
    api_version TEXT    NOT NULL,               -- Azure only
    in_house    INTEGER NOT NULL,               -- what it is asked stays in the institution
    enabled     INTEGER NOT NULL,
    key         BLOB,
    key_end     TEXT,                           -- what may be shown of it
    version     INTEGER NOT NULL DEFAULT 1,
    created_at  INTEGER NOT NULL,
    updated_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ai_providers_of_site ON ai_providers (site_id, id);

-- Every request to a language model: what it took, never what was said. Kept for 400 days.
CREATE TABLE ai_usage (
    id              BLOB    PRIMARY KEY,
    site_id         BLOB    NOT NULL,
    at              INTEGER NOT NULL,
    provider        TEXT    NOT NULL,           -- an id, or 'local'
    name            TEXT    NOT NULL,           -- what the site called it then
    model           TEXT    NOT NULL,
    purpose         TEXT    NOT NULL,           -- 'answer', 'suggestion', 'summary', 'classify', 'test'
    tokens_in       INTEGER NOT NULL,
    tokens_out      INTEGER NOT NULL,
    estimated       INTEGER NOT NULL,           -- the provider did not tell its tokens
    cost_micros     INTEGER NOT NULL,           -- millionths of the price table's currency
    first_word_ms   INTEGER,
    total_ms        INTEGER NOT NULL,
    conversation_id BLOB,
    outcome         TEXT    NOT NULL            -- 'answered', 'abandoned', or why it failed
) STRICT, WITHOUT ROWID;
CREATE INDEX ai_usage_of_site ON ai_usage (site_id, id);
CREATE INDEX ai_usage_by_age ON ai_usage (at);

-- The same by day, so that budgets and reports read few rows.
CREATE TABLE ai_usage_days (
    site_id     BLOB    NOT NULL,
    day         TEXT    NOT NULL,               -- '2026-01-15', in the site's time zone then
    provider    TEXT    NOT NULL,
    model       TEXT    NOT NULL,
    purpose     TEXT    NOT NULL,
    name        TEXT    NOT NULL,
    requests    INTEGER NOT NULL,
    failures    INTEGER NOT NULL,
    estimated   INTEGER NOT NULL,
    tokens_in   INTEGER NOT NULL,
    tokens_out  INTEGER NOT NULL,
    cost_micros INTEGER NOT NULL,
    total_ms    INTEGER NOT NULL,               -- of the requests that did not fail
    PRIMARY KEY (site_id, day, provider, model, purpose)
) STRICT, WITHOUT ROWID;

-- Budgets of which admins have been told, once per period and limit.
CREATE TABLE ai_budget_notices (
    site_id      BLOB    NOT NULL,
    period       TEXT    NOT NULL CHECK (period IN ('day', 'month')),
    since        TEXT    NOT NULL,              -- first day of the period
    percent      INTEGER NOT NULL,              -- 80 or 100
    limit_micros INTEGER NOT NULL,              -- of which it was that much
    id           BLOB    NOT NULL,
    at           INTEGER NOT NULL,
    PRIMARY KEY (site_id, period, since, percent, limit_micros)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX ai_budget_notice ON ai_budget_notices (id);

-- What a user is to look at.
CREATE TABLE notifications (
    id              BLOB    PRIMARY KEY,
    site_id         BLOB    NOT NULL,
    user_id         BLOB    NOT NULL,
    kind            TEXT    NOT NULL CHECK (kind IN ('mention', 'whisper', 'assigned', 'waiting', 'rated', 'snooze_over',
                                                     'budget_near', 'budget_spent', 'sla_near', 'sla_breached',
                                                     'sla_escalated', 'ticket_assigned', 'ticket_replied',
                                                     'ticket_bounced', 'ticket_unproven', 'ticket_mention')),
    conversation_id BLOB,                       -- NULL where it is about a ticket or the site
    ticket_id       BLOB,                       -- where it is about one
    message_id      BLOB,                       -- the note, the change of a ticket, or the budget's notice; NULL where it is about the conversation itself
    actor_id        BLOB,
    bell            INTEGER NOT NULL DEFAULT 1, -- 0: told once, by a window or a sound, and not listed
    created_at      INTEGER NOT NULL,
    read_at         INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX notifications_of_user ON notifications (site_id, user_id, id) WHERE bell = 1;
CREATE INDEX notifications_unread ON notifications (site_id, user_id) WHERE bell = 1 AND read_at IS NULL;
CREATE UNIQUE INDEX notification_once ON notifications (user_id, message_id, kind) WHERE message_id IS NOT NULL;
CREATE UNIQUE INDEX notification_at_once ON notifications (user_id, conversation_id, kind, created_at)
    WHERE message_id IS NULL;
CREATE INDEX notifications_of_conversation ON notifications (conversation_id);
CREATE INDEX notifications_of_ticket ON notifications (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX notifications_by_age ON notifications (created_at);

-- What a user wants to be told of, and how; the same on every site. Who never chose has the defaults.
CREATE TABLE notification_preferences (
    user_id    BLOB    PRIMARY KEY,
    value      TEXT    NOT NULL,                -- JSON
    version    INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Browsers that a user is told on while no desk is open (Web Push). Each ends with the sign-in it was made in.
CREATE TABLE push_subscriptions (
    id         BLOB    PRIMARY KEY,
    user_id    BLOB    NOT NULL,
    login_id   BLOB    NOT NULL,
    endpoint   TEXT    NOT NULL UNIQUE,         -- address at the push service
    p256dh     BLOB    NOT NULL,                -- the browser's public key
    auth       BLOB    NOT NULL,                -- its shared secret
    agent      TEXT    NOT NULL,                -- the browser's own name of itself
    created_at INTEGER NOT NULL,
    sent_at    INTEGER,
    status     INTEGER,                         -- what the service answered last; NULL: it was not reached
    failures   INTEGER NOT NULL DEFAULT 0       -- in a row
) STRICT, WITHOUT ROWID;
CREATE INDEX push_subscriptions_of_user ON push_subscriptions (user_id);

-- Visitors who may send nothing, for a while or for good.
CREATE TABLE bans (
    id         BLOB    PRIMARY KEY,
    site_id    BLOB    NOT NULL,
    visitor_id BLOB    NOT NULL,                -- whom it began with
    address    TEXT,                            -- set: it goes by the address, not by the visitor
    reason     TEXT    NOT NULL,
    until      INTEGER,                         -- NULL: until it is lifted
    created_by BLOB,
    created_at INTEGER NOT NULL,
    lifted_at  INTEGER,
    lifted_by  BLOB
) STRICT, WITHOUT ROWID;
CREATE INDEX bans_that_hold ON bans (site_id, lifted_at);
CREATE INDEX bans_of_site ON bans (site_id, id);

CREATE TABLE conversation_tags (
    conversation_id BLOB NOT NULL,
    tag             TEXT NOT NULL,
    site_id         BLOB NOT NULL,
    PRIMARY KEY (conversation_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX conversations_by_tag ON conversation_tags (site_id, tag);

-- What a site calls its tags. Conversations and visitors carry the name; a new name or none at all is written there too.
CREATE TABLE tags (
    id         BLOB    PRIMARY KEY,
    site_id    BLOB    NOT NULL,
    name       TEXT    NOT NULL,
    folded     TEXT    NOT NULL,                -- lower case, without marks: two tags never differ by these alone
    color      TEXT    NOT NULL,                -- a name of the palette
    version    INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX tag_by_name ON tags (site_id, folded);

-- What a visitor is called by, in every conversation.
CREATE TABLE visitor_tags (
    visitor_id BLOB NOT NULL,
    tag        TEXT NOT NULL,
    site_id    BLOB NOT NULL,
    PRIMARY KEY (visitor_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX visitors_by_tag ON visitor_tags (site_id, tag);

-- Several things that are done to a conversation in one click.
CREATE TABLE macros (
    id         BLOB    PRIMARY KEY,
    site_id    BLOB    NOT NULL,
    owner_id   BLOB,                            -- whose own it is; NULL: the whole site's
    name       TEXT    NOT NULL,
    actions    TEXT    NOT NULL,                -- JSON array, in the order they are done
    uses       INTEGER NOT NULL DEFAULT 0,
    version    INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX macros_of_site ON macros (site_id, id);

-- Lists of the inbox, and of tickets, that somebody gave a name.
CREATE TABLE saved_views (
    id         BLOB    PRIMARY KEY,
    site_id    BLOB    NOT NULL,
    owner_id   BLOB,                            -- whose own it is; NULL: the whole site's
    of         TEXT    NOT NULL DEFAULT 'inbox' CHECK (of IN ('inbox', 'tickets')),
    name       TEXT    NOT NULL,
    filter     TEXT    NOT NULL,                -- JSON: what the list is narrowed down to
    version    INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX saved_views_of_site ON saved_views (site_id, owner_id);

-- Answers written beforehand, called by a shortcut.
CREATE TABLE canned_responses (
    id           BLOB    PRIMARY KEY,
    site_id      BLOB    NOT NULL,
    owner_id     BLOB,                          -- whose own it is
    team_id      BLOB,                          -- which team's it is; neither of both: the whole site's
    shortcut     TEXT    NOT NULL,              -- lower case
    title        TEXT    NOT NULL,
    body         TEXT    NOT NULL,              -- Markdown subset with places such as {{ziyaretci.ad}}
    uses         INTEGER NOT NULL DEFAULT 0,
    last_used_at INTEGER,
    version      INTEGER NOT NULL DEFAULT 1,
    created_at   INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX canned_of_site ON canned_responses (site_id, shortcut) WHERE owner_id IS NULL AND team_id IS NULL;
CREATE UNIQUE INDEX canned_of_team ON canned_responses (site_id, team_id, shortcut) WHERE team_id IS NOT NULL;
CREATE UNIQUE INDEX canned_of_owner ON canned_responses (site_id, owner_id, shortcut) WHERE owner_id IS NOT NULL;
CREATE INDEX canned_by_use ON canned_responses (site_id, uses DESC, id DESC);

-- Cases with a number, a status and somebody who answers for them.
CREATE TABLE tickets (
    id              BLOB    PRIMARY KEY,
    site_id         BLOB    NOT NULL,
    number          INTEGER NOT NULL,
    code            TEXT    NOT NULL,           -- with which the requester asks for it, with a check character
    link_key        BLOB    NOT NULL,           -- what its links are signed with; renewed, it ends them
    subject         TEXT    NOT NULL,
    status          TEXT    NOT NULL CHECK (status IN ('new', 'open', 'waiting_reply', 'pending', 'resolved', 'closed')),
    priority        TEXT    NOT NULL CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    source          TEXT    NOT NULL CHECK (source IN ('widget', 'email', 'chat', 'form', 'api', 'desk')),
    category_id     BLOB,
    department_id   BLOB,
    team_id         BLOB,
    assignee_id     BLOB,
    visitor_id      BLOB,                       -- whose it is, where that is known
    requester_name  TEXT,
    requester_email TEXT,                       -- trimmed, lower case
    requester_phone TEXT,
    call_at         TEXT,                       -- a call is wanted: when, in the requester's words
    page            TEXT,                       -- where the form was filled in
    language        TEXT    NOT NULL CHECK (language IN ('tr', 'en')),
    conversation_id BLOB,                       -- what it was made of
    merged_into     BLOB,                       -- the ticket that has its messages now
    fields          TEXT    NOT NULL DEFAULT '{}', -- JSON: the site's own fields by their keys
    unrouted        INTEGER NOT NULL DEFAULT 0, -- the rules are still to find somebody
    machine         INTEGER NOT NULL DEFAULT 0, -- a machine or a list asked: it gets only what people write
    replies         INTEGER NOT NULL DEFAULT 0, -- public messages after the first
    version         INTEGER NOT NULL DEFAULT 1, -- of the fields; a message does not raise it
    created_at      INTEGER NOT NULL,
    updated_at      INTEGER NOT NULL,           -- of anything, messages too
    last_message_at INTEGER NOT NULL,
    first_reply_at  INTEGER,                    -- of a person
    waiting_since   INTEGER,                    -- since when the requester waits for a person
    resolved_at     INTEGER,
    closed_at       INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX ticket_by_number ON tickets (site_id, number);
CREATE UNIQUE INDEX ticket_by_code ON tickets (site_id, code);
-- All that lists are narrowed down and sorted by, so that they need not look at the tickets themselves.
CREATE INDEX tickets_by_facts ON tickets (site_id, status, updated_at, created_at, priority, assignee_id, team_id,
    department_id, category_id, source);
CREATE INDEX tickets_of_assignee ON tickets (site_id, assignee_id, status);
CREATE INDEX tickets_of_visitor ON tickets (visitor_id, created_at) WHERE visitor_id IS NOT NULL;
CREATE INDEX tickets_of_requester ON tickets (site_id, requester_email) WHERE requester_email IS NOT NULL;
CREATE INDEX tickets_of_conversation ON tickets (conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX tickets_resolved ON tickets (resolved_at) WHERE status = 'resolved';
CREATE INDEX tickets_unrouted ON tickets (site_id, created_at) WHERE unrouted = 1;
CREATE INDEX tickets_in_category ON tickets (category_id) WHERE category_id IS NOT NULL;

-- What was said in a ticket. Clustered by ticket: it is read in one sweep. A merge moves rows to another ticket.
CREATE TABLE ticket_messages (
    ticket_id   BLOB    NOT NULL,
    seq         INTEGER NOT NULL,               -- of the event that told it
    id          BLOB    NOT NULL UNIQUE,
    site_id     BLOB    NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind IN ('description', 'reply', 'note')),
    author_kind TEXT    NOT NULL CHECK (author_kind IN ('requester', 'agent', 'assistant', 'system')),
    author_id   BLOB,                           -- user or visitor
    author_name TEXT,                           -- of who is no user
    source      TEXT    NOT NULL,               -- how it came, as in `tickets`
    body        TEXT    NOT NULL,
    quoted      TEXT,                           -- what a mail repeated of earlier ones: folded away, kept in full
    html        TEXT,                           -- of a mail that has no other text: what may be shown of it
    client_ref  TEXT,                           -- the sender's own name for it: sent again, it is not stored again
    mail_id     TEXT,                           -- `Message-ID` of the mail that brought it
    files       INTEGER NOT NULL DEFAULT 0,
    created_at  INTEGER NOT NULL,
    PRIMARY KEY (ticket_id, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX ticket_message_by_client_ref ON ticket_messages (ticket_id, author_kind, client_ref)
    WHERE client_ref IS NOT NULL;
CREATE INDEX ticket_messages_by_mail ON ticket_messages (site_id, mail_id) WHERE mail_id IS NOT NULL;

-- What became of a ticket: every change with what was before and after.
CREATE TABLE ticket_history (
    ticket_id  BLOB    NOT NULL,
    id         BLOB    NOT NULL,                -- in the order of what happened
    site_id    BLOB    NOT NULL,
    at         INTEGER NOT NULL,
    actor_kind TEXT    NOT NULL CHECK (actor_kind IN ('requester', 'agent', 'assistant', 'system')),
    actor_id   BLOB,
    what       TEXT    NOT NULL,                -- 'created', 'status', 'assignee' …
    old        TEXT,                            -- JSON
    new        TEXT,                            -- JSON
    PRIMARY KEY (ticket_id, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE ticket_tags (
    ticket_id BLOB NOT NULL,
    tag       TEXT NOT NULL,
    site_id   BLOB NOT NULL,
    PRIMARY KEY (ticket_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX tickets_by_tag ON ticket_tags (site_id, tag);

-- Colleagues who want to hear of a ticket.
CREATE TABLE ticket_watchers (
    ticket_id BLOB NOT NULL,
    user_id   BLOB NOT NULL,
    site_id   BLOB NOT NULL,
    PRIMARY KEY (ticket_id, user_id)
) STRICT, WITHOUT ROWID;

-- Who gets a copy of every answer by mail.
CREATE TABLE ticket_copies (
    ticket_id BLOB NOT NULL,
    email     TEXT NOT NULL,
    site_id   BLOB NOT NULL,
    PRIMARY KEY (ticket_id, email)
) STRICT, WITHOUT ROWID;

-- Tickets that belong together. Of two related ones there is one row.
CREATE TABLE ticket_links (
    ticket_id BLOB NOT NULL,
    other_id  BLOB NOT NULL,
    site_id   BLOB NOT NULL,
    kind      TEXT NOT NULL CHECK (kind IN ('related', 'follow_up', 'split', 'merged')), -- what the other is to it
    PRIMARY KEY (ticket_id, other_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_links_back ON ticket_links (other_id);

-- Who works on a ticket, so that nobody else does; a time that is over means nothing.
CREATE TABLE ticket_locks (
    ticket_id  BLOB    PRIMARY KEY,
    site_id    BLOB    NOT NULL,
    user_id    BLOB    NOT NULL,
    since      INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_locks_of_user ON ticket_locks (user_id);

-- What tickets are about, in two levels.
CREATE TABLE ticket_categories (
    id         BLOB    PRIMARY KEY,
    site_id    BLOB    NOT NULL,
    parent_id  BLOB,                            -- of the second level
    name       TEXT    NOT NULL,
    name_key   TEXT    NOT NULL,                -- folded: no two beside each other that read alike
    department_id BLOB,                         -- where its tickets belong, unless something else is said
    priority   TEXT CHECK (priority IN ('low', 'normal', 'high', 'urgent')),
    version    INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX ticket_category_by_name ON ticket_categories (site_id, COALESCE(parent_id, x''), name_key);

-- Tickets that are often made, ready to be filled in.
CREATE TABLE ticket_templates (
    id         BLOB    PRIMARY KEY,
    site_id    BLOB    NOT NULL,
    name       TEXT    NOT NULL,
    subject    TEXT    NOT NULL,                -- may name places, as canned responses do
    body       TEXT    NOT NULL,
    defaults   TEXT    NOT NULL DEFAULT '{}',   -- JSON: priority, category, department, assignee, tags
    version    INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_templates_of_site ON ticket_templates (site_id, id);

-- What agents have begun to write in tickets.
CREATE TABLE ticket_drafts (
    user_id    BLOB    NOT NULL,
    ticket_id  BLOB    NOT NULL,
    site_id    BLOB    NOT NULL,
    body       TEXT    NOT NULL,
    note       INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, ticket_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ticket_drafts_of_ticket ON ticket_drafts (ticket_id);

-- Uploaded files; the bytes lie in files/ under the data folder, named by the id.
CREATE TABLE files (
    id              BLOB    PRIMARY KEY,
    site_id         BLOB    NOT NULL,
    conversation_id BLOB,                       -- set when a message takes it
    ticket_id       BLOB,                       -- the same, of a ticket's message; or of a field of a ticket
    message_id      BLOB,                       -- NULL while nothing has taken it, and for a field of a ticket
    position        INTEGER NOT NULL DEFAULT 0, -- within the message
    uploader_kind   TEXT    NOT NULL CHECK (uploader_kind IN ('visitor', 'agent')),
    uploader_id     BLOB    NOT NULL,
    name            TEXT    NOT NULL,
    media_type      TEXT    NOT NULL,
    bytes           INTEGER NOT NULL,
    width           INTEGER,
    height          INTEGER,
    created_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX files_of_message ON files (message_id) WHERE message_id IS NOT NULL;
CREATE INDEX files_of_ticket ON files (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX files_waiting ON files (created_at)
    WHERE message_id IS NULL AND ticket_id IS NULL AND conversation_id IS NULL;

-- What each uploader has waiting, with all that is counted of it.
CREATE INDEX files_waiting_by ON files (site_id, uploader_kind, uploader_id, bytes)
    WHERE message_id IS NULL AND ticket_id IS NULL AND conversation_id IS NULL;

-- Files that are images of articles, each content once: readable by whoever has their address.
CREATE TABLE article_images (
    site_id BLOB NOT NULL,
    hash    BLOB NOT NULL,                      -- SHA-256 of the bytes
    file_id BLOB NOT NULL UNIQUE,
    PRIMARY KEY (site_id, hash)
) STRICT, WITHOUT ROWID;

-- Where the mails of a site go out. The site of zeros is the installation: for whoever has no account of their own.
CREATE TABLE mail_accounts (
    site_id        BLOB    PRIMARY KEY,
    host           TEXT    NOT NULL,
    port           INTEGER NOT NULL,
    security       TEXT    NOT NULL CHECK (security IN ('tls', 'starttls', 'plain')),
    trust          TEXT    NOT NULL CHECK (trust IN ('public', 'own', 'unchecked')),
    authority      TEXT    NOT NULL DEFAULT '', -- PEM, where the trust is 'own'
    user           TEXT    NOT NULL DEFAULT '', -- empty: nobody signs in
    password       BLOB,                        -- sealed
    sender_name    TEXT    NOT NULL,
    sender_address TEXT    NOT NULL,
    reply_to       TEXT,
    vouched        INTEGER NOT NULL DEFAULT 0,  -- entered by who runs the installation: may be a private address
    version        INTEGER NOT NULL,
    updated_at     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Addresses at which a site gets mail: each a folder on an IMAP server, and where answers from it leave.
CREATE TABLE inboxes (
    id            BLOB    PRIMARY KEY,
    site_id       BLOB    NOT NULL,
    address       TEXT    NOT NULL,             -- lower case
    sender_name   TEXT    NOT NULL,
    active        INTEGER NOT NULL DEFAULT 1,
    host          TEXT    NOT NULL,
    port          INTEGER NOT NULL,
    security      TEXT    NOT NULL CHECK (security IN ('tls', 'starttls', 'plain')),
    trust         TEXT    NOT NULL CHECK (trust IN ('public', 'own', 'unchecked')),
    authority     TEXT    NOT NULL DEFAULT '',  -- PEM, where the trust is 'own'
    user          TEXT    NOT NULL,
    sign_in       TEXT    NOT NULL CHECK (sign_in IN ('password', 'google', 'microsoft', 'oauth')),
    client_id     TEXT    NOT NULL DEFAULT '',
    token_url     TEXT    NOT NULL DEFAULT '',  -- who gives out access tokens, for 'oauth'
    secret        BLOB    NOT NULL,             -- sealed: the password, or client secret and refresh token
    folder        TEXT    NOT NULL,
    sent_folder   TEXT    NOT NULL DEFAULT '',  -- where agents' own programs keep what they sent
    mark_read     INTEGER NOT NULL DEFAULT 0,
    move_to       TEXT    NOT NULL DEFAULT '',  -- the folder into which mails go that were dealt with
    since         INTEGER NOT NULL,             -- what the server took before is nobody's case; 0: all of it is
    department_id BLOB,
    category_id   BLOB,
    smtp_host     TEXT,                         -- NULL: answers leave by the site's server
    smtp_port     INTEGER,
    smtp_security TEXT CHECK (smtp_security IN ('tls', 'starttls', 'plain')),
    plus          INTEGER NOT NULL DEFAULT 1,   -- `name+anything@` reaches `name@`
    sender_check  TEXT    NOT NULL DEFAULT 'off' CHECK (sender_check IN ('off', 'named', 'microsoft')),
                                                -- how its server tells who really wrote a mail
    vouched       INTEGER NOT NULL DEFAULT 0,   -- entered by who runs the installation: may be a private address
    version       INTEGER NOT NULL,
    created_at    INTEGER NOT NULL,
    updated_at    INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX inbox_by_address ON inboxes (site_id, address);

-- Up to where the folders of an inbox were dealt with: moved in the same transaction as what a mail became.
CREATE TABLE inbox_folders (
    inbox_id BLOB    NOT NULL,
    folder   TEXT    NOT NULL,
    validity INTEGER NOT NULL,                  -- UIDVALIDITY: when it is another, UIDs mean other mails
    uid      INTEGER NOT NULL,                  -- the last one dealt with
    again    INTEGER NOT NULL DEFAULT 0,        -- up to this UID mails may be old ones under new numbers
    moved    INTEGER,                           -- up to this UID mails were moved away; NULL: none are
    PRIMARY KEY (inbox_id, folder)
) STRICT, WITHOUT ROWID;

-- Mails that a server did not give: how often they were asked for, and since when.
CREATE TABLE inbox_tries (
    inbox_id BLOB    NOT NULL,
    folder   TEXT    NOT NULL,
    uid      INTEGER NOT NULL,
    validity INTEGER NOT NULL,
    times    INTEGER NOT NULL,
    since    INTEGER NOT NULL,
    PRIMARY KEY (inbox_id, folder, uid)
) STRICT, WITHOUT ROWID;

-- How it goes with an inbox.
CREATE TABLE inbox_states (
    inbox_id      BLOB    PRIMARY KEY,
    looked_at     INTEGER,                      -- the last time that all was well
    mail_at       INTEGER,                      -- the last mail
    trouble       TEXT,                         -- why it does not work now
    said          TEXT,                         -- the server's words to it
    failing_since INTEGER
) STRICT, WITHOUT ROWID;

-- Mails that came, and what became of them. The id is made of what a mail says: the same one again is found by it.
CREATE TABLE incoming_mails (
    id         BLOB    PRIMARY KEY,
    site_id    BLOB    NOT NULL,
    inbox_id   BLOB    NOT NULL,
    folder     TEXT    NOT NULL,
    state      TEXT    NOT NULL CHECK (state IN ('done', 'ignored', 'quarantined', 'discarded')),
    outcome    TEXT,                            -- 'ticket', 'reply', 'agent_reply', 'automatic', 'bounce', 'note', 'unproven'
    reason     TEXT,                            -- why it is in quarantine, or nobody's case
    ticket_id  BLOB,
    sender     TEXT,                            -- forgotten with the raw mail
    subject    TEXT,
    bytes      INTEGER NOT NULL,
    raw        INTEGER NOT NULL,                -- whether the mail itself is kept, in the folder `mails`
    at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX incoming_mails_of_site ON incoming_mails (site_id, state, at, id);
CREATE INDEX incoming_mails_of_inbox ON incoming_mails (inbox_id, state);
CREATE INDEX incoming_mails_of_ticket ON incoming_mails (ticket_id, at) WHERE ticket_id IS NOT NULL;
CREATE INDEX incoming_mails_raw ON incoming_mails (at) WHERE raw = 1;

-- What a site's mails say, where it is not what the program says by itself.
CREATE TABLE mail_templates (
    site_id    BLOB    NOT NULL,
    kind       TEXT    NOT NULL,                -- as in `outbox`
    language   TEXT    NOT NULL CHECK (language IN ('tr', 'en')),
    subject    TEXT    NOT NULL,
    body       TEXT    NOT NULL,                -- Markdown subset with places such as {{site.ad}}
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (site_id, kind, language)
) STRICT, WITHOUT ROWID;

-- Mails to be sent, and what became of them. No texts: a mail is written when it is sent.
CREATE TABLE outbox (
    id         BLOB    PRIMARY KEY,
    site_id    BLOB    NOT NULL,                -- zeros: the installation
    kind       TEXT    NOT NULL,                -- 'transcript', 'invitation', 'password_reset' …
    about      BLOB    NOT NULL,                -- conversation, user or link
    recipient  TEXT    NOT NULL,
    language   TEXT    NOT NULL CHECK (language IN ('tr', 'en')),
    details    TEXT    NOT NULL DEFAULT '{}',   -- JSON: what is known only at this moment
    example    INTEGER NOT NULL DEFAULT 0,      -- a trial with made-up values
    state      TEXT    NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'dropped')),
    attempts   INTEGER NOT NULL DEFAULT 0,
    next_at    INTEGER,                         -- when it is tried; NULL: not again
    give_up_at INTEGER NOT NULL,
    message_id TEXT,                            -- from the first attempt on, the same ever after
    subject    TEXT,                            -- as it was written at the last attempt
    trouble    TEXT,                            -- why the last attempt failed
    said       TEXT,                            -- the server's words to it
    created_at INTEGER NOT NULL,
    sent_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX outbox_of_site ON outbox (site_id, created_at, id);
CREATE INDEX outbox_about ON outbox (about, kind, created_at);

-- Visitors who want the transcript when the conversation ends.
CREATE TABLE transcript_wishes (
    conversation_id BLOB PRIMARY KEY,
    site_id         BLOB NOT NULL,
    email           TEXT NOT NULL,
    language        TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Up to which message the visitor of a conversation was told of answers by mail, and when.
CREATE TABLE mail_digests (
    conversation_id BLOB    PRIMARY KEY,
    site_id         BLOB    NOT NULL,
    seq             INTEGER NOT NULL,
    at              INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What agents did with the assistant's suggestions.
CREATE TABLE suggestion_outcomes (
    site_id         BLOB    NOT NULL,
    conversation_id BLOB    NOT NULL,
    at              INTEGER NOT NULL,
    user_id         BLOB    NOT NULL,
    outcome         TEXT    NOT NULL CHECK (outcome IN ('sent', 'edited', 'ignored')),
    PRIMARY KEY (conversation_id, at)
) STRICT, WITHOUT ROWID;

-- What the assistant answered, for figures and for what the visitor thought of it.
CREATE TABLE ai_answers (
    message_id      BLOB    PRIMARY KEY,        -- the assistant's message
    site_id         BLOB    NOT NULL,
    conversation_id BLOB    NOT NULL,
    rung            TEXT    NOT NULL CHECK (rung IN ('model', 'extractive', 'articles', 'none', 'talk')),
    reason          TEXT,                       -- why no better step of the ladder
    score           REAL,                       -- of the best passage
    helpful         INTEGER,                    -- 1, 0, or NULL: nothing said
    judged_at       INTEGER,
    created_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ai_answers_of_conversation ON ai_answers (conversation_id, created_at);
CREATE INDEX ai_answers_of_site ON ai_answers (site_id, created_at);
CREATE INDEX ai_answers_by_age ON ai_answers (created_at);

-- How each answer came to be, for 30 days; the visitor's words are masked.
CREATE TABLE ai_traces (
    message_id      BLOB    PRIMARY KEY,
    site_id         BLOB    NOT NULL,
    conversation_id BLOB    NOT NULL,
    trace           TEXT    NOT NULL,           -- JSON
    created_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ai_traces_by_age ON ai_traces (created_at);
CREATE INDEX ai_traces_of_conversation ON ai_traces (conversation_id);

-- Conversations that went from the assistant to people.
CREATE TABLE ai_handovers (
    conversation_id BLOB    NOT NULL,
    since           INTEGER NOT NULL,           -- seq of what the assistant had said last; 0 for nothing
    site_id         BLOB    NOT NULL,
    reason          TEXT    NOT NULL CHECK (reason IN ('asked', 'misses', 'no_answer', 'not_helpful', 'chosen', 'agent',
                                                       'silenced')),
    at              INTEGER NOT NULL,
    PRIMARY KEY (conversation_id, since)
) STRICT, WITHOUT ROWID;
CREATE INDEX ai_handovers_of_site ON ai_handovers (site_id, at);

-- Answers to POSTs that carried an Idempotency-Key, for 24 hours.
CREATE TABLE idempotency_keys (
    scope        TEXT    NOT NULL,              -- who asked and where
    key          TEXT    NOT NULL,
    request_hash BLOB    NOT NULL,
    status       INTEGER NOT NULL,
    answer       BLOB    NOT NULL,
    created_at   INTEGER NOT NULL,
    PRIMARY KEY (scope, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- Entries of the knowledge base.
CREATE TABLE articles (
    id               BLOB    PRIMARY KEY,
    site_id          BLOB    NOT NULL,
    slug             TEXT    NOT NULL,          -- address part, unique per site
    title            TEXT    NOT NULL,
    meta_description TEXT,
    category         TEXT,
    tags             TEXT    NOT NULL DEFAULT '[]',  -- JSON array
    language         TEXT    NOT NULL CHECK (language IN ('tr', 'en')),
    status           TEXT    NOT NULL CHECK (status IN ('draft', 'published', 'archived')),
    visibility       TEXT    NOT NULL CHECK (visibility IN ('public', 'internal')),
    author_id        BLOB,
    views            INTEGER NOT NULL DEFAULT 0,
    helpful          INTEGER NOT NULL DEFAULT 0,
    not_helpful      INTEGER NOT NULL DEFAULT 0,
    review_by        TEXT,                      -- day, '2027-03-01'
    version          INTEGER NOT NULL DEFAULT 1,
    published_at     INTEGER,
    created_at       INTEGER NOT NULL,
    updated_at       INTEGER NOT NULL,
    source_key       TEXT,                      -- the sender's own name of it: an address, a file and its heading
    imported         BLOB,                      -- SHA-256 of what an import read: the same again changes nothing
    body             TEXT    NOT NULL           -- Markdown; last, so that what is before is read without it
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX article_by_slug ON articles (site_id, slug);
CREATE UNIQUE INDEX article_by_source ON articles (site_id, source_key) WHERE source_key IS NOT NULL;
CREATE INDEX articles_by_change ON articles (site_id, updated_at);
CREATE INDEX articles_on_shelf ON articles (site_id, status, visibility, category);
CREATE INDEX articles_by_views ON articles (site_id, status, visibility, views);
CREATE INDEX articles_by_publication ON articles (site_id, status, visibility, published_at);

-- Addresses that articles had before, so that links to them still lead there.
CREATE TABLE article_slugs (
    site_id    BLOB NOT NULL,
    slug       TEXT NOT NULL,
    article_id BLOB NOT NULL,
    PRIMARY KEY (site_id, slug)
) STRICT, WITHOUT ROWID;

-- Articles that the assistant drafted from a conversation that was solved.
CREATE TABLE article_conversations (
    article_id      BLOB PRIMARY KEY,
    site_id         BLOB NOT NULL,
    conversation_id BLOB NOT NULL,
    drafted_by      TEXT NOT NULL CHECK (drafted_by IN ('model', 'extractive'))
) STRICT, WITHOUT ROWID;
CREATE INDEX articles_of_conversation ON article_conversations (conversation_id);

-- What an article said, each time it was saved.
CREATE TABLE article_versions (
    article_id BLOB    NOT NULL,
    version    INTEGER NOT NULL,
    site_id    BLOB    NOT NULL,
    title      TEXT    NOT NULL,
    body       TEXT    NOT NULL,
    author_id  BLOB,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (article_id, version)
) STRICT, WITHOUT ROWID;

-- One opinion per visitor and article.
CREATE TABLE article_feedback (
    article_id BLOB    NOT NULL,
    visitor_id BLOB    NOT NULL,
    site_id    BLOB    NOT NULL,
    helpful    INTEGER NOT NULL,
    at         INTEGER NOT NULL,
    comment    TEXT,                            -- what the reader added
    PRIMARY KEY (article_id, visitor_id)
) STRICT, WITHOUT ROWID;

-- Imports of files and web sites into the knowledge base.
CREATE TABLE imports (
    id             BLOB    PRIMARY KEY,
    site_id        BLOB    NOT NULL,
    source         TEXT    NOT NULL CHECK (source IN ('files', 'web')),
    address        TEXT,
    files          TEXT    NOT NULL,            -- JSON array: names and lengths; the bytes lie in imports/<id>/<place>
    options        TEXT    NOT NULL,            -- JSON: status, readers, shelf …
    state          TEXT    NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'cancelled', 'interrupted', 'failed')),
    problem        TEXT,                        -- code of why it could not be carried out
    progress       TEXT    NOT NULL,            -- JSON: counts
    user_id        BLOB    NOT NULL,
    may_change_all INTEGER NOT NULL,            -- whether that user could change other people's articles
    attempts       INTEGER NOT NULL,            -- how often it was begun: a process may stop in the middle
    created_at     INTEGER NOT NULL,
    started_at     INTEGER,
    finished_at    INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX imports_of_site ON imports (site_id, id);
CREATE INDEX imports_unfinished ON imports (state, id) WHERE state IN ('waiting', 'running');

-- What became of each thing of an import.
CREATE TABLE import_items (
    import_id  BLOB    NOT NULL,
    number     INTEGER NOT NULL,
    site_id    BLOB    NOT NULL,
    source     TEXT    NOT NULL,                -- a file or an address, with the place in it
    title      TEXT,
    article_id BLOB,
    outcome    TEXT    NOT NULL CHECK (outcome IN ('created', 'updated', 'unchanged', 'failed')),
    code       TEXT,                            -- why there is no article
    PRIMARY KEY (import_id, number)
) STRICT, WITHOUT ROWID;

-- What visitors asked and no article answered, alike questions together.
CREATE TABLE unanswered_questions (
    id              BLOB    PRIMARY KEY,
    site_id         BLOB    NOT NULL,
    question        TEXT    NOT NULL,           -- as it was first asked, without what identifies a person
    words           TEXT    NOT NULL,           -- its stems, folded and sorted: the same for the same question
    meaning         BLOB    NOT NULL,           -- its quantised vector, to find alike questions
    count           INTEGER NOT NULL,           -- how often it was asked
    state           TEXT    NOT NULL CHECK (state IN ('open', 'dismissed', 'answered')),
    conversation_id BLOB,                       -- where it was asked last
    article_id      BLOB,                       -- which answers it now
    first_at        INTEGER NOT NULL,
    last_at         INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX unanswered_by_words ON unanswered_questions (site_id, words);
CREATE INDEX unanswered_by_count ON unanswered_questions (site_id, state, count, last_at, id);
CREATE INDEX unanswered_by_time ON unanswered_questions (site_id, last_at);
CREATE INDEX unanswered_of_conversation ON unanswered_questions (conversation_id) WHERE conversation_id IS NOT NULL;

-- Questions whose answer is known, asked again after every change, with what they gave last and before that.
CREATE TABLE golden_questions (
    id              BLOB    PRIMARY KEY,
    site_id         BLOB    NOT NULL,
    question        TEXT    NOT NULL,
    folded          TEXT    NOT NULL,           -- no question twice
    article_id      BLOB    NOT NULL,           -- what should answer it
    created_by      BLOB    NOT NULL,
    created_at      INTEGER NOT NULL,
    standing        TEXT,                       -- 'right', 'wrong_source', 'no_answer', 'article_gone'; NULL: never asked
    rank            INTEGER,                    -- place of the expected article, from 1
    score           REAL,                       -- of what comes first
    found_id        BLOB,                       -- what comes first
    checked_at      INTEGER,
    before_standing TEXT,                       -- what it gave before it changed last
    before_rank     INTEGER,
    before_score    REAL,
    change          TEXT CHECK (change IN ('better', 'worse')),
    changed_at      INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX golden_by_words ON golden_questions (site_id, folded);

-- Runs over them, the last hundred of each site.
CREATE TABLE golden_runs (
    id        BLOB    PRIMARY KEY,
    site_id   BLOB    NOT NULL,
    at        INTEGER NOT NULL,
    cause     TEXT    NOT NULL,                 -- 'articles', 'settings', 'model', 'questions', 'by_hand'
    questions INTEGER NOT NULL,
    right     INTEGER NOT NULL,
    better    INTEGER NOT NULL,
    worse     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX golden_runs_of_site ON golden_runs (site_id, id);

-- What can be found: published articles, cut into pieces. The number names a piece in both search indexes.
CREATE TABLE passages (
    number        INTEGER PRIMARY KEY,          -- made by the program, never used again
    site_id       BLOB    NOT NULL,
    article_id    BLOB    NOT NULL,
    position      INTEGER NOT NULL,             -- within the article
    scope         TEXT    NOT NULL,             -- site and visibility, '<site>:public'
    title         TEXT    NOT NULL,             -- of the article, and of the part
    body          TEXT    NOT NULL,             -- plain text
    embedded_with TEXT                          -- name of the newest embedding of it; NULL: none yet
) STRICT;
CREATE INDEX passages_of_article ON passages (article_id, position);
CREATE INDEX passages_by_embedding ON passages (embedded_with);

-- Vectors of passages: signs for a first look, one byte a number for the exact score.
-- While another embedding is made ready, there are those of both.
CREATE TABLE passage_vectors (
    number    INTEGER NOT NULL,                 -- of the passage
    embedding TEXT    NOT NULL,                 -- its name
    scope     TEXT    NOT NULL,                 -- as the passage's
    added     INTEGER NOT NULL,                 -- rises with every vector: who has those before needs only the rest
    signs     BLOB    NOT NULL,
    numbers   BLOB    NOT NULL,
    PRIMARY KEY (number, embedding)
) STRICT;
CREATE INDEX passage_vectors_by_addition ON passage_vectors (embedding, scope, added);

-- What is promised for a site's tickets. The policy of all zeros holds where no other fits; without a row it is the
-- program's own.
CREATE TABLE sla_policies (
    site_id    BLOB    NOT NULL,
    id         BLOB    NOT NULL,
    name       TEXT    NOT NULL,
    position   INTEGER NOT NULL,                -- the first that fits counts
    body       TEXT    NOT NULL,                -- JSON: calendar, conditions, targets, pauses, steps
    version    INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    PRIMARY KEY (site_id, id)
) STRICT, WITHOUT ROWID;

-- A site's hours as service levels reckon with them: what has passed goes by the hours of then.
CREATE TABLE sla_hours (
    site_id    BLOB    NOT NULL,
    valid_from INTEGER NOT NULL,                -- the first holds since ever: 0
    hours      TEXT    NOT NULL,                -- JSON
    holidays   TEXT    NOT NULL,                -- JSON
    time_zone  TEXT    NOT NULL,
    PRIMARY KEY (site_id, valid_from)
) STRICT, WITHOUT ROWID;

-- Promises made for tickets. Amounts are working time by their calendar.
CREATE TABLE sla_clocks (
    ticket_id   BLOB    NOT NULL,
    kind        TEXT    NOT NULL CHECK (kind IN ('first_response', 'next_response', 'resolution')),
    cycle       INTEGER NOT NULL,               -- each question of the requester is a promise of its own
    site_id     BLOB    NOT NULL,
    policy_id   BLOB    NOT NULL,
    calendar    TEXT    NOT NULL CHECK (calendar IN ('hours', 'always', 'working_days', 'days')),
    target_ms   INTEGER NOT NULL,
    elapsed_ms  INTEGER NOT NULL,               -- when the clock last stood still
    ran         TEXT    NOT NULL,               -- JSON: from and until, each time it ran before
    since       INTEGER,                        -- NULL: it stands still
    due_at      INTEGER,
    warned_at   INTEGER,
    breached_at INTEGER,
    met_at      INTEGER,
    agent_id    BLOB,                           -- who had the ticket when it was missed or done
    steps_taken INTEGER NOT NULL DEFAULT 0,
    next_at     INTEGER,                        -- when something happens by itself
    PRIMARY KEY (ticket_id, kind, cycle)
) STRICT, WITHOUT ROWID;
CREATE INDEX sla_clocks_next ON sla_clocks (next_at) WHERE next_at IS NOT NULL;
-- `met_at` is in it so that the clocks themselves need not be looked at.
CREATE INDEX sla_clocks_due ON sla_clocks (site_id, due_at, ticket_id, met_at)
    WHERE met_at IS NULL AND due_at IS NOT NULL;
-- What was missed stays so while the ticket waits; only what runs is due.
CREATE INDEX sla_clocks_missed_at_rest ON sla_clocks (site_id, ticket_id)
    WHERE breached_at IS NOT NULL AND met_at IS NULL AND due_at IS NULL;
CREATE INDEX sla_clocks_judged ON sla_clocks (site_id, COALESCE(breached_at, met_at));

-- Forms that visitors fill in.
CREATE TABLE forms (
    id         BLOB    PRIMARY KEY,
    site_id    BLOB    NOT NULL,
    slug       TEXT    NOT NULL,                -- in its address; never changes
    body       TEXT    NOT NULL,                -- JSON: words, fields, what becomes of a submission
    version    INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX form_by_slug ON forms (site_id, slug);

-- What was sent by a form, with the questions as they were then.
CREATE TABLE form_submissions (
    id         BLOB    PRIMARY KEY,
    site_id    BLOB    NOT NULL,
    form_id    BLOB    NOT NULL,
    fields     TEXT    NOT NULL,                -- JSON
    answers    TEXT    NOT NULL,                -- JSON: by the fields' keys
    language   TEXT    NOT NULL CHECK (language IN ('tr', 'en')),
    page       TEXT,                            -- where it was filled in
    visitor_id BLOB,
    ticket_id  BLOB,                            -- what it became
    client_ref TEXT,                            -- the sender's own name for it: sent again, it is not stored again
    created_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX submissions_of_form ON form_submissions (form_id, id);
CREATE INDEX submissions_of_ticket ON form_submissions (ticket_id) WHERE ticket_id IS NOT NULL;
CREATE INDEX submissions_of_visitor ON form_submissions (visitor_id) WHERE visitor_id IS NOT NULL;
CREATE UNIQUE INDEX submission_by_client_ref ON form_submissions (form_id, client_ref, visitor_id)
    WHERE client_ref IS NOT NULL;
