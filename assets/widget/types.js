// Shapes shared by the modules, as the server sends them. Only types: nothing loads this file.

/** @typedef {{ kind: 'visitor' | 'agent' | 'assistant' | 'system', id: string | null, name: string | null }} Author */
/** @typedef {{ id: string, name: string, type: string, size: number, width: number | null, height: number | null, url: string }} Attachment */
/** @typedef {{ article_id: string, title: string, slug: string, snippet: string }} Source */
/** @typedef {{ id: string, conversation_id: string, seq: number, event_seq?: number, author: Author, note?: boolean, body: string, attachments: Attachment[], client_ref: string | null, reply_to: string | null, sources: Source[], system: { code: string, params: Record<string, any> } | null, created_at: string, edited_at: string | null, deleted_at: string | null }} Message */
/** @typedef {{ id: string, number: number, status: 'bot' | 'queued' | 'active' | 'closed', assignee: { id: string, name: string } | null, assistant: 'on' | 'stopped' | 'off', visitor_read_up_to: number, agent_delivered_up_to: number, agent_read_up_to: number }} Conversation */
/** @typedef {{ mode: 'online' | 'busy' | 'offline' | 'emergency', reason: string, next_open: string | null, message: string | null, agents_online: number, reply_seconds: number | null, assistant?: boolean }} Mode */
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
 * @property {Message['system']} system
 * @property {number} at ms
 * @property {boolean} edited
 * @property {boolean} deleted
 * @property {'sending' | 'stored' | 'failed'} state
 * @property {string} [problem] why it failed, in words
 * @property {boolean} [streaming]
 */

/** @typedef {{ client_ref: string, body: string, attachments: Attachment[], at: number, failed?: string }} Outgoing */

/**
 * @typedef {object} State
 * @property {'loading' | 'consent' | 'ready' | 'refused'} phase
 * @property {boolean} open
 * @property {'idle' | 'online' | 'lost'} link
 * @property {Mode | null} mode
 * @property {Visitor | null} visitor
 * @property {string} siteName
 * @property {Conversation | null} conversation
 * @property {boolean} earlier there is more of the thread on the server
 * @property {{ who: string, name: string | null } | null} typing
 * @property {{ position: number | null, estimated_wait_seconds: number | null } | null} queue
 * @property {{ position: number | null, estimated_wait_seconds: number | null } | null} escalation
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

export {};
