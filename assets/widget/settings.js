// What the widget looks like and may do: the page's `AsistTRConfig` over the server's settings; readable colours. Pure.

const DEFAULT_COLOR = '#0b6e85';

/** @type {(value: any, fallback: any) => any} */
export const pick = (value, fallback) => (value === undefined || value === null ? fallback : value);

/** Whether no person can be asked for. @param {any} mode */
export const isClosed = (mode) => /^(off|em)/.test(mode?.mode);

/** Text given once, or per language. @type {(text: any, language: string) => string} */
export function worded(text, language) {
  if (text && typeof text === 'object') return text[language] || (language !== 'tr' && text.en) || text.tr || text.en || '';
  return text ? String(text) : '';
}

/** @param {any} language */
export const isFile = (language) => /\.json(\?|$)/.test(String(language || ''));

/** A code, or the address of a JSON file with words. @type {(config: any, settings: any, pageLanguage: string) => string} */
export function chooseLanguage(config, settings, pageLanguage) {
  const set = [config.language, settings?.language].find((one) => one && one !== 'auto');
  if (isFile(set)) return set;
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
    preview: server?.typing_preview,
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
    departments: Boolean(server.departments?.enabled) && !config.departmentId,
    server,
    consent: server.consent?.enabled ? { text: server.consent.text, version: String(server.consent.version) } : null,
    css: String(pick(config.customCSS, server.custom_css) || ''),
  };
}

/** @typedef {[number, number, number]} Rgb */

/** @type {(text: string) => Rgb | null} */
export function parse(text) {
  const match = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(String(text).trim());
  if (!match) return null;
  const digits = match[1].length === 3 ? match[1].replace(/./g, '$&$&') : match[1];
  const value = parseInt(digits, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** @param {Rgb} rgb */
function luminance(rgb) {
  const [red, green, blue] = rgb.map((channel) => {
    const part = channel / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param {Rgb} one @param {Rgb} other */
export function contrast(one, other) {
  const light = Math.max(luminance(one), luminance(other));
  const dark = Math.min(luminance(one), luminance(other));
  return (light + 0.05) / (dark + 0.05);
}

/** Black or white. @param {string} background */
export function textOn(background) {
  const rgb = parse(background) || [0, 0, 0];
  return contrast(rgb, [255, 255, 255]) >= contrast(rgb, [0, 0, 0]) ? '#ffffff' : '#000000';
}

/** The colour, darker or lighter until it reaches the ratio. @type {(color: string, background: string, ratio?: number) => string} */
export function readable(color, background, ratio = 4.5) {
  const paper = parse(background) || [255, 255, 255];
  const target = luminance(paper) > 0.18 ? 0 : 255;
  const start = parse(color) || [255 - target, 255 - target, 255 - target];
  let mixed = start;
  for (let step = 1; step <= 20 && contrast(mixed, paper) < ratio; step++) {
    mixed = /** @type {Rgb} */ (start.map((channel) => Math.round(channel + ((target - channel) * step) / 20)));
  }
  return '#' + mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('');
}
