/** Characters that show as nothing, or that turn the order of what is read. */
const HIDDEN = /[\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** Text of somebody unknown, with what would hide or turn a part of it written out: `\u202e`. */
export const visibleText = (text: string): string =>
  text.replace(HIDDEN, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
