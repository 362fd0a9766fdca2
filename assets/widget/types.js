// Shapes shared by the modules, and what the modules offer each other. Only types: nothing loads this file, so words
// are free here, while in the modules each costs every visitor a few bytes.

/** @typedef {{ kind: 'visitor' | 'agent' | 'assistant' | 'system', id: string | null, name: string | null }} Author */
/** @typedef {{ id: string, name: string, type: string, size: number, width: number | null, height: number | null, url: string }} Attachment */
/** @typedef {{ article_id: string, title: string, slug: string, snippet: string }} Source */
/** @typedef {{ id: string, conversation_id: string, seq: number, event_seq?: number, author: Author, note?: boolean, body: string, attachments: Attachment[], client_ref: string | null, reply_to: string | null, sources: Source[], reactions?: { emoji: string, author: Author }[], system: { code: string, params: Record<string, any> } | null, created_at: string, edited_at: string | null, deleted_at: string | null }} Message */
/** @typedef {{ id: string, number: number, status: 'bot' | 'queued' | 'active' | 'closed', assignee: { id: string, name: string } | null, assistant: 'on' | 'stopped' | 'off', agent_reconnecting: boolean, visitor_read_up_to: number, agent_delivered_up_to: number, agent_read_up_to: number }} Conversation */
/** @typedef {{ mode: 'online' | 'busy' | 'offline' | 'emergency', reason: string, next_open: string | null, message: string | null, words: Worded | null, holiday: Worded | null, assistant: boolean, form: boolean, agents_online: number, reply_seconds: number | null }} Mode */
/** @typedef {{ tr: string, en: string }} Worded */
/** @typedef {{ id: string, name: string | null, email: string | null, phone: string | null, verified: boolean }} Visitor */
/** @typedef {{ id: string, title: string, slug: string, snippet?: string }} ArticleLink */

/**
 * One line of the thread: a stored message, one still on its way, or an answer that is being written.
 * @typedef {object} Entry
 * @property {string} key stays the same from sending to stored, so the node on the screen stays too
 * @property {string | null} id
 * @property {string | null} conversationId
 * @property {number} seq Infinity until the server has stored it
 * @property {Author['kind']} from
 * @property {string | null} name
 * @property {string} body
 * @property {Attachment[]} attachments
 * @property {Source[]} sources
 * @property {string | null} [replyTo] id of the message it answers
 * @property {{ emoji: string, author: Author }[]} [reactions]
 * @property {Message['system']} system
 * @property {number} at ms
 * @property {boolean} edited
 * @property {boolean} deleted
 * @property {'sending' | 'stored' | 'failed'} state
 * @property {string} [problem] why it failed, in words
 * @property {boolean} [streaming]
 */

/** @typedef {{ client_ref: string, body: string, attachments: Attachment[], at: number, failed?: string, reply_to?: string }} Outgoing */

/**
 * @typedef {object} State
 * @property {'loading' | 'consent' | 'ready' | 'refused'} phase
 * @property {boolean} open
 * @property {'idle' | 'online' | 'lost'} link
 * @property {Mode | null} mode
 * @property {Visitor | null} visitor
 * @property {string} siteName
 * @property {string | null} help path of the site's help centre
 * @property {Conversation | null} conversation
 * @property {boolean} earlier there is more of the thread on the server
 * @property {{ who: string, name: string | null } | null} typing
 * @property {{ position: number | null, estimated_wait_seconds: number | null } | null} queue
 * @property {Wait | null} escalation
 * @property {{ transcript: boolean, at_close: boolean } | null} mail what can be had by e-mail
 * @property {string | null} rate the closed conversation that waits for a rating
 * @property {ArticleLink[]} suggestions
 * @property {number} unread
 * @property {number} unreadAfter seq after which the "unread" line stands; 0 for none
 * @property {string} notice one plain sentence for the visitor, such as why sending failed
 */

/**
 * The live connection.
 * @typedef {object} ConnectOptions
 * @property {string} url
 * @property {() => Record<string, any>} auth asked anew at every attempt
 * @property {(event: string, data: any) => void} onEvent every event of the server
 * @property {(up: boolean) => void} onLink
 * @property {(code: string) => void} onRefused the handshake was refused; no further attempt is made by itself
 */

/**
 * @typedef {object} Connection
 * @property {() => boolean} isUp
 * @property {(event: string, data?: any) => Promise<any>} request the acknowledgement; `{ ok: false, code: 'no_answer' }` when none came
 * @property {(event: string, data: any) => void} tell says something that is worthless later, such as "is typing"
 * @property {() => void} retry after a refusal that may pass
 * @property {() => void} close
 */

/** @typedef {(options: ConnectOptions) => Connection} Connect */

/** @typedef {import('./chat.js').Chat} Chat */
/** @typedef {{ chat: Chat, texts: Texts }} Base what every part of the screen is given */
/** @typedef {{ close: () => void, open: () => any }} App */
/** @typedef {Base & { ui: { article: (slug: string) => void, edit: (entry: Entry) => void, answer: (entry: Entry) => void } }} ThreadParts */
/** @typedef {Base & { tray: HTMLElement, form: (which: 'offline') => void, article: (slug: string) => void, focus: () => void }} CardParts `focus` puts it where it belongs when what had it is gone */
/** @typedef {{ key: string, sign: string, build: () => HTMLElement }} Card built anew when its sign changes */
/** @typedef {{ element: HTMLElement, update: (row: any) => void }} RowNode */
/** @typedef {{ position: number | null, estimated_wait_seconds: number | null, options?: string[], why?: string }} Wait */

