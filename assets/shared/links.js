// Signed links to files: whoever has one may fetch the file until it ends.

/** When a link ends, in ms; never where it does not say. @param {string} url */
export const linkEnds = (url) => Number(/[?&]expires=(\d+)/.exec(url)?.[1] || Infinity) * 1000;
