// What somebody types as the address of a site, as the origins that browsers send.

/** A pasted address is understood: `www.ornek.edu.tr/ogrenci` is `https://www.ornek.edu.tr`. @param {string} text one or several @returns {string[]} */
export const originsOf = (text) => text.split(/[\s,]+/).filter(Boolean).map(originOf);

/** @param {string} typed */
function originOf(typed) {
  const address = /^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`;
  try {
    const { origin, protocol } = new URL(address);
    return /^https?:$/.test(protocol) ? origin : address;
  } catch {
    return address;
  }
}