/** @typedef {Node | string | number | false | null | undefined} Kid */
/**
 * Builds an element. `tag`: name and classes, with dots. What the element has as a property is set so, the rest as attributes.
 * @typedef {(tag: string, props?: Record<string, any> | null, ...kids: (Kid | Kid[])[]) => any} H
 */

/**
 * @typedef {{ kind: 'day', key: string, at: number }
 *   | { kind: 'unread', key: string }
 *   | { kind: 'entry', key: string, entry: Entry, first: boolean, last: boolean }} Row
 */

/**
 * @typedef {object} Thread
 * @property {() => Entry[]} entries
 * @property {(id: string) => Entry | undefined} byId
 * @property {(message: Message) => boolean} put takes a stored message in, in its place, once; whether it was not known before
 * @property {(id: string) => void} remove
 * @property {(after: number) => void} clear forgets what the server stored up to a seq; what is still on its way stays
 * @property {(one: Outgoing) => void} sending
 * @property {(key: string) => void} drop
 * @property {(key: string, conversationId: string, delta: string, now: number, restart?: boolean) => void} chunk a piece of an answer while it is being written; `restart`: what was shown of it is void
 * @property {(key?: string) => void} dropUnfinished shown growing, never stored; without a key all
 * @property {() => number} firstSeq the smallest seq held, to ask for what is before it
 * @property {() => string} lastPlace the conversation of the newest words that are not the visitor's: it may be over
 * @property {(conversationId: string) => number} lastSeq the last stored seq of a conversation
 * @property {(after: number) => number} countAfter how many messages the other side wrote after a seq, with the question whether anybody is still there
 */

/**
 * @typedef {object} OutboxOptions
 * @property {(one: Outgoing) => Promise<'sent' | 'later' | { problem: string }>} send `later` keeps it for the next flush
 * @property {() => Outgoing[]} load what an earlier page of this tab, or another tab, has left
 * @property {(all: Outgoing[]) => void} save
 * @property {(one: Outgoing) => void} changed
 */

/**
 * @typedef {object} Outbox
 * @property {() => Outgoing[]} all
 * @property {(one: Outgoing) => boolean} add false when fifty are waiting already; the caller keeps the text
 * @property {() => Promise<void>} flush sends what waits, one after the other; safe to call at any time
 * @property {(ref: string) => void} retry puts a failed one back in the line, at its end
 * @property {(ref: string) => void} drop
 */

/** @typedef {(options: OutboxOptions) => Outbox} CreateOutbox */

/** @typedef {Pick<globalThis.Storage, 'getItem' | 'setItem' | 'removeItem'>} Disk */
/** @typedef {{ get: (key: string) => any, set: (key: string, value: any) => void, flush: () => void }} Area `set` with null removes */

/**
 * @typedef {object} Storage
 * @property {Area} shared for all tabs of this site
 * @property {Area} tab for this tab, kept over navigation
 * @property {() => void} permit from here on the disk is read and written: no consent is asked for, or it was given
 * @property {(make: () => string, now: number) => string} visit the id of the present visit; a new one after half an hour of silence
 */

/**
 * @typedef {(siteKey: string, openLocal: () => Disk, openTab: () => Disk) => Storage} CreateStorage
 * `siteKey`: sites on one origin must not read each other's visitor; getters, because naming `localStorage` can already throw
 */

/**
 * @typedef {object} Api
 * @property {(token: string) => void} setToken
 * @property {(language: string) => void} setLanguage
 * @property {(path: string) => string} url
 * @property {(body: any) => Promise<any>} session
 * @property {(body: any) => Promise<any>} updateVisitor
 * @property {(before: number) => Promise<any>} messages those with a lower seq
 * @property {(file: File, signal?: AbortSignal) => Promise<Attachment>} upload
 * @property {() => Promise<{ items: any[] }>} forms
 * @property {(id: string, body: any) => Promise<any>} submitForm
 * @property {() => Promise<{ fields: any[] }>} ticketFields
 * @property {(body: any) => Promise<any>} leaveTicket
 * @property {() => Promise<{ items: any[] }>} ownTickets newest first
 * @property {(token: string, file: File, signal?: AbortSignal) => Promise<Attachment>} uploadToTicket
 * @property {(code: string) => Promise<any>} findTicket
 * @property {(token: string) => Promise<any>} ticket
 * @property {(token: string, body: any) => Promise<any>} answerTicket
 * @property {(id: string, body: any) => Promise<any>} rate
 * @property {(body: any) => Promise<any>} transcript by e-mail
 * @property {(id: string, helpful: boolean) => Promise<any>} feedback on an article
 * @property {(id: string, helpful: boolean) => Promise<any>} judge an answer of the assistant
 * @property {(text: string) => Promise<any>} searchArticles
 * @property {() => Promise<any>} articles
 * @property {() => Promise<any>} departments that a visitor may choose from
 * @property {() => Promise<any>} hours whether the site is open, and its week
 * @property {(slug: string) => Promise<any>} article
 */

/** By key; in a file of the page also folders of words by name. @typedef {Record<string, any>} Words */

/**
 * @typedef {object} Texts
 * @property {(key: string, ...values: (string | number)[]) => string} t the words of a key, with `{0}`, `{1}` … filled in
 * @property {string} language
 * @property {Words} [more] what a file of the page said
 * @property {(at: number) => string} time all moments are in ms
 * @property {(at: number, now: number) => string} day
 * @property {(at: number) => string} date
 * @property {(seconds: number) => string} duration
 * @property {(bytes: number) => string} size
 */

/**
 * A screen laid over the conversation. Without `back` it stays until it has been dealt with.
 * @typedef {{ title: string, content: Node, back?: (() => void) | null, css?: string }} Screen
 */

/** @typedef {'offline' | 'callback' | 'track' | 'consent' | 'pre' | 'transcript'} FormName */

export {};
