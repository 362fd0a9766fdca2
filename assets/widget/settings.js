// What the widget looks like and may do: the page's `AsistTRConfig` over the server's settings. Pure.

const DEFAULT_COLOR = '#0b6e85';

/** @type {(value: any, fallback: any) => any} */
export const pick = (value, fallback) => (value === undefined || value === null ? fallback : value);

/** Text given once, or per language. @type {(text: any, language: string) => string} */
export function worded(text, language) {
  if (text && typeof text === 'object') return text[language] || text.tr || text.en || '';
  return text ? String(text) : '';
}

/** @type {(config: any, settings: any, pageLanguage: string) => string} */
export function chooseLanguage(config, settings, pageLanguage) {
  const set = [config.language, settings?.language].find((one) => one && one !== 'auto');
  const language = String(set || pageLanguage || 'tr').toLowerCase().slice(0, 2);
  if (set) return /^[a-z]{2}$/.test(language) ? language : 'tr';
  return language === 'tr' ? 'tr' : 'en';
}

/** @param {any} config @param {any} server */
function features(config, server) {
  return {
    upload: pick(config?.fileUpload, pick(server?.file_upload, true)) !== false,
    emoji: pick(config?.emoticons, pick(server?.emoticons, true)) !== false,
    typing: pick(config?.typing, pick(server?.typing, true)) !== false,
  };
}

/** @param {any} config @param {any} settings */
export function resolve(config, settings) {
  const server = settings || {};
  const primary = pick(config.primaryColor, server.primary_color) || DEFAULT_COLOR;
  return {
    title: server.title || '',
    primary,
    secondary: pick(config.secondaryColor, server.secondary_color) || primary,
    left: pick(config.position, server.position) === 'left',
    dark: server.dark_mode || 'auto',
    welcome: pick(config.welcomeMessage, server.welcome_message),
    placeholder: pick(config.placeholderText, server.placeholder),
    agentName: pick(config.agentName, server.agent_name) || '',
    agentAvatar: pick(config.agentAvatar, server.agent_avatar) || '',
    features: features(config.features, server.features),
    proactive: Boolean(pick(config.proactiveChat?.enabled, server.proactive?.enabled)),
    preChat: Boolean(pick(config.preChat?.enabled, server.pre_chat?.enabled)),
    server,
    consent: server.consent?.enabled ? { text: server.consent.text, version: String(server.consent.version) } : null,
    css: String(pick(config.customCSS, server.custom_css) || ''),
  };
}
